"""The sidecar of a raw file: a small JSON object beside it that says from where and when it came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from casualties import files
from casualties.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

SIDECAR = ".meta.json"
SIDECAR_KEYS = ("sha256", "url", "retrieved_at", "terms")
"""What is read of it; a fetched file's has more: size, etag, last_modified, content_type."""


def beside(path: Path) -> Path:
    """Where the sidecar of a raw file lies."""
    return path.with_name(path.name + SIDECAR)


def read(sidecar: Path) -> dict[str, Any]:
    """The sidecar as a mapping.

    Raises
    ------
    DataError
        It cannot be read, or is no JSON object of texts.
    """
    do = f"It is a JSON object with {', '.join(SIDECAR_KEYS)}."
    try:
        told = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as exc:
        raise DataError(f"the sidecar cannot be read: {exc}.", where=str(sidecar), do=do) from exc
    if not isinstance(told, dict) or any(not isinstance(told.get(key), str | None) for key in SIDECAR_KEYS):
        raise DataError("the sidecar is not a JSON object of texts.", where=str(sidecar), do=do)
    return told


def write(path: Path, told: Mapping[str, str | None]) -> None:
    """The sidecar of a raw file, whole or not at all; what is missing is left out."""
    given = {key: value for key, value in told.items() if value is not None}
    files.write(beside(path), (json.dumps(given, ensure_ascii=False, indent=1) + "\n").encode())


def moment(text: str | None, sidecar: Path) -> pd.Timestamp | None:
    """The `retrieved_at` of a sidecar, UTC."""
    if text is None:
        return None
    import pandas as pd

    found = pd.to_datetime(text, utc=True, errors="coerce")
    if pd.isna(found):
        raise DataError(f"retrieved_at is not a moment: {text!r}.", where=str(sidecar), do="Write it like 2012-02-08T06:00:00Z.")
    return found.as_unit("us")
