"""Articles in files: what is told of each, and what is said of those that cannot be read."""

from __future__ import annotations

import gzip
import json

import pytest

from casualties.errors import DataError
from casualties.ingest import articles
from casualties.raw import RawFile

TEXT = "Nine people were killed in Hama on Monday, residents said."
PAGE = """<!DOCTYPE html><html><head><title>Shelling in Hama</title><meta property="article:published_time" content="2012-09-03T10:00:00Z">
<meta property="og:site_name" content="The Valley Post"><link rel="canonical" href="https://example.org/hama"></head><body><nav>5 dead elsewhere</nav>
<article><h1>Shelling in Hama</h1><p>Nine people were killed in shelling in Hama on Monday, residents of the city said.</p>
<p>Troops had moved into the western districts at dawn. Shops stayed closed, and telephone lines were cut for most of the day.</p></article></body></html>"""
FEED = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>The Valley Post</title>
<item><title>Bomb in Hama &amp; Homs</title><link>https://example.org/1</link><pubDate>Tue, 04 Sep 2012 08:00:00 +0300</pubDate>
<description>&lt;p&gt;A bomb killed &lt;b&gt;14&lt;/b&gt; people.&lt;/p&gt;&lt;p&gt;Police spoke of 15.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description></item>
<item><title>Quiet</title><link>https://example.org/2</link><description></description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Monitor</title><entry><title>Report</title><link href="https://example.org/a"/>
<published>2012-09-04T08:00:00Z</published><summary>short</summary><content type="html">&lt;p&gt;Two died.&lt;/p&gt;</content></entry></feed>"""


def read(tmp_path, name, content, encoding=None):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(articles.read(RawFile(path, ""), encoding))


def only(tmp_path, name, content, **kwargs):
    (found,) = read(tmp_path, name, content, **kwargs)
    return found


def test_text_is_an_article_and_lines_above_it_tell_of_it(tmp_path):
    assert only(tmp_path, "a.txt", TEXT) == articles.Article(TEXT)
    told = only(tmp_path, "b.txt", f"published: 2012-09-03\nURL: https://example.org/x\n\n{TEXT}")
    assert (told.text, told.published, told.url, told.publisher) == (TEXT, "2012-09-03", "https://example.org/x", None)
    windows = only(tmp_path, "c.txt", f"published: 2012-09-03\r\n\r\n{TEXT}")
    assert (windows.text, windows.published) == (TEXT, "2012-09-03")


def test_a_paragraph_with_a_colon_is_text(tmp_path):
    text = f"Hama: five dead\n\n{TEXT}"
    assert only(tmp_path, "a.txt", text).text == text


def test_a_page_gives_its_text_without_headline_and_menu(tmp_path):
    found = only(tmp_path, "a.html", PAGE)
    assert found.text.startswith("Nine people were killed in shelling")
    assert "\n\nTroops" in found.text
    assert "elsewhere" not in found.text
    assert (found.published, found.publisher, found.title, found.url) == ("2012-09-03", "The Valley Post", "Shelling in Hama", "https://example.org/hama")


def test_a_page_is_known_by_its_first_bytes(tmp_path):
    assert only(tmp_path, "saved", PAGE).title == "Shelling in Hama"


def test_no_day_is_guessed_from_the_text_of_a_page(tmp_path):
    page = PAGE.replace('<meta property="article:published_time" content="2012-09-03T10:00:00Z">', "").replace("on Monday", "on 2 September 2012")
    assert only(tmp_path, "a.html", page).published is None


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<html><p>", "<html>" + "<div>" * 3000])
def test_a_page_without_an_article_says_so(tmp_path, page):
    assert only(tmp_path, "a.html", page).rule == "article_found"


def test_items_of_a_feed_are_articles(tmp_path):
    found, empty = read(tmp_path, "f.xml", FEED)
    assert found.text == "A bomb killed 14 people.\n\nPolice spoke of 15."
    assert (found.published, found.publisher, found.title) == ("2012-09-04T05:00:00Z", "The Valley Post", "Bomb in Hama & Homs")
    assert (found.url, found.where) == ("https://example.org/1", "item 1")
    assert (empty.rule, empty.where) == ("text_given", "item 2")
    assert only(tmp_path, "a.atom", ATOM).text == "Two died."


def test_what_is_no_feed_is_refused(tmp_path):
    with pytest.raises(DataError, match="no feed with items"):
        read(tmp_path, "f.xml", "<?xml version='1.0'?><note>hello")


def test_json_lines_keep_their_places_and_bad_ones_their_reasons(tmp_path):
    lines = [f'{{"text": "{TEXT}", "published": "2012-09-03"}}', "", "{broken", '{"txt": "x"}', '{"text": "x", "published": 2012}', "[1]"]
    found = read(tmp_path, "a.jsonl", "\n".join(lines))
    assert [(a.where, a.rule) for a in found] == [
        ("line 1", ""),
        ("line 3", "line_is_json"),
        ("line 4", "text_given"),
        ("line 5", "keys_are_text"),
        ("line 6", "article_is_object"),
    ]
    assert "'txt'" in found[2].do


def test_json_is_one_article_or_a_list(tmp_path):
    assert only(tmp_path, "a.json", json.dumps({"text": TEXT, "publisher": "dw"})).publisher == "dw"
    assert [a.where for a in read(tmp_path, "b.json", json.dumps([{"text": TEXT}, {"text": TEXT}]))] == ["item 1", "item 2"]


def test_packed_files_are_read_without_unpacking(tmp_path):
    assert only(tmp_path, "a.txt.gz", gzip.compress(TEXT.encode())).text == TEXT


def test_encodings_are_named_not_guessed(tmp_path):
    assert only(tmp_path, "a.txt", TEXT.encode("utf-16")).text == TEXT
    french = "Neuf tués à Homs".encode("cp1252")
    with pytest.raises(DataError, match="not UTF-8"):
        read(tmp_path, "b.txt", french)
    assert only(tmp_path, "b.txt", french, encoding="cp1252").text == "Neuf tués à Homs"
    with pytest.raises(DataError, match="not UTF-8"):
        read(tmp_path, "c.txt", "Neuf tués\n".encode() + french)


@pytest.mark.parametrize(
    ("content", "rule"),
    [("", "text_given"), (" \n\t\n", "text_given"), ("x" * (articles.LONGEST + 1), "text_not_too_long")],
)
def test_what_is_no_article_says_which_rule(tmp_path, content, rule):
    assert only(tmp_path, "a.txt", content).rule == rule


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe\x00", b"a\0b\0c\0"])
def test_binary_files_are_refused(tmp_path, content):
    with pytest.raises(DataError, match="binary"):
        read(tmp_path, "a.txt", content)


def test_nul_bytes_inside_json_are_told(tmp_path):
    assert only(tmp_path, "a.json", json.dumps({"text": "a\0" * 50})).rule == "text_is_text"


def test_a_few_nuls_are_blanks_and_writing_from_right_to_left_is_kept(tmp_path):
    assert only(tmp_path, "a.txt", TEXT + "\0" + TEXT).text == f"{TEXT} {TEXT}"
    arabic = "قتل تسعة أشخاص في حماة"
    assert only(tmp_path, "b.txt", arabic).text == arabic
