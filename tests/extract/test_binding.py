import datetime as dt

import pytest

from casualties.extract import article


def figures(text):
    return [(r["harm"], r["best"] or r["low"] or r["high"], r["victims"]) for r in article.records(text, dt.date(2020, 5, 13))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Shells killed seven farmers and wounded two nurses.", [("killed", 7, "civilians"), ("injured", 2, "medics")]),
        ("Seven soldiers were reportedly killed.", [("killed", 7, "security_forces")]),
        ("A blast ripped through the hall, killing 46 and wounding 120.", [("killed", 46, "all"), ("injured", 120, "all")]),
        ("Snipers kill 52 in the old town.", [("killed", 52, "all")]),
        ("The raid left nine people dead and dozens injured.", [("killed", 9, "all"), ("injured", 12, "all")]),
        ("The fighting claimed 83 lives.", [("killed", 83, "all")]),
        ("The militia put 30 villagers to death.", [("killed", 30, "civilians")]),
        ("Nine workers lost their lives.", [("killed", 9, "civilians")]),
        ("The death toll rose to 44.", [("killed", 44, "all")]),
        ("Their deaths bring to 46 the number of people killed.", [("killed", 46, "all")]),
        ("The number of civilian dead was two.", [("killed", 2, "civilians")]),
        ("The strike caused 260 deaths.", [("killed", 260, "all")]),
        ("He condemned the massacre of some 400 civilians.", [("killed", 400, "civilians")]),
        ("A child was killed.", [("killed", 1, "children")]),
        ("The rebels lost three men.", [("killed", 3, "men")]),
        ("Two women are still unaccounted for.", [("missing", 2, "women")]),
        ("Gunmen abducted 37 travellers.", [("detained", 37, "civilians")]),
        ("The clashes drove 123 families from their homes.", [("displaced", 123, "all")]),
        ("Some 9,300 people (about 1,860 households) fled.", [("displaced", 9300, "all")]),
        ("Two suicide bombers killed 36 people.", [("killed", 36, "all")]),
        ("25 police and five civilians were killed.", [("killed", 25, "security_forces"), ("killed", 5, "civilians")]),
        ("Seven people with machete wounds were brought in.", [("injured", 7, "all")]),
        ("Five people were killed or wounded.", [("casualties", 5, "all")]),
        ("Nine women and children were murdered.", [("killed", 9, "women_and_children")]),
        ("Twenty men, women and children were slain.", [("killed", 20, "civilians")]),
        ("Ten of the 24 people killed were women.", [("killed", 10, "women"), ("killed", 24, "all")]),
        ("They killed no fewer than 113 farmers.", [("killed", 113, "civilians")]),
        ("A doctor estimated the dead at 300.", [("killed", 300, "all")]),
        ("The toll on 2 May 2012: 40 were killed in one town.", [("killed", 40, "all")]),
        ("A blast ripped through the hall, killing or wounding at least 100 people.", [("casualties", 100, "all")]),
        ("The number of pilgrims who died rose to 717, and 863 were injured.", [("killed", 717, "civilians"), ("injured", 863, "civilians")]),
        ("All but one of the 117 hostages who died were killed by gas.", [("killed", 117, "all")]),
        ("Some 471 people had been killed; the ministry put the number at between 100 and 300.", [("killed", 471, "all"), ("killed", 100, "all")]),
        (
            "The mission counted 80 civilian casualties (20 deaths and 60 injured).",
            [("casualties", 80, "civilians"), ("killed", 20, "civilians"), ("injured", 60, "civilians")],
        ),
        ("A family of nine was killed.", [("killed", 9, "all")]),
        ("Rockets killed an Israeli near the border.", [("killed", 1, "all")]),
        ("They executed between 20 and 30 men.", [("killed", 20, "men")]),
        ("Four members of the security forces died.", [("killed", 4, "security_forces")]),
        ("An army captain and four soldiers died.", [("killed", 1, "security_forces"), ("killed", 4, "security_forces")]),
        ("TEN PEASANTS WERE MURDERED BY UNKNOWN MEN NEAR THE RIVER THIS MORNING.", [("killed", 10, "civilians")]),
    ],
)
def test_harm_is_bound_to_its_number(text, found):
    assert figures(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Four missiles killed the dog.",
        "The bomb weighed 500 kg and killed nobody.",
        "More than 5,000 people a month have been killed.",
        "Police could have killed 40 people.",
        "The militia threatened to kill 20 hostages.",
        "No one was killed when 40 rockets fell.",
        "The government freed 26 hostages in exchange for 300 prisoners.",
        "Some 3,000 people walked behind the coffin.",
        "Half of the town's 150,000 people were displaced.",
        "Nine in ten of the victims were men.",
        "At least 200 kilometres north of the place, nothing happened.",
        "He published photographs of five bodies.",
        "In 1982 as many as 20,000 people died there.",
        "A crowd went to the funerals of two of the four doctors.",
        "Between the afternoons of 2 and 5 August, no soldiers were reported killed.",
        "Resolution 2139 was adopted after the deaths.",
        "The war has lasted 18 days.",
    ],
)
def test_what_is_no_claim(text):
    assert figures(text) == []


def parts(text):
    rows = article.records(text, dt.date(2020, 5, 13))
    at = {r["claim_id"]: n for n, r in enumerate(rows)}
    return [(r["best"] or r["low"], at.get(r["part_of"])) for r in rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sixteen people died, one of them a child.", [(16, None), (1, 0)]),
        ("The raid killed 67 civilians, including 14 children and 12 women.", [(67, None), (14, 0), (12, 0)]),
        ("Over 100 people were hurt, of whom 41 had been hit in the eyes.", [(100, None), (41, 0)]),
        ("In all, 620 people, 306 of them police, died.", [(620, None), (306, 0)]),
        ("The blast killed 21 people. Fourteen of those killed were students, six were soldiers and one was a nurse.", [(21, None), (14, 0), (6, 0), (1, 0)]),
        (
            "By then 99 people, including at least 50 civilians, of whom 15 were children and 6 were women, had been killed.",
            [(99, None), (50, 0), (15, 1), (6, 0)],
        ),
        ("The raid killed 56. Medics found 28 bodies. Lumen Watch later revised the toll to 28.", [(56, None), (28, None), (28, None)]),
        ("Two soldiers were wounded, and six of them could lose their sight.", [(2, None)]),
    ],
)
def test_parts_know_their_whole(text, found):
    assert parts(text)[: len(found)] == found
