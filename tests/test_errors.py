"""Messages say where, what, what to do; each kind of error has its exit code."""

from __future__ import annotations

import pytest

from casualties import errors


def test_a_message_says_where_what_and_what_to_do():
    assert str(errors.DataError("low is above high.", where="claims.csv, line 3", do="Swap them.")) == "claims.csv, line 3: low is above high. Swap them."
    assert str(errors.DataError("low is above high.")) == "low is above high."


@pytest.mark.parametrize(
    ("kind", "code"),
    [(errors.CasualtiesError, 1), (errors.UsageError, 2), (errors.DataError, 3), (errors.SourceError, 4), (errors.LockedError, 5)],
)
def test_exit_codes(kind, code):
    assert kind("x").exit_code == code
    assert issubclass(kind, errors.CasualtiesError)
