"""What can go wrong, each with what, where and what to do, and the exit code it ends a command with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self


class CasualtiesError(Exception):
    """Base of every error this package raises on purpose.

    Parameters
    ----------
    what : str
        What is wrong, in one sentence.
    where : str, optional
        File, row, column or key at fault.
    do : str, optional
        What the reader should do about it.
    seen : str, optional
        What stands in the file, in its own words, as a sentence: left out where the file lists persons.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", do: str = "", seen: str = "") -> None:
        self.what, self.where, self.do, self.seen = what, where, do, seen
        super().__init__(" ".join([f"{where}: {what}" if where else what, *(text for text in (seen, do) if text)]))

    def unseen(self) -> Self:
        """The same error without a word of the file."""
        return type(self)(self.what, where=self.where, do=self.do)


class UsageError(CasualtiesError):
    """A command, an argument or a definition is wrong (exit code 2)."""

    exit_code = 2


class DataError(CasualtiesError):
    """Data that cannot be trusted was refused; nothing was replaced (exit code 3)."""

    exit_code = 3


class SourceError(CasualtiesError):
    """A source is out of reach or changed its layout (exit code 4)."""

    exit_code = 4


class LockedError(CasualtiesError):
    """Another run holds the lock (exit code 5)."""

    exit_code = 5
