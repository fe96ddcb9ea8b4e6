"""Tables of phrases: faults that were found on sentences of many wars, each mended by a general rule."""

import datetime as dt

import pytest

from casualties.extract import article


def rows(text, published="2015-03-24"):
    return article.records(text, dt.date.fromisoformat(published))


def figure(row):
    return row["best"] or row["low"] or row["high"]


def parts(text):
    found = rows(text)
    at = {r["claim_id"]: n for n, r in enumerate(found)}
    return [(figure(r), r["place_id"], at.get(r["part_of"])) for r in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Monitors said 140 people were killed nationwide, including 38 in Damascus, 20 in Homs and 14 in Aleppo.",
            [(140, "SYR", None), (38, "SYR/Damascus", 0), (20, "SYR/Homs", 0), (14, "SYR/Aleppo", 0)],
        ),
        (
            "Troops shot dead 114 people across Myanmar, among them 40 in Mandalay and at least 27 in Yangon.",
            [(114, "MMR", None), (40, "MMR/Mandalay Region/Mandalay", 0), (27, "MMR/Yangon", 0)],
        ),
        (
            "Raids killed 142 people in Yemen: 77 in Sanaa, 40 in Aden and 25 elsewhere.",
            [(142, "YEM", None), (77, "YEM/Amanat Alasimah/Sanaa", 0), (40, "YEM/Aden", 0), (25, "YEM", 0)],
        ),
        ("Shells killed 60 people in Aleppo, including 4 children, and 20 in Hama.", [(60, "SYR/Aleppo", None), (4, "SYR/Aleppo", 0), (20, "SYR/Hama", None)]),
        ("At least 90 Iraqis were killed, 34 of them in Baghdad, and 12 were hurt.", [(90, "IRQ", None), (34, "IRQ/Baghdad", 0), (12, "IRQ/Baghdad", None)]),
    ],
)
def test_places_of_a_list_are_parts_of_the_country(text, found):
    assert parts(text)[: len(found)] == found


def days(row):
    return row["counting"], str(row["start"] or "-"), str(row["end"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nine people were killed in Taiz over five days.", ("period", "2015-03-20", "2015-03-24")),
        ("Shells killed 32 people on Friday, taking to 462 the number of dead in six days.", ("cumulative", "2015-03-15", "2015-03-20")),
        ("A five-day battle in Taiz killed 15 people.", ("period", "2015-03-20", "2015-03-24")),
        ("At least 195 people were killed in the 60-hour siege, which ended on Saturday.", ("period", "2015-03-18", "2015-03-21")),
        ("Nine people were killed in Taiz in the past week.", ("period", "2015-03-17", "2015-03-24")),
        ("Doctors said 820 people had died in 15 days of fighting.", ("period", "2015-03-10", "2015-03-24")),
        ("A bomb killed 12 people in Kabul, the third in four days.", ("period", "-", "2015-03-24")),
        ("The army has lost around 1,400 troops as of March 17.", ("cumulative", "-", "2015-03-17")),
        ("The office recorded 635 casualties as of midnight on 2 March.", ("cumulative", "-", "2015-03-02")),
        ("The war in Ukraine by 3 March had killed 4,169 civilians.", ("cumulative", "-", "2015-03-03")),
        ("Another 14 were killed on Friday, taking the toll to 90.", ("cumulative", "-", "2015-03-20")),
        ("Since March 2, 42 people have been killed. Another group put the figure at 51.", ("cumulative", "2015-03-02", "2015-03-24")),
        ("The jets killed 40 people in Raqqa in June last year.", ("period", "2014-06-01", "2014-06-30")),
        ("The jets killed 40 people in Raqqa on 3 May last year.", ("period", "2014-05-03", "2014-05-03")),
        ("The jets killed 40 people in Raqqa in January this year.", ("period", "2015-01-01", "2015-01-31")),
        ("The jets killed 40 people in Raqqa last March.", ("period", "2014-03-01", "2014-03-31")),
        ("The men were killed at Moura between March 27 and 31, 2012; they were 500 dead.", ("period", "2012-03-27", "2012-03-31")),
    ],
)
def test_lengths_limits_and_years(text, found):
    assert days(rows(text)[-1]) == found


@pytest.mark.parametrize(
    "text",
    [
        "Officials said 21 more soldiers had died, bringing to 223 the number killed since the war began on February 27.",
        "Nine people died in Aden, bringing the toll so far to 60.",
        "Another 14 were killed, taking the toll since January to 90.",
    ],
)
def test_the_newly_dead_are_no_running_total(text):
    assert [r["counting"] for r in rows(text)] == ["period", "cumulative"]


def said(text, n=-1):
    row = rows(text)[n]
    return row["claimant_stated"], row["stance"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The coalition denied that its aircraft killed 40 civilians.", ("coalition", "denies")),
        ("Russia rejected reports that its jets had killed 40 people in Idlib.", ("Russia", "denies")),
        ("A spokesman dismissed the report that 40 villagers had been killed as propaganda.", ("A spokesman", "denies")),
        ("The ministry said it was not true that 40 people had been killed.", ("ministry", "denies")),
        ("Claims that 40 villagers were killed are untrue, the junta said.", ("junta", "denies")),
        ("The army denied responsibility for the deaths of 40 villagers.", (None, "asserts")),
        ("Militants said they lost only 3 fighters.", ("Militants", "asserts")),
        ("The army withdrew its earlier figure of 90 dead.", ("army", "retracts")),
        ("The ministry retracted a report that 90 people had died in Goma.", ("ministry", "retracts")),
        ("Separatist authorities claim 1,600 civilians died.", ("Separatist authorities", "asserts")),
        ("The blast claimed 12 lives.", (None, "asserts")),
        ("The group counts 400 dead in Homs.", ("group", "asserts")),
        ("Troops shot dead at least 82 people on Friday, rights groups said.", ("rights groups", "asserts")),
        ("Israel says 1,400 people, most of them civilians, were killed.", ("Israel", "asserts")),
        ("Mali reported nine deaths on Monday.", (None, "asserts")),
        ("At least 63 killed in Kabul wedding hall blast: interior ministry", ("interior ministry", "asserts")),
        ("Nine dead as troops fire on Khartoum march - doctors", ("doctors", "asserts")),
        ("Residents fear as many as 2,000 were killed.", ("Residents", "asserts")),
    ],
)
def test_who_asserts_denies_or_withdraws(text, found):
    assert said(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "If the truce fails, 500 more may die, a nurse warned.",
        "The UN warned that up to 300 people could be killed.",
        "There are fears that 300 could be dead in Goma.",
        "The flood might have killed 30 people.",
        "Without aid 500 people would die, doctors say.",
        "He warned the toll may reach 900 dead.",
    ],
)
def test_what_may_be_is_no_claim(text):
    assert rows(text) == []


def test_feared_dead_is_a_claim_and_up_to_is_no_rise():
    assert figure(rows("Some 300 are feared dead in Goma.")[0]) == 300
    assert rows("Up to 60 people were killed in Goma.")[0]["counting"] == "period"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A bomb tore through an office in Baghdad, killing 17 people, among them the top envoy in Jordan.", "IRQ/Baghdad"),
        ("The Syrian Observatory put the toll at 72. Russia said no aircraft had struck the town.", "SYR"),
        ("The militia said that it had executed 170 soldiers in Tikrit.", "IRQ/Salah ad Din/Tikrit"),
        ("The charity received 23 dead at its hospital in Khan Younis.", "PSE/Gaza/Khan Younis"),
        ("A missile hit a station in Kramatorsk, killing 52 people.", "UKR/Donetsk/Kramatorsk"),
        ("Some 1.2 million people had fled their homes in Nigeria's Borno state.", "NGA/Borno State"),
        ("Sri Lankan guns killed nine people.", "LKA"),
        ("Nine people were killed at Said.", None),
    ],
)
def test_places_without_a_country(text, found):
    assert rows(text)[0]["place_id"] == found


def deed(row):
    return row["scope"], row["cause"], row["attributed_to"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Shelling killed 12 people in Homs.", ("whole", "Shelling", None)),
        ("Government troops killed 12 people in Homs.", ("whole", None, "Government troops")),
        ("Army troops and foreign fighters killed 12 people.", ("whole", None, "Army troops and foreign fighters")),
        ("Twelve people were killed by sniper fire in Homs.", ("whole", "sniper fire", None)),
        ("Twelve prisoners were wounded in shelling by government forces.", ("whole", "shelling", "government forces")),
        ("Gunmen stormed a mall in Nairobi, killing 39 people.", ("whole", None, "Gunmen")),
        ("Twelve people died in Homs in Sunday's truck bombing.", ("whole", "truck bombing", None)),
        ("Nine people died in Homs in March.", ("whole", None, None)),
        ("At least 70 people were killed in Homs, 30 of them in shelling.", ("part", "shelling", None)),
        ("At least 70 people were killed in Homs. Thirty were killed in shelling.", ("part", "shelling", None)),
        ("At least 70 people were killed in Homs. Thirty more were killed in shelling.", ("whole", "shelling", None)),
        ("Bombs killed 202 people in Baghdad. Elsewhere in Iraq, 34 people died.", ("except", None, None)),
    ],
)
def test_means_doers_and_what_is_covered(text, found):
    assert deed(rows(text)[-1]) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Some 600 villagers were stabbed, strangled and hacked to death.", [("killed", 600)]),
        ("Bloodbath: 290 dead and 500 hurt as eight blasts rip through churches", [("killed", 290), ("injured", 500)]),
    ],
)
def test_lists_of_verbs_and_headlines(text, found):
    assert [(r["harm"], figure(r)) for r in rows(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The union counted 291 civilian deaths.", [("civilians", 291)]),
        ("Observers said 116 people, 49 of them children under the age of 10, were killed.", [("all", 116), ("children", 49)]),
        ("Five children under 12 were killed. Over 40 men died.", [("children", 5), ("men", 40)]),
        ("Around 80 people are killed a week.", []),
        ("The office put the number of dead at more than 150 a week later.", [("all", 150)]),
    ],
)
def test_ages_and_rates_are_no_figures(text, found):
    assert [(r["victims"], figure(r)) for r in rows(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The militia claimed responsibility for the attack on Hazara marchers in Kabul that killed 80 people.", ("AFG/Kabul", None)),
        ("A mortar shell killed 37 people in Sarajevo's Markale market.", ("BIH/Federation of B&H/Sarajevo", None)),
        ("Iraq's count leaves out Anbar, where the health directorate reported 268 deaths.", ("IRQ/Anbar", "health directorate")),
        ("France said that 90 militants had been killed in Mali; Bamako gave no figure.", ("MLI", "France")),
    ],
)
def test_names_that_are_no_place_of_the_dead(text, found):
    row = rows(text)[0]
    assert (row["place_id"], row["claimant_stated"]) == found


def test_who_lost_men_did_not_kill_them():
    assert rows("The army lost 12 men in Goma.")[0]["attributed_to"] is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In the first half of 2014, 1,662 civilians were killed.", ("period", "2014-01-01", "2014-06-30")),
        ("In the second quarter of 2014, 662 civilians were killed.", ("period", "2014-04-01", "2014-06-30")),
    ],
)
def test_parts_of_a_year(text, found):
    row = rows(text)[0]
    assert figure(row) in (1662, 662)
    assert days(row) == found


def test_losses_have_their_own_speaker_and_victims():
    row = rows("The Taliban said they killed 45 soldiers in Ghazni; officials put army losses at 14.")[1]
    assert (figure(row), row["claimant_stated"], row["victims"]) == (14, "officials", "security_forces")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("About 1,000 of the 5,000 hostages have been killed.", [1000]),
        ("As many as 30 members of one family died in Sinjar.", [30]),
        ("The ministry did not say how many of the 300 were killed.", []),
        ("One of the 12 wounded spoke of it.", [12]),
        ("A crowd came to the funerals of two of the four people killed on Monday.", [4]),
    ],
)
def test_the_size_of_a_group_is_no_figure_of_harm(text, found):
    assert [figure(r) for r in rows(text)] == found


def test_a_report_that_found_it_speaks_and_a_place_after_harm_is_no_place_of_speech():
    assert said("A U.N. report found that 3,545 civilians were killed in 2014.") == ("A U.N. report", "asserts")
    assert rows("Yemen's Houthis said 26 were killed in Hodeidah.")[0]["place_id"] == "YEM/Al Hudaydah"
