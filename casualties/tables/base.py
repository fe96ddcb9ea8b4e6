"""How a table is declared: columns and rules once; pandera model, Arrow schema, empty frame and reference derive from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from casualties import dtypes
from casualties.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pandera.pandas as pa_model
    import pyarrow as pa

    from casualties.dtypes import Kind

Rule = Callable[["pd.DataFrame"], "pd.Series"]
"""A named function from a frame to a mask, True where the row keeps the rule."""

REQUIRED = object()


@dataclass(frozen=True)
class Column:
    """One column: its kind, whether it may be missing, what fills it, and what it means."""

    name: str
    kind: Kind
    doc: str
    nullable: bool = False
    default: Any = REQUIRED
    values: tuple[str, ...] = ()

    @property
    def filled(self) -> bool:
        """Whether a frame without this column can be completed."""
        return self.nullable or self.default is not REQUIRED


@dataclass(frozen=True)
class Table:
    """A table declared once.

    Parameters
    ----------
    name : str
        Name of the table, as in datasets/tables.
    doc : str
        One sentence: what a row is.
    key : str
        Column that is unique.
    columns : tuple of Column
        In the order of the file.
    rules : tuple of callable
        Rules over several columns; rules on one column (given, known, unique) are derived.
    """

    name: str
    doc: str
    key: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = field(default=())

    @cached_property
    def names(self) -> list[str]:
        """Column names in order."""
        return [c.name for c in self.columns]

    def __getitem__(self, name: str) -> Column:
        """The column of that name."""
        return next(c for c in self.columns if c.name == name)

    @cached_property
    def all_rules(self) -> dict[str, Rule]:
        """Every rule by its name: those derived from columns, then the declared ones."""
        found: dict[str, Rule] = {}
        for column in self.columns:
            if not column.nullable and column.kind != "Flag":
                found[f"{column.name}_given"] = _given(column.name)
            if column.values:
                found[f"{column.name}_known"] = _known(column)
        found[f"{self.key}_unique"] = _unique(self.key)
        return found | {rule.__name__: rule for rule in self.rules}

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        """Arrow schema, in column order."""
        import pyarrow as pa

        return pa.schema([pa.field(c.name, dtypes.arrow(c.kind)) for c in self.columns])

    @cached_property
    def model(self) -> pa_model.DataFrameSchema:
        """Pandera model: dtypes, missing values and every rule as a named check; columns strict and ordered."""
        import pandera.pandas as pa_model

        columns = {c.name: pa_model.Column(dtypes.PANDAS[c.kind], nullable=True, required=True) for c in self.columns}
        # pandera compares naive datetimes without their unit, which would come back from Parquet as another type.
        exact = pa_model.Check(self._exact, name="dtypes_exact", error="dtypes_exact")
        return pa_model.DataFrameSchema(columns, checks=[*self._rules_model.checks, exact], strict=True, ordered=True, name=self.name)

    @cached_property
    def _rules_model(self) -> pa_model.DataFrameSchema:
        """The rules of the model without its columns, for a frame whose names and dtypes are known to be right."""
        import pandera.pandas as pa_model

        # ignore_na would let a row pass every check that is missing throughout.
        checks = [pa_model.Check(_verdict(rule), name=name, error=name, ignore_na=False) for name, rule in self.all_rules.items()]
        return pa_model.DataFrameSchema(checks=checks, name=self.name)

    def _exact(self, frame: pd.DataFrame) -> bool:
        """Whether the columns are those of the table, in order and dtype."""
        return [(name, str(kind)) for name, kind in frame.dtypes.items()] == [(c.name, dtypes.PANDAS[c.kind]) for c in self.columns]

    def empty(self) -> pd.DataFrame:
        """A frame without rows, every column in its dtype."""
        return self._empty.copy()

    @cached_property
    def _empty(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({c.name: pd.Series([], dtype=dtypes.PANDAS[c.kind]) for c in self.columns})

    def complete(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with all columns in order and dtype; absent optional ones filled, unknown ones dropped.

        Raises
        ------
        DataError
            A required column is absent, or a value cannot be of its column's kind.
        """
        import pandas as pd

        absent = [c.name for c in self.columns if c.name not in frame and not c.filled]
        if absent:
            raise DataError(f"column {absent[0]!r} is missing.", where=self.name, do=f"Columns given: {', '.join(map(str, frame.columns))}.")
        if frame.empty:
            return self.empty()
        out = {}
        for c in self.columns:
            if c.name not in frame:
                out[c.name] = dtypes.full(c.kind, None if c.default is REQUIRED else c.default, frame.index)
                continue
            values = frame[c.name]
            if c.default not in (REQUIRED, None) and values.isna().any():
                values = values.astype(object).where(values.notna(), c.default)
                if c.kind == "Flag":
                    values = values.astype(bool)
            try:
                out[c.name] = dtypes.cast(values, c.kind)
            except (ValueError, TypeError) as exc:
                raise DataError(f"column {c.name!r} is not {dtypes.MEANING[c.kind]}: {exc}.", where=self.name) from exc
        return pd.DataFrame(out, index=frame.index)

    def split(self, frame: pd.DataFrame, again: np.ndarray | None = None) -> tuple[pd.DataFrame, pd.Series]:
        """Rows that keep every rule, and for the others the names of the rules they break.

        Parameters
        ----------
        frame : DataFrame
            A complete frame, unique index.
        again : array of bool, optional
            Rows whose key another frame before this one has: they break the rule on the key too.

        Returns
        -------
        kept : DataFrame
        reasons : Series of str
            Indexed by the rejected rows: rule names joined by "; ". len(kept) + len(reasons) = len(frame).
        """
        import pandas as pd

        if frame.empty:
            return frame, pd.Series([], index=frame.index, dtype="str")
        masks = {name: _kept(rule, frame) for name, rule in self.all_rules.items()}
        if again is not None and again.any():
            masks[f"{self.key}_unique"] &= ~again
        broken = {name: ~mask for name, mask in masks.items() if not mask.all()}
        if not broken:
            return frame, pd.Series([], index=frame.index[:0], dtype="str")
        bad = pd.Series(False, index=frame.index)
        for mask in broken.values():
            bad |= mask
        rows = frame.index[bad]
        reasons = pd.Series("", index=rows, dtype=object)
        for name, mask in broken.items():
            hit = mask[rows]
            reasons[hit] = reasons[hit].where(reasons[hit] == "", reasons[hit] + "; ") + name
        return frame[~bad], reasons.astype("str")

    def holds(self, frame: pd.DataFrame) -> bool:
        """Whether the frame keeps the model; the rules alone are asked, without pandera, which names what is broken (`validate`)."""
        return self._exact(frame) and all(_kept(rule, frame).all() for rule in self.all_rules.values())

    def validate(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame itself if it keeps the model.

        Raises
        ------
        DataError
            Names the table, the rule, and the key of a row that breaks it.
        """
        exact = self._exact(frame)
        if exact and frame.empty:
            return frame  # no row breaks a rule
        import pandera.errors

        # pandera goes over the columns one by one, slowly; where all dtypes are right, its columns have nothing left to find.
        model = self._rules_model if exact else self.model
        try:
            return model.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as exc:
            first = exc.failure_cases.iloc[0]
            row = first["index"]
            key = frame[self.key].get(row) if row is not None and self.key in frame else None
            raise DataError(
                f"rule {first['check']!r} is broken ({len(exc.failure_cases)} cases).",
                where=f"table {self.name}" + (f", {self.key} {key}" if key is not None else ""),
                do="Nothing was written; mend the rows named.",
            ) from exc

    def reference(self) -> str:
        """The table as a section of the reference page, Markdown."""
        lines = [f"## {self.name}", "", self.doc, "", "| column | type | meaning |", "|---|---|---|"]
        for c in self.columns:
            kind = c.kind + ("?" if c.nullable else "") + (", key" if c.name == self.key else "")
            values = f" One of: {', '.join(c.values)}." if c.values else ""
            default = f" Default: {c.default}." if c.default not in (REQUIRED, None) else ""
            lines.append(f"| {c.name} | {kind} | {c.doc}{values}{default} |")
        rules = [f"| {rule.__name__} | {(rule.__doc__ or '').strip()} |" for rule in self.rules]
        return "\n".join([*lines, *(["", "| rule | meaning |", "|---|---|", *rules] if rules else []), ""])


def _kept(rule: Rule, frame: pd.DataFrame) -> pd.Series:
    """The mask of a rule without missing values: a row that cannot be judged does not keep it."""
    mask = rule(frame)
    return mask if mask.dtype == bool else mask.fillna(False).astype(bool)


def _verdict(rule: Rule) -> Callable[[pd.DataFrame], pd.Series | bool]:
    """The rule as pandera takes it: True where all rows keep it, since pandera goes over the whole frame once more for every mask."""

    def verdict(frame: pd.DataFrame) -> pd.Series | bool:
        mask = _kept(rule, frame)
        return bool(mask.all()) or mask

    return verdict


def _given(name: str) -> Rule:
    return lambda frame: frame[name].notna()


def _known(column: Column) -> Rule:
    values = [*column.values, None]
    return lambda frame: frame[column.name].isin(values)


def _unique(name: str) -> Rule:
    def unique(frame: pd.DataFrame) -> pd.Series:
        import pandas as pd

        values = frame[name]
        return pd.Series(True, index=frame.index) if values.is_unique else ~values.duplicated(keep="first")

    return unique
