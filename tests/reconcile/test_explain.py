from __future__ import annotations

import pandas as pd
import pytest

import casualties as cas
from casualties.errors import UsageError
from casualties.reconcile.explain import BASES, FLAGS, Explanation, figure
from casualties.tables.segments import BASES as KNOWN_BASES
from tests.reconcile.scenario import PLACE, claim, frame

DAY = "2012-02-07"


def at(hour: str) -> str:
    return f"{DAY}T{hour}:00:00Z"


CLAIMS = frame(
    [
        claim("nine", "sohr", DAY, ">=9", published=at("12"), publisher="bbc-news"),
        claim("again", "sohr", DAY, ">=95", published=at("20"), publisher="cnn"),
        claim("many", "sohr", DAY, ">=95", published=at("19"), publisher="bbc-news"),
        claim("later", "lcc", DAY, "40", published=at("19")),
        claim("lower", "lcc", DAY, "31", published=at("20")),
        claim("somebody", "activists", DAY, "44", published=at("21")),
        claim("state", "syrian-government", DAY, "", stance="denies"),
        claim("weekend", "sohr", "2012-02-06", ">=200", end="2012-02-08", published="2012-02-09"),
        claim("proposed", "lcc", DAY, "70", review="proposed"),
    ]
)


def segment(claims: pd.DataFrame, source: str, basis: str = "direct", **how: object) -> pd.Series:
    rows = cas.reconcile(claims, **how)  # type: ignore[arg-type]
    rows = rows[(rows["source"] == source) & (rows["basis"] == basis) & (rows["place_id"] == PLACE) & (rows["start"] == DAY)]
    assert len(rows) == 1
    return rows.iloc[0]


def parts(told: Explanation) -> dict[str, tuple[str, str, str]]:
    return {r.claim_id: (r.part, r.status, r.rule) for r in told.claims.itertuples()}  # type: ignore[misc]


def test_what_made_a_figure_and_what_it_replaced() -> None:
    told = cas.explain(segment(CLAIMS, "sohr"), CLAIMS)
    assert parts(told) == {
        "many": ("made", "used", ""),
        "again": ("made", "relay", "1 relays"),
        "nine": ("replaced", "implied", "2 versions"),
        "weekend": ("aside", "used", "4 spans"),
    }
    lines = told.text.splitlines()
    assert lines[0] == f"sohr, {PLACE}, {DAY}: 95+ killed"
    assert "  many  95+, sohr in bbc-news, 2012-02-07 19:00" in lines
    assert "    implied: still true, and implied by the higher figure of many [2 versions]" in lines
    assert str(told) == told.text


def test_a_combined_figure_says_who_is_left_out_and_why() -> None:
    told = cas.explain(segment(CLAIMS, "combined", "combined"), CLAIMS)
    made = parts(told)
    assert made["somebody"] == ("replaced", "used", "7 combined")
    assert made["weekend"] == ("aside", "used", "7 combined")
    assert made["state"] == ("aside", "listed", "who takes part")
    assert made["proposed"] == ("aside", "left out", "who takes part")
    why = told.claims.set_index("claim_id")["reason"]
    assert "nobody in particular" in why["somebody"]
    assert "2012-02-06 to 2012-02-08" in why["weekend"]
    assert "policy lower_median: Middle of the reports" in told.text
    assert "lower_unconfirmed: a later, lower figure" in told.text


def test_a_remainder_names_the_total_it_was_cut_from() -> None:
    rows = cas.reconcile(CLAIMS)
    told = cas.explain(rows[(rows["basis"] == "remainder") & (rows["place_id"] == PLACE) & (rows["source"] == "sohr")], CLAIMS)
    assert "cut from: 200+ for 2012-02-06 to 2012-02-08" in told.summary
    assert "nine" not in parts(told)  # about one of its days only


def test_rulings_are_told() -> None:
    ruling = {"ruling_id": "R1", "kind": "supersedes", "claim_ids": "lower; later", "reason": "a correction", "by": "ab", "at": "2012-03-01"}
    beside = {**ruling, "ruling_id": "R2", "kind": "keep_both", "claim_ids": "lower; many"}
    rulings = pd.DataFrame([ruling, beside])
    told = cas.explain(segment(CLAIMS, "lcc", rulings=rulings), CLAIMS, rulings=rulings)
    assert parts(told)["later"] == ("replaced", "superseded", "ruling R1")
    assert "superseded: ruling R1 (ab): a correction" in told.text
    assert "keep_both lower; many: ruling R2 (ab): a correction" in told.text


def test_a_segment_may_be_given_in_every_way_it_comes() -> None:
    examined = cas.examine(CLAIMS)
    rows = examined.segments
    row = rows.iloc[0]
    texts = {
        cas.explain(given, CLAIMS, examined=examined).text
        for given in (row, row.to_dict(), rows.iloc[:1], next(rows.itertuples()), next(rows.itertuples(index=False)), str(row["segment_id"]))
    }
    assert len(texts) == 1
    assert cas.explain(row, CLAIMS).text in texts


def test_the_row_knows_its_moment_and_policy() -> None:
    row = segment(CLAIMS, "lcc", as_of=at("19"), policy="max")
    told = cas.explain(row, CLAIMS)
    assert parts(told)["lower"] == ("aside", "left out", "who takes part")
    assert "published after as_of" in told.text


@pytest.mark.parametrize("claims", [CLAIMS.iloc[:1], CLAIMS.iloc[:0], CLAIMS.assign(low=CLAIMS["low"] + 1, best=CLAIMS["best"] + 1, high=CLAIMS["high"] + 1)])
def test_other_claims_than_those_it_was_made_from_are_refused(claims: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="do not make the segment"):
        cas.explain(segment(CLAIMS, "sohr"), claims)


@pytest.mark.parametrize("wrong", ["nothing", 3, pd.Series({"source": "sohr"}), pd.DataFrame({"segment_id": ["a", "b"]})])
def test_what_is_no_segment_is_refused(wrong: object) -> None:
    with pytest.raises(UsageError):
        cas.explain(wrong, CLAIMS)  # type: ignore[arg-type]


def test_every_segment_of_many_kinds_is_told_without_a_gap() -> None:
    records = [
        claim("t1", "sohr", "2012-02-01", "100", end="2012-02-03", counting="cumulative", published="2012-02-03"),
        claim("t2", "sohr", "2012-02-01", "160", end="2012-02-05", counting="cumulative", published="2012-02-05"),
        claim("t3", "sohr", "2012-02-01", "160", end="2012-02-06", counting="cumulative", published="2012-02-06"),
        claim("city", "lcc", DAY, "30", place_id="SYR/Homs/Homs"),
        claim("whole", "lcc", DAY, "50"),
        claim("kids", "lcc", DAY, "7", victims="children", part_of="whole"),
        claim("army", "syrian-government", DAY, "3", victims="security_forces"),
        claim("bomb", "sohr", DAY, "8", counting="incident", incident_id="x"),
        claim("model", "un", DAY, "80", standard="modelled"),
    ]
    claims = frame(records)
    examined = cas.examine(claims)
    assert len(examined.segments) > 12
    for row in examined.segments.to_dict("records"):
        told = cas.explain(row, claims, examined=examined)
        assert set(told.claims.loc[told.claims["part"] == "made", "claim_id"]) == set(row["claim_ids"].split("; "))
        assert "see the design" not in told.text
        assert "nan" not in told.text.lower()
        assert (told.claims["status"] != "").all()
        assert (told.claims["reason"] != "").all()


def test_every_basis_has_words() -> None:
    assert set(BASES) == set(KNOWN_BASES)
    assert all(FLAGS.values())


@pytest.mark.parametrize(
    ("low", "best", "high", "text"),
    [
        (40, 40, 40, "40"),
        (95, 95, None, "95+"),
        (31, 40, 40, "31 to 40"),
        (None, None, 20, "up to 20"),
        (None, None, None, ""),
        (0, 0, 0, "0"),
        (2, 5, None, "2 to 5+"),
    ],
)
def test_figures_as_text(low: int | None, best: int | None, high: int | None, text: str) -> None:
    assert figure(low, best, high) == text
