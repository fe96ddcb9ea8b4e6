import datetime as dt

import pytest

from casualties.extract import article, known


def who(text, publisher=None, n=-1):
    row = article.records(text, dt.date(2012, 2, 7), publisher)[n]
    return row["claimant_stated"], row["via"]


@pytest.mark.parametrize(
    ("text", "speaker", "via"),
    [
        ("Nine people died, activists said.", "activists", None),
        ("Nine people died, said Mayor Ana Ruel.", "Mayor Ana Ruel", None),
        ("The health ministry said nine people died.", "health ministry", None),
        ("According to the United Nations, nine people died.", "United Nations", None),
        ("Nine people died, a doctor told Reuters.", "a doctor", "Reuters"),
        ("The Red Crescent said nine people died, according to the news agency AFP.", "Red Crescent", "news agency AFP"),
        ("Nine people died.", None, None),
        ("Reports said nine people died.", None, None),
        ("Omar Selk, who speaks for the police, told state television that nine people died.", "Omar Selk", None),
        ("The charity Lumen spoke on Monday. It said nine people died.", None, None),
        ("Lumen Watch said the road was cut. It added that nine people died.", "Lumen Watch", None),
        ("The Lumen Watch group said the road was cut. The group says nine people died.", "Lumen Watch group", None),
        ("Residents said the road was cut; in Hama nine people died, police said.", "police", None),
        ("The mayor put the number of dead at nine.", "mayor", None),
        ("Nine people died, the emergency services said.", "emergency services", None),
        ("Nine people died, the ministry of health said after a visit to the town.", "ministry of health", None),
        ("Nine people died in Ruma, a village in the east, the mayor of Selk, told reporters.", "mayor of Selk", None),
        ("Lumen Watch said the road was cut. Nine people died, according to the group's count.", "Lumen Watch", None),
        ("A statement from the army said nine people died.", "army", None),
        ("The ministry of health spoke of a raid, it said. Its statement said nine people died.", "ministry of health", None),
        ("Lumen Watch said the road was cut. Reports put the death toll at nine.", None, None),
        ("A doctor saw it, and the toll was given by the Lumen agency as nine dead.", "Lumen agency", None),
        ("Nine people died, according to WHO.", "WHO", None),
        ("On Sunday, according to the health ministry in Hama, nine people died.", "health ministry in Hama", None),
        ("Nine people died, the team of Lumen Watch recorded.", "team of Lumen Watch", None),
        ("Lumen Watch stopped counting after estimating that nine people had been killed.", "Lumen Watch", None),
        ("Gunmen stormed the town, claiming nine lives.", None, None),
        ("Hospital officials counted nine bodies.", "Hospital officials", None),
        ("The opposition's claims that nine people died were rejected.", "opposition", None),
        ("Police said 70 people died, after a week that saw 260 deaths.", None, None),
    ],
)
def test_speakers(text, speaker, via):
    assert who(text) == (speaker, via)


def test_the_publishing_outlet_is_no_relay():
    assert who("Nine people died, a doctor told Reuters.", "Reuters") == ("a doctor", None)


def test_a_person_stands_for_the_organisation():
    assert known.source("Sami Abdel Rahman of the Syrian Observatory for Human Rights") == "sohr"
    assert known.source("London-based Syrian Observatory for Human Rights") == "sohr"
    assert known.source("a baker in the old town") is None


@pytest.mark.parametrize(
    ("text", "stance", "disputed_by"),
    [
        ("The army denied that its men had killed 12 villagers.", "denies", None),
        ("The army denied killing 12 villagers.", "denies", None),
        ("The army said 12 villagers were killed.", "asserts", None),
        ("The army revised its toll to 12.", "corrects", None),
        ("The army dismissed the party's claims that 12 villagers were killed.", "asserts", "army"),
    ],
)
def test_stance(text, stance, disputed_by):
    row = article.records(text, dt.date(2012, 2, 7))[0]
    assert (row["stance"], row["disputed_by"]) == (stance, disputed_by)
