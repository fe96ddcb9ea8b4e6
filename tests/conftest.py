"""What all tests share: files of other organisations where they are at hand, a working folder, quiet properties."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent
SCENARIO = Path(__file__).resolve().parent / "scenario"

# As the command line does: looking for cycles among many small objects costs a tenth of the time.
gc.set_threshold(100_000, 50, 50)

# A slow machine is no failing property: no test reads the clock.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with files of other organisations and worked examples, which are not part of this project."""
    folder = Path(os.environ.get("CASUALTIES_SHARED", REPOSITORY.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}: set CASUALTIES_SHARED to test against real files")
    return folder


@pytest.fixture
def workspace(tmp_path) -> Path:
    """A working folder with one small hand-written data set, nothing ingested."""
    folder = tmp_path / "work"
    shutil.copytree(SCENARIO / "datasets", folder / "datasets")
    shutil.copytree(SCENARIO / "reports", folder / "reports")
    return folder


@pytest.fixture(scope="session")
def stored(tmp_path_factory) -> Path:
    """The same folder, ingested. Tests only read it."""
    from casualties import pipeline

    folder = tmp_path_factory.mktemp("stored") / "work"
    shutil.copytree(SCENARIO / "datasets", folder / "datasets")
    shutil.copytree(SCENARIO / "reports", folder / "reports")
    runs = pipeline.ingest(folder)
    assert runs["message"].isna().all(), runs["message"].tolist()
    return folder


@pytest.fixture
def ingested(stored, tmp_path) -> Path:
    """A copy of the ingested folder, to be changed."""
    return Path(shutil.copytree(stored, tmp_path / "ingested"))


@pytest.fixture(scope="session")
def syria():
    """The shipped gazetteer of one country: that of the world takes a second to load."""
    from casualties import places

    return places.load(["SYR"])


@pytest.fixture
def small_world(monkeypatch, syria):
    """Commands know the places of one country only, and are quick."""
    monkeypatch.setattr("casualties.places.load", lambda *_, **__: syria)


@pytest.fixture
def server(monkeypatch):
    """A web server on loopback. Tests that ask for it are marked `allow_hosts`: they open sockets to loopback, and to nothing else."""
    from tests.loopback import Server

    monkeypatch.setenv("NO_PROXY", "*")
    made = Server()
    yield made
    made.close()


@pytest.fixture
def pauses(monkeypatch):
    """Pauses between attempts, in seconds: noted instead of slept."""
    noted: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", noted.append)
    return noted
