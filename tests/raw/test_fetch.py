"""Fetching over HTTP from a real server on loopback that fails in every way a server fails."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import logging
import sys

import httpx
import pytest

from casualties import raw
from casualties.errors import DataError, SourceError, UsageError
from casualties.raw.download import FailedError, _next
from casualties.raw.fetch import fetch
from casualties.raw.settings import Settings
from tests import loopback as http

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "localhost"])

BODY = b"id,best\n" + b"".join(b"%d,%d\n" % (n, n % 7) for n in range(20_000))
SHA = hashlib.sha256(BODY).hexdigest()
WHEN = "2024-05-01T06:00:00Z"
QUICK = Settings(attempts=3)
IMPATIENT = Settings(timeout=0.3, attempts=3)


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "ged"
    folder.mkdir()
    return folder


@pytest.fixture
def get(home, server, pauses):
    def go(url=None, settings=QUICK, when=WHEN):
        return fetch(home, url or server.url(), settings, retrieved_at=when, terms="CC BY 4.0")

    return go


def kept(home):
    """Files of raw/ that could be read as raw files."""
    return sorted(p.name for p in (home / "raw").glob("[!.]*") if not p.name.endswith(".meta.json")) if (home / "raw").exists() else []


def hidden(home):
    return sorted(p.name for p in (home / "raw").glob(".*")) if (home / "raw").exists() else []


def test_a_file_is_kept_by_its_content_with_a_sidecar_and_read_as_the_current_one(home, server, get):
    server.answers = [http.say(BODY, ETag='"one"', Last_Modified="Wed, 01 May 2024 00:00:00 GMT", Content_Type="text/csv")]
    found = get()
    assert (found.outcome, found.sha256, found.size) == ("new", SHA, len(BODY))
    assert kept(home) == [f"{SHA}.csv"]
    assert hidden(home) == []
    told = json.loads((home / "raw" / f"{SHA}.csv.meta.json").read_text())
    assert told == {
        "sha256": SHA,
        "url": server.url(),
        "retrieved_at": WHEN,
        "terms": "CC BY 4.0",
        "size": str(len(BODY)),
        "etag": '"one"',
        "last_modified": "Wed, 01 May 2024 00:00:00 GMT",
        "content_type": "text/csv",
    }
    (read,) = raw.find(home, [], [server.url()])
    assert (read.path, read.sha256, read.url, read.terms) == (found.path, SHA, server.url(), "CC BY 4.0")
    assert read.read_bytes() == BODY


def test_304_writes_nothing(home, server, get):
    server.answers = [http.say(BODY, ETag='"one"', Last_Modified="Wed, 01 May 2024 00:00:00 GMT"), http.say(status=304)]
    get()
    before = {p: (p.stat().st_ino, p.read_bytes()) for p in home.rglob("*") if p.is_file()}
    found = get(when="2024-06-01T06:00:00Z")
    assert (found.outcome, found.sha256) == ("unchanged", SHA)
    assert server.header("If-None-Match") == [None, '"one"']
    assert server.header("If-Modified-Since") == [None, "Wed, 01 May 2024 00:00:00 GMT"]
    assert {p: (p.stat().st_ino, p.read_bytes()) for p in home.rglob("*") if p.is_file()} == before


def test_a_file_that_was_edited_is_asked_for_whole(home, server, get):
    server.answers = [http.say(BODY, ETag='"one"')]
    get().path.write_bytes(b"edited")
    found = get()
    assert server.header("If-None-Match") == [None, None]
    assert found.path.read_bytes() == BODY


def test_a_newer_file_takes_the_place_of_the_older_which_stays(home, server, get):
    server.answers = [http.say(BODY), http.say(BODY + b"1,1\n"), http.say(BODY)]
    assert get().outcome == "new"
    newer = get(when="2024-06-01T06:00:00Z")
    assert newer.outcome == "new"
    assert len(kept(home)) == 2
    assert [f.sha256 for f in raw.find(home, ["raw/*.csv"], [server.url()])] == [newer.sha256]
    assert raw.locate(home, SHA).read_bytes() == BODY
    assert get().outcome == "new"  # taken back by the source: the first is current again
    assert [f.sha256 for f in raw.find(home, [], [server.url()])] == [SHA]
    assert get().outcome == "same"


def test_500_then_200(home, server, get, pauses, caplog):
    server.answers = [http.say(b"oops", 500), http.say(BODY)]
    with caplog.at_level(logging.INFO):
        assert get().sha256 == SHA
    assert len(pauses) == 1
    assert [r.getMessage() for r in caplog.records] == ["ged: the server answers 500 Internal Server Error; trying again (2 of 3)"]


def test_500_for_ever_ends_after_the_attempts(home, server, get, pauses):
    server.answers = [http.say(b"oops", 503)]
    with pytest.raises(SourceError, match=r"503 .*\(3 attempts\)") as caught:
        get()
    assert caught.value.exit_code == 4
    assert len(server.asked) == 3
    assert pauses[1] > 1.9  # they grow
    assert kept(home) == []


@pytest.mark.parametrize(
    ("after", "seconds"), [({"Retry_After": "17"}, 17), ({"Retry_After": "Wed, 01 May 2024 00:00:40 GMT", "Date": "Wed, 01 May 2024 00:00:00 GMT"}, 40)]
)
def test_429_waits_as_long_as_the_server_asks(server, get, pauses, after, seconds):
    def busy(handler):
        handler.date_time_string = lambda *_: after.get("Date", "Wed, 01 May 2024 00:00:00 GMT")
        http.say(b"", 429, Retry_After=after["Retry_After"])(handler)

    server.answers = [busy, http.say(BODY)]
    assert get().sha256 == SHA
    assert pauses == [seconds]


def test_429_that_asks_for_too_long_is_left_for_the_next_run(server, get, pauses):
    server.answers = [http.say(b"", 429, Retry_After="3600")]
    with pytest.raises(SourceError, match="wait 3600 s"):
        get()
    assert (pauses, len(server.asked)) == ([], 1)


@pytest.mark.parametrize("status", [404, 410, 401, 403])
def test_refusals_are_not_asked_again(server, get, status):
    server.answers = [http.say(b"no", status)]
    with pytest.raises(SourceError, match=str(status)):
        get()
    assert len(server.asked) == 1


def test_a_server_that_does_not_answer_in_time(home, server, get):
    server.answers = [server.silence(), http.say(BODY)]
    assert get(settings=IMPATIENT).sha256 == SHA
    server.answers = [server.silence()]
    with pytest.raises(SourceError, match=r"no answer within 0\.3 s"):
        get(settings=Settings(timeout=0.3, attempts=1))


def test_nobody_listens(home, server, get):
    server.http.server_close()
    with pytest.raises(SourceError, match="connection failed"):
        get()


@pytest.mark.parametrize("reset", [True, False])
def test_broken_off_in_the_middle_goes_on_where_it_was(home, server, get, reset):
    server.answers = [http.begin(BODY[:90_000], len(BODY), reset=reset, ETag='"one"'), http.ranged(BODY, ETag='"one"')]
    assert get().sha256 == SHA
    first, again = server.header("Range")
    assert first is None
    if not reset:  # a reset may take with it what was under way
        assert again == "bytes=90000-"
        assert server.header("If-Range") == [None, '"one"']
    assert kept(home) == [f"{SHA}.csv"]
    assert hidden(home) == []


def test_what_was_begun_is_no_raw_file_and_the_next_run_goes_on(home, server, get):
    server.answers = [http.begin(BODY[:90_000], len(BODY), ETag='"one"')]
    with pytest.raises(SourceError, match="connection failed"):
        get(settings=Settings(attempts=1))
    assert kept(home) == []
    with pytest.raises(DataError, match="never fetched"):
        raw.find(home, ["raw/*"], [server.url()])
    server.answers = [http.ranged(BODY, ETag='"one"')]
    assert get().sha256 == SHA
    assert server.header("Range")[-1] == "bytes=90000-"


def test_without_a_validator_it_begins_anew(server, get):
    server.answers = [http.begin(BODY[:90_000], len(BODY), ETag='W/"weak"'), http.say(BODY)]
    assert get().sha256 == SHA
    assert server.header("Range") == [None, None]


def test_a_server_that_ignores_ranges_or_has_another_file_by_now(server, get):
    server.answers = [http.begin(b"x" * 90_000, len(BODY), ETag='"old"'), http.say(BODY, ETag='"new"')]
    assert get().sha256 == SHA
    assert server.header("If-Range") == [None, '"old"']


def test_a_server_that_sends_another_range(server, get):
    server.answers = [http.begin(BODY[:90_000], len(BODY), ETag='"one"'), http.ranged(BODY, start=80_000), http.say(BODY)]
    assert get().sha256 == SHA
    assert server.header("Range")[2] is None


def test_a_range_that_ends_short(server, get):
    def short(handler):
        http.say(BODY[90_000:95_000], 206, Content_Range=f"bytes 90000-{len(BODY) - 1}/{len(BODY)}")(handler)

    server.answers = [http.begin(BODY[:90_000], len(BODY), ETag='"one"'), short, http.ranged(BODY)]
    assert get().sha256 == SHA
    assert server.header("Range")[2] == "bytes=95000-"


def test_a_range_beyond_the_end(server, get):
    server.answers = [http.begin(BODY[:90_000], len(BODY), ETag='"one"'), http.say(b"", 416), http.say(BODY)]
    assert get().sha256 == SHA


@pytest.mark.parametrize("answer", ["longer than what comes", "cut off between chunks"])
def test_a_truncated_body_is_never_kept(home, server, get, answer):
    server.answers = [http.begin(BODY, len(BODY) + 100)] if answer.startswith("longer") else [http.chunks(BODY, end=False)]
    with pytest.raises(SourceError, match="connection failed"):
        get()
    assert kept(home) == []
    assert len(server.asked) == 3


def test_an_empty_file_is_refused(home, server, get):
    server.answers = [http.say(b"")]
    with pytest.raises(DataError, match="empty"):
        get()
    assert kept(home) == []


def test_a_body_in_chunks(server, get):
    server.answers = [http.chunks(BODY[:1000], BODY[1000:])]
    assert get().sha256 == SHA


def test_another_checksum_than_expected_is_refused_and_nothing_is_kept(home, server, get):
    server.answers = [http.say(BODY)]
    with pytest.raises(DataError, match=SHA) as caught:
        get(settings=Settings(sha256={"": "0" * 64}))
    assert caught.value.exit_code == 3
    assert (kept(home), hidden(home)) == ([], [])
    assert get(settings=Settings(sha256={server.url(): SHA})).outcome == "new"


@pytest.mark.parametrize("header", ["Content_MD5", "Digest", "Repr_Digest"])
def test_the_checksum_the_server_sends_is_compared(home, server, get, header):
    def told(body):
        digest = hashlib.md5(body).digest() if header == "Content_MD5" else hashlib.sha256(body).digest()
        text = base64.b64encode(digest).decode()
        return {header: {"Content_MD5": text, "Digest": f"SHA-256={text}", "Repr_Digest": f"sha-256=:{text}:"}[header]}

    server.answers = [http.say(BODY, **told(b"other")), http.say(BODY, **told(BODY))]
    assert get().sha256 == SHA
    assert len(server.asked) == 2
    server.answers = [http.say(BODY + b"1,1\n", **told(BODY))]
    with pytest.raises(DataError, match="not the one the server sent"):
        get()
    assert kept(home) == [f"{SHA}.csv"]


@pytest.mark.parametrize("told", [True, False])
def test_too_large_is_refused_at_once(home, server, get, told):
    server.answers = [http.say(BODY) if told else http.chunks(BODY)]
    with pytest.raises(DataError, match="above the limit of 50,000") as caught:
        get(settings=Settings(max_size=50_000))
    assert "max_size" in str(caught.value)
    assert len(server.asked) == 1
    assert (kept(home), hidden(home)) == ([], [])


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/x.csv", "file:///etc/passwd", "data:text/csv,a", "javascript:1", "http://name:word@127.0.0.1/x.csv"])
def test_redirects_to_other_schemes_are_refused(home, server, get, target):
    server.answers = [http.say(b"", 302, Location=target)]
    with pytest.raises(SourceError, match="only http and https"):
        get()
    assert len(server.asked) == 1
    assert kept(home) == []


def test_redirects_are_followed_but_never_from_https_to_http_nor_for_ever(server, get):
    server.answers = [http.say(b"", 301, Location="/other/place.csv"), http.say(BODY)]
    assert get().sha256 == SHA
    assert [path for path, _ in server.asked] == ["/events.csv", "/other/place.csv"]
    server.answers = [http.say(b"", 302, Location="/events.csv")]
    with pytest.raises(SourceError, match="redirects"):
        get()
    response = httpx.Response(302, headers={"location": "http://example.org/x.csv"})
    with pytest.raises(FailedError, match="from https to http"):
        _next(response, httpx.URL("https://example.org/x.csv"))


def test_a_web_page_in_place_of_the_file_is_refused(home, server, get):
    server.answers = [http.say(b"\n<!DOCTYPE html><title>Log in</title>")]
    with pytest.raises(DataError, match="web page"):
        get()
    assert kept(home) == []


def test_a_packed_answer_is_unpacked_and_never_resumed(server, get):
    packed = gzip.compress(BODY)
    server.answers = [http.begin(packed[:5000], len(packed), ETag='"one"', Content_Encoding="gzip"), http.say(packed, ETag='"one"', Content_Encoding="gzip")]
    assert get().sha256 == SHA
    assert server.header("Accept-Encoding")[0] == "identity"
    assert server.header("Range") == [None, None]


def test_the_name_a_server_gives_is_never_a_path(home, server, get):
    server.answers = [http.say(gzip.compress(BODY, mtime=0), Content_Disposition='attachment; filename="../../up.CSV.gz"')]
    found = get(server.url("/download?id=7"))
    assert found.path.parent == home / "raw"
    assert found.path.name == f"{found.sha256}.csv.gz"
    (read,) = raw.find(home, [], [server.url("/download?id=7")])
    assert (read.suffix, read.read_bytes()) == (".csv", BODY)


TOKEN = "s3cret/token+value"


@pytest.mark.parametrize("where", [{}, {"token_header": "X-Api-Key"}, {"token_parameter": "key"}])
def test_the_token_reaches_its_server_and_nothing_else(home, server, get, monkeypatch, caplog, where):
    monkeypatch.setenv("GED_TOKEN", TOKEN)
    settings = Settings(attempts=2, token="GED_TOKEN", **where)

    def echo(status, **headers):
        """A server that tells the token back wherever it can."""
        return lambda handler: http.say(BODY, status, ETag=f'"{TOKEN}"', **{k: v.format(handler.path) for k, v in headers.items()})(handler)

    server.answers = [echo(503), echo(302, Location=server.url("/elsewhere?from={}", host="localhost")), echo(200)]
    with caplog.at_level(logging.DEBUG):
        get(settings=settings)
        server.answers = [echo(302, Location="ftp://{}/" + TOKEN)]
        with pytest.raises(SourceError) as caught:
            get(settings=settings)
        server.answers = [echo(404)]
        with pytest.raises(SourceError) as again:
            get(settings=settings)
    sent = [TOKEN in str((path, headers)) or "s3cret%2Ftoken%2Bvalue" in path for path, headers in server.asked if path.startswith("/events.csv")]
    assert sent
    assert all(sent)
    elsewhere = [headers for path, headers in server.asked if path.startswith("/elsewhere")]
    assert elsewhere
    assert all(TOKEN not in str({k: v for k, v in headers.items() if k != "If-None-Match"}) for headers in elsewhere)
    written = [p.read_text(errors="replace") for p in home.rglob("*.json")]
    said = [*(str(r.getMessage()) + str(vars(r)) for r in caplog.records if r.name != "asyncio"), str(caught.value), str(again.value)]
    for text in [*written, *said]:
        for form in (TOKEN, "s3cret%2Ftoken%2Bvalue", "s3cret/token%2Bvalue"):
            assert form not in text


def test_a_token_that_is_not_set_is_named(server, get, monkeypatch):
    monkeypatch.delenv("GED_TOKEN", raising=False)
    server.answers = [http.say(BODY)]
    with pytest.raises(UsageError, match="GED_TOKEN is not set"):
        get(settings=Settings(token="GED_TOKEN"))
    assert server.asked == []


@pytest.mark.parametrize("name", ["httpx", "stamina"])
def test_a_missing_library_names_the_extra(get, monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "casualties.raw.download")
    monkeypatch.delattr(raw, "download")
    with pytest.raises(UsageError, match=rf"{name}.*casualties\[http\]"):
        get()


@pytest.mark.parametrize("text", ["{", "[]", '{"https://example.org": {"file": "../../x", "sha256": "a", "retrieved_at": "b"}}', '{"u": {"files": 1}}'])
def test_a_damaged_list_of_what_was_fetched_is_refused(home, text):
    (home / "fetched.json").write_text(text)
    with pytest.raises(DataError, match=r"fetched\.json"):
        raw.find(home, [], ["https://example.org"])


def test_one_of_several_urls_that_was_never_fetched_stops_the_reading(home, server, get):
    server.answers = [http.say(BODY)]
    get()
    with pytest.raises(DataError, match="casualties fetch ged"):
        raw.find(home, [], [server.url(), server.url("/more.csv")])
