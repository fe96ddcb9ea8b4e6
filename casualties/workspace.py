"""What a person starts from: a working folder with settings, the Homs data set and its report; a data set of one file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from casualties.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

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


def new_dataset(root: Path, name: str, file: Path) -> Path:
    """Make a data set of one file: the file as it is, and a dataset.toml proposed from a look at it.

    Parameters
    ----------
    root : Path
        Working folder.
    name : str
        Name of the data set; its folder must not be there yet.
    file : Path
        A CSV, TSV, XLSX, JSON, JSON lines, GeoJSON or Parquet file, as it is or packed (gz, or alone in a zip archive).

    Returns
    -------
    Path
        The dataset.toml.

    Raises
    ------
    UsageError
        The name cannot be one, or there is such a data set already: nothing is overwritten.
    DataError, SourceError
        The file cannot be read as rows; nothing is made.
    """
    from casualties import raw
    from casualties.ingest import propose
    from casualties.ingest.definition import FILE, refuse_name

    home = root / "datasets" / name
    refuse_name(name, str(home))
    if home.exists():
        raise UsageError(f"there is a data set {name!r} already.", where=str(home), do="Choose another name, or edit its dataset.toml: nothing is overwritten.")
    text = propose.propose(raw.given(file), name, f"raw/{file.name}")
    try:
        (home / "raw").mkdir(parents=True)
        shutil.copyfile(file, home / "raw" / file.name)
        _write(home / FILE, text)
    except OSError as exc:
        raise UsageError(f"the data set cannot be made ({exc.strerror or exc}).", where=str(home), do="Name a working folder you may write to.") from exc
    return home / FILE


def preview(root: Path, name: str, count: int = 10) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The first claims a data set would make, the reasons why rows would be rejected, and what else would be found; nothing is stored.

    Returns
    -------
    claims : DataFrame
        Columns of CLAIMS, at most `count` rows.
    reasons : DataFrame
        Columns reason and rows.
    findings : DataFrame
        Columns of FINDINGS.

    Raises
    ------
    CasualtiesError
        The definition, or the file, is not right yet.
    """
    from casualties import ingest as ingestors
    from casualties import places, raw, sources
    from casualties.ingest.definition import read_definition

    home = root / "datasets" / name
    definition = read_definition(home)
    registers = sources.load(root / "datasets" / "sources.csv"), places.load(extra=root / "datasets" / "places.csv")
    result = ingestors.ingest(definition, raw.find(home, definition.raw), *registers)
    reasons = result.rejects["reasons"].value_counts().rename_axis("reason").reset_index(name="rows")
    return result.claims.head(count), reasons, result.findings
