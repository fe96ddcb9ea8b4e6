"""What a person starts from: a working folder with settings, the Homs data set and its report."""

from __future__ import annotations

import shutil
from pathlib import Path

from casualties.errors import UsageError

SETTINGS = """\
# Settings of this working folder. Every line may be left out: what stands here behind a # is the default.

[reconcile]
# policy = "lower_median"       # how `best` is chosen where sources are combined: lower_median, min, max, ibc, airwars, two_independent, prefer:<ids>

[report]
# author = ""                   # who answers for the reports: printed in the documents' metadata
# formats = ["pdf", "png", "json", "csv"]

[run]                           # what `casualties run`, the command for cron, works on
# datasets = []                 # empty = every folder of datasets/ with a dataset.toml
# reports = []                  # empty = every file reports/*.toml
"""

IGNORED = """\
datasets/tables/
reports/out/
"""


def start(folder: Path) -> list[Path]:
    """Make a working folder.

    Parameters
    ----------
    folder : Path
        New, empty, or one that holds other things: a file that is there is never touched.

    Returns
    -------
    list of Path
        The files made; empty where all were there already.

    Raises
    ------
    UsageError
        The folder is a file or cannot be written, or this installation lacks the bundled data set.
    """
    source = bundled()
    try:
        made = [_write(folder / "casualties.toml", SETTINGS), _write(folder / ".gitignore", IGNORED)]
        given = sorted(p for name in ("datasets/homs-2012", "reports/homs-2012.toml") for p in _files(source / name))
        made += [_copy(path, folder / path.relative_to(source)) for path in given]
    except OSError as exc:
        raise UsageError(f"the folder cannot be made ({exc.strerror or exc}).", where=str(folder), do="Name one you may write to.") from exc
    return [path for path in made if path is not None]


def bundled() -> Path:
    """The folder the bundled data set and report are copied from: inside an installed wheel, or a source checkout.

    Raises
    ------
    UsageError
        Neither is there.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "data" / "start", package.parent):
        if (folder / "datasets" / "homs-2012" / "dataset.toml").is_file():
            return folder
    raise UsageError("this installation lacks the bundled data set.", where=str(package), do="Install the package again.")


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")]


def _write(path: Path, text: str) -> Path | None:
    if path.exists():
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as stream:
        stream.write(text)
    return path


def _copy(source: Path, path: Path) -> Path | None:
    if path.exists():
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, path)
    return path
