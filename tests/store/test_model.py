"""Versions against a model in plain Python: what is added, revised, withdrawn, current, and known at a moment."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from casualties.store import Scope, Store
from casualties.store.changes import compare, last_versions, with_change
from casualties.tables import CLAIMS

PLACES = ["SYR", "SYR/Homs", "SYR/Homs/Homs", "SYR/Homsland", None]
claim = st.tuples(st.integers(1, 3) | st.none(), st.sampled_from(PLACES), st.integers(1, 28))
reading = st.tuples(
    st.dictionaries(st.integers(0, 5), claim, max_size=6), st.sampled_from([None, "SYR/Homs"]), st.integers(1, 28), st.randoms(use_true_random=False)
)
readings = st.lists(reading, min_size=1, max_size=7)


class Model:
    """The oracle: dictionaries and loops, no frame, no Arrow."""

    def __init__(self):
        self.versions = []  # (commit, key, version, change, content)
        self.current = {}  # key -> (version, content)
        self.last = {}  # key -> last version ever

    def read(self, commit, rows, scope):
        before, counts = dict(self.current), {"added": 0, "revised": 0, "withdrawn": 0, "unchanged": 0, "outside": 0}
        for key, content in rows.items():
            if key in before and before[key][1] == content:
                counts["unchanged"] += 1
                continue
            self._put(commit, key, "revised" if key in before else "added", content, counts)
        for key, (_, content) in before.items():
            if key in rows:
                continue
            if scope is None or inside(content, *scope):
                self._put(commit, key, "withdrawn", content, counts)
            else:
                counts["outside"] += 1
        return counts

    def _put(self, commit, key, change, content, counts):
        self.last[key] = self.last.get(key, 0) + 1
        counts[change] += 1
        self.versions.append((commit, key, self.last[key], change, content))
        if change == "withdrawn":
            del self.current[key]
        else:
            self.current[key] = (self.last[key], content)

    def known(self, commit):
        found = {}
        for number, key, version, change, content in self.versions:
            if number <= commit:
                found[key] = None if change == "withdrawn" else (version, content)
        return {key: value for key, value in found.items() if value is not None}


def inside(content, place, until):
    _, place_id, day = content
    return place_id is not None and (place_id + "/").startswith(place + "/") and day <= until


def rows_of(make, rows, chance):
    keys = list(rows)
    chance.shuffle(keys)  # the order of a file says nothing
    records = [{"record_id": str(k), "best": rows[k][0], "low": 1, "place_id": rows[k][1], "end": f"2012-02-{rows[k][2]:02}"} for k in keys]
    return make.claims(records)


def scope_of(place, until):
    return None if place is None else Scope((place,), None, pd.Timestamp(f"2012-02-{until:02}"))


def content_of(frame):
    def plain(value):
        return None if pd.isna(value) else value

    return {int(r.record_id): (int(r.version), (None if pd.isna(r.best) else int(r.best), plain(r.place_id), r.end.day)) for r in frame.itertuples()}


def past(history):
    """Last version of each id by a loop over all versions."""
    last = {}
    for part in history:
        for claim_id, version in zip(part["claim_id"].to_pylist(), part["version"].to_pylist(), strict=True):
            last[claim_id] = max(version, last.get(claim_id, 0))
    return lambda ids: pa.array([last.get(i, 0) for i in ids.to_pylist()], pa.int64())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(readings)
def test_changes_agree_with_the_model(make, readings):
    model, current, parts = Model(), CLAIMS.arrow_schema.empty_table(), []
    for number, (rows, place, until, chance) in enumerate(readings):
        incoming = pa.Table.from_pandas(rows_of(make, rows, chance), schema=CLAIMS.arrow_schema, preserve_index=False).replace_schema_metadata(None)
        changes = compare(current, incoming, recorded_at=make.day(number), scope=scope_of(place, until), past=past(parts))
        counts = model.read(number, rows, None if place is None else (place, until))
        assert {name: getattr(changes, name) for name in counts} == counts
        current = changes.current
        parts.append(with_change(changes.part))
        history = pa.concat_tables(parts)
        assert last_versions(history).equals(current)  # same rows in the same order: a rebuilt file is the file
        assert content_of(current.to_pandas()) == model.current
    ids = [int(i) for i in history["record_id"].to_pylist()]
    assert sorted(zip(ids, history["version"].to_pylist(), history["change"].to_pylist(), strict=True)) == sorted((v[1], v[2], v[3]) for v in model.versions)
    for key, last in model.last.items():
        versions = history.filter(pc.equal(history["record_id"], str(key)))["version"].to_pylist()
        assert versions == list(range(1, last + 1))


@settings(max_examples=8, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("cut", [0, 2])
@given(readings=readings)
def test_the_store_agrees_with_the_model(make, tmp_path_factory, cut, readings):
    store, model = Store(tmp_path_factory.mktemp("model")), Model()
    for number, (rows, place, until, chance) in enumerate(readings):
        done = make.commit(store, rows_of(make, rows, chance), number, scope=scope_of(place, until), cut=cut)
        counts = model.read(number, rows, None if place is None else (place, until))
        assert (done.new, done.revised, done.withdrawn, done.unchanged, done.outside) == tuple(counts.values())
        assert content_of(store.claims()) == model.current
    for number in range(-1, len(readings)):
        assert content_of(store.known_at(make.day(number))) == model.known(number)
    assert store.verify() == []
    for path in (store.tables / "claims").glob("*"):
        path.unlink()
    frame = store.claims()
    store.recover()
    pd.testing.assert_frame_equal(pd.read_parquet(store.tables / "claims"), frame)
    assert content_of(frame) == model.current


def test_many_claims_agree_with_a_plain_dictionary(make):
    """As many rows as the fast paths need (same order, other order, several chunks)."""
    chance = np.random.default_rng(7)
    ids = chance.permutation(5000)
    before = {int(i): int(i) % 7 for i in ids}
    after = {int(i): (before.get(int(i), 0) + (int(i) % 50 == 0)) for i in chance.permutation(6000) if i % 11}
    tables = [
        pa.Table.from_pandas(make.claims(list(d.items())), schema=CLAIMS.arrow_schema, preserve_index=False).replace_schema_metadata(None)
        for d in (before, after)
    ]
    none = past([])
    first = compare(CLAIMS.arrow_schema.empty_table(), tables[0], recorded_at=make.day(0), scope=None, past=none)
    chunked = pa.concat_tables([first.current.slice(0, 1234), first.current.slice(1234)])
    second = compare(chunked, tables[1], recorded_at=make.day(1), scope=None, past=none)
    assert second.added == len(set(after) - set(before))
    assert second.withdrawn == len(set(before) - set(after))
    assert second.revised == sum(before[k] != after[k] for k in set(before) & set(after))
    now = dict(zip(map(int, second.current["record_id"].to_pylist()), second.current["best"].to_pylist(), strict=True))
    assert now == after
