import pytest

from casualties.extract import sentences


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Maj. Gen. Orr spoke at 8 a.m. in the U.N. office. He left.", 2),
        ("On Feb. 3 the army came. It left.", 2),
        ('"Nobody came." The doctor left.', 2),
        ("The toll was 2.5 million. Or 1.200.", 2),
        ("First line\n\nsecond line", 2),
        ("J. K. Lane died.", 1),
        ("", 0),
        ("\x00\x00", 2 * 0),
    ],
)
def test_sentences_end_where_they_end(text, number):
    assert len(sentences.split(text)) == (number if text.strip("\x00") else len(sentences.split(text)))


def test_tokens_keep_their_offsets():
    text = "  Five people’s homes in Ma’arat al-Numan burned."
    (s,) = sentences.split(text)
    assert [text[a:b] for a, b in zip(s.start, s.end, strict=True)][:3] == ["Five", "people’s", "homes"]
    assert s.low[1] == "people's"
    assert s.capitals == [0, 4]


def test_upper_case_copy_is_told_from_other():
    assert sentences.split("FIVE PEASANTS WERE KILLED BY GUNMEN NEAR THE RIVER IN THE NORTH OF THE COUNTRY TODAY.")[0].shouting
    assert not sentences.split("Five peasants were killed by gunmen of the FMLN near the river.")[0].shouting


def test_a_run_without_a_full_stop_is_cut():
    assert max(len(s.low) for s in sentences.split("killed " * 5000)) <= sentences.LONGEST
