"""One total of killed and of injured of an article: figures, persons named or described, background."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import casualties as cas
from casualties.extract import named, sentences

if TYPE_CHECKING:
    from pathlib import Path


def killed(text: str) -> int | None:
    """Killed of a text."""
    return cas.article_totals(text).killed


def names(text: str) -> list[set[str]]:
    """Names, or else roles, of the persons killed in a sentence."""
    return [set(p.names or p.roles) for s in sentences.split(text) for p in named.find(s, "killed")]


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("Gunmen killed Mayor Juan Olmo and his wife on Tuesday.", 2),
        ("THE ARMY CONDEMNED THE MURDER OF MAGISTRATE PAULA OLMO AND OF ATTORNEY HUGO TERAN.", 2),
        ("AN ATTACK CLAIMED THE LIVES OF SENATOR PABLO OLMO, A POLICE OFFICER, AND A JUDGE.", 3),
        ("AFTER A COLONEL, A JUDGE, AND SENATOR AND CANDIDATE PABLO OLMO WERE MURDERED, TALKS STOPPED.", 3),
        ("PABLO OLMO, 45, A FORMER MAYOR OF LUNA, WAS SHOT DEAD ON SUNDAY. OLMO WAS KILLED AT HOME.", 1),
        ("MINISTER PABLO OLMO WAS ASSASSINATED IN AN ATTACK IN WHICH TWO OF HIS BODYGUARDS WERE ALSO KILLED.", 3),
        ("THE SENATOR'S DRIVER WAS KILLED AND HIS BODYGUARD MURDERED.", 2),
        ("A court heard of the murder of the priests.", 2),
    ],
)
def test_persons_whom_no_number_counts_are_told_one_by_one(text: str, total: int) -> None:
    assert killed(text) == total


def test_a_person_told_again_by_name_role_or_a_vague_noun_is_one() -> None:
    text = "ONE PERSON WAS KILLED TODAY. JUDGE ANA OLMO DIED AT ONCE. THE JUDGE WAS MURDERED BY GUNMEN. THE MURDER OF OLMO SHOCKED MANY."
    assert killed(text) == 1


def test_names_are_one_where_all_words_of_the_shorter_or_two_are_shared() -> None:
    assert killed("CARLOS OLMO TERAN WAS KILLED. LUIS CARLOS DUARTE WAS KILLED.") == 2
    assert killed("CARLOS OLMO TERAN WAS KILLED. OLMO TERAN WAS KILLED.") == 1


def test_asides_and_datelines_are_no_part_of_a_subject() -> None:
    text = "LUNA, 9 JAN 90 (XYZ) -- PABLO OLMO, MAYOR OF LUNA, IN THE NORTH, WHO WAS ABDUCTED ON 5 JANUARY, WAS FOUND DEAD TODAY."
    assert names(text) == [{"pablo", "olmo"}]


@pytest.mark.parametrize("text", ["THE DEATH SQUADS DENIED IT.", "THEY THREATENED TO KILL JUDGE OLMO.", "HIS CLOTHES WERE LOST.", "THE MURDER CASE IS OPEN."])
def test_what_is_no_killing_of_a_person_gives_nobody(text: str) -> None:
    assert names(text) == []


def test_persons_among_the_counted_are_not_added_and_others_are() -> None:
    assert killed("The bomb killed 12 people. Among the dead was Judge Ana Olmo, who died in hospital.") == 12
    assert killed("THE BLAST KILLED SIX PRIESTS. THEN SENATOR PABLO OLMO WAS MURDERED IN LUNA.") == 7
    assert killed("EIGHT SAILORS WERE KILLED BY A BOMB. TEN OTHER PEOPLE WERE ALSO KILLED.") == 18


def test_fighters_count_in_the_lead_and_fights_told_later_are_apart() -> None:
    assert killed("The army said 20 rebels and 3 soldiers were killed in fighting on Friday.") == 23
    assert killed("A shell killed a woman in Luna. Elsewhere 20 rebels and 3 soldiers were killed in fighting.") == 1


def test_a_later_figure_many_times_the_first_is_background() -> None:
    assert killed("A bomb killed 3 people. Parties say 900 members were murdered by gangs.") == 3


def test_clock_times_and_money_are_no_persons() -> None:
    totals = cas.article_totals("SIX PEOPLE WERE HURT BY BLASTS AT 1215 (1515 GMT), WHICH CAUSED MILLIONS IN LOSSES.")
    assert totals == (None, 6)


def test_deaths_and_injuring_are_two_harms() -> None:
    assert cas.article_totals("A bomb exploded, causing 9 deaths and injuring more than 30 people.") == (9, 30)


def test_wire_texts_in_upper_case_reach_their_floor(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "data/text/muc4-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["killed"]["n"]][::4]
    right = sum(killed(row["text"]) == row["killed"]["n"] for row in rows)
    assert right / len(rows) >= 0.5
