"""A chart of one hand-kept file, without a working folder: for a look at claims before they are kept anywhere."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casualties.errors import DataError, UsageError
from casualties.ingest import csv_text
from casualties.ingest.csv_text import UntrustedError
from casualties.pipeline.intake import ingest
from casualties.pipeline.publish import chart
from casualties.report.fonts import FAMILIES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "file"
_DEFINITION = 'title = "One file"\ningestor = "claims_csv"\nraw = ["claims.csv"]\n'
UNREVIEWED = "Found in articles by a machine; not reviewed."


def chart_of_file(path: Path, kind: str = "daily", *, proposed: bool = False, **asked: Any) -> Figure:
    """A chart of the claims of a file, which are stored nowhere.

    Parameters
    ----------
    path : Path
        A CSV file that `claims_csv` reads, as `casualties extract -o` writes it.
    kind : str
        As in `chart`.
    proposed : bool
        Draw claims nobody reviewed too; the chart says so.
    **asked
        As in `chart`.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    UsageError
        As `chart`; or no claim of the file was accepted.
    DataError
        The file cannot be read.
    """
    try:
        lines = csv_text.read(path)
    except UntrustedError as exc:
        raise DataError(exc.problem.what, where=str(path), do=exc.problem.do) from exc
    at = lines.header.index("review") if "review" in lines.header else None
    waiting = 0 if at is None else sum(cells[at : at + 1] == ["proposed"] for _, cells in lines.rows)
    if waiting == len(lines.rows) and not proposed:
        raise UsageError(
            f"nobody accepted a claim of it yet: {waiting} are proposed.", where=str(path), do=f"`casualties review {path}`, or draw them with --proposed."
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "datasets" / NAME
        folder.mkdir(parents=True)
        (folder / "dataset.toml").write_text(_DEFINITION, encoding="utf-8")
        rows = [[("accepted" if proposed and n == at and cell == "proposed" else cell) for n, cell in enumerate(cells)] for _, cells in lines.rows]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([lines.header, *rows])
        (folder / "claims.csv").write_text(text.getvalue(), encoding="utf-8")
        run = ingest(name).iloc[0]
        if run["exit_code"]:
            raise DataError(str(run["message"]).replace(str(folder / "claims.csv"), str(path)))
        made = chart(name, kind, **asked)
    if proposed and waiting:
        made.text(0.995, 0.995, UNREVIEWED, ha="right", va="top", fontsize=7, color="#a00000", fontfamily=list(FAMILIES))
    return made
