"""casualties.toml as one frozen tree of settings; every setting has a default, an unknown one is an error."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from casualties.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

FILE = "casualties.toml"
FORMATS = ("pdf", "png", "svg", "json", "csv")


@dataclass(frozen=True)
class Reconcile:
    """How claims become series where a report does not say otherwise."""

    policy: str = "lower_median"


@dataclass(frozen=True)
class Report:
    """What every report carries."""

    author: str = ""
    formats: tuple[str, ...] = ("pdf", "png", "json", "csv")


@dataclass(frozen=True)
class Run:
    """What `casualties run` works on; empty = everything in datasets/ and reports/."""

    datasets: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """The settings of one working folder.

    Parameters
    ----------
    reconcile, report, run
        The sections of casualties.toml.
    sha256 : str, optional
        Of the file's bytes; None where there is no file and everything is a default.
    """

    reconcile: Reconcile = field(default_factory=Reconcile)
    report: Report = field(default_factory=Report)
    run: Run = field(default_factory=Run)
    sha256: str | None = None


def read_config(root: Path, path: Path | None = None) -> Config:
    """The settings of a working folder.

    Parameters
    ----------
    root : Path
        The working folder; its casualties.toml is read where there is one.
    path : Path, optional
        Another file, which must exist.

    Returns
    -------
    Config

    Raises
    ------
    UsageError
        The file cannot be read, is no TOML, or holds an unknown key (the nearest known one is named) or a wrong value.
    """
    chosen = root / FILE if path is None else path
    if path is None and not chosen.is_file():
        return Config()
    try:
        content = chosen.read_bytes()
        settings = tomllib.loads(content.decode("utf-8"))
    except OSError as exc:
        raise UsageError(
            f"the configuration cannot be read ({exc.strerror}).", where=str(chosen), do="Name another file with --config, or leave the option out."
        ) from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise UsageError(f"this is no TOML in UTF-8: {exc}.", where=str(chosen), do="See https://toml.io; text is quoted, lists stand in [ ].") from exc
    made: Config = _fill(Config(), settings, str(chosen), ())
    unknown = [f for f in made.report.formats if f not in FORMATS]
    if unknown:
        raise UsageError(f"report.formats holds {unknown[0]!r}.", where=str(chosen), do=f"Formats are: {', '.join(FORMATS)}.")
    return replace(made, sha256=hashlib.sha256(content).hexdigest())


def _fill(section: Any, settings: dict[str, Any], where: str, above: tuple[str, ...]) -> Any:
    known = {f.name: getattr(section, f.name) for f in fields(section) if f.name != "sha256"}
    changes: dict[str, Any] = {}
    for key, value in settings.items():
        name = ".".join([*above, key])
        if key not in known:
            raise UsageError(f"unknown key {name!r}.", where=where, do=_advice(key, list(known)))
        default = known[key]
        if hasattr(default, "__dataclass_fields__"):
            if not isinstance(value, dict):
                raise UsageError(f"{name!r} is a section.", where=where, do=f"Write [{name}] on a line of its own and its keys below.")
            changes[key] = _fill(default, value, where, (*above, key))
        else:
            changes[key] = _value(default, value, name, where)
    return replace(section, **changes)


def _value(default: Any, value: Any, name: str, where: str) -> Any:
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise UsageError(f"{name!r} is a list of texts.", where=where, do=f'Write {name.rpartition(".")[2]} = ["...", "..."].')
        return tuple(value)
    if not isinstance(value, str):
        raise UsageError(f"{name!r} is a text.", where=where, do=f'Write {name.rpartition(".")[2]} = "...".')
    return value


def _advice(key: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key.lower(), known, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(known)}."
