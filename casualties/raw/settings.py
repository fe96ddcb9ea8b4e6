"""How the files of a data set are fetched: the table [fetch] of dataset.toml. Secrets are named here, never written."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

from casualties.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMES = ("http", "https")
HIDDEN = "***"
SIZES = {"kb": 10**3, "mb": 10**6, "gb": 10**9}
SECRETS = ("token", "access_token", "api_key", "apikey", "password", "secret")
"""Parameters of a URL that are secrets whatever their value: they come from the environment."""


@dataclass(frozen=True)
class Settings:
    """How files are fetched.

    Parameters
    ----------
    max_size : int
        Bytes; a larger file is refused. Written as a number or like "500 MB".
    timeout : float
        Seconds without a connection or without a byte before an attempt is given up.
    max_time : float
        Seconds a whole attempt may take.
    attempts : int
        How often a failure that may pass is tried again, the first time included.
    max_wait : float
        Longest pause between attempts, seconds; a server that asks for more is left for the next run.
    sha256 : mapping of str to str
        Expected SHA-256 by URL ("" = of the only one): other bytes are refused.
    token : str, optional
        Name of the environment variable that holds the token.
    token_header : str
        Header it is sent in.
    token_parameter : str, optional
        Parameter of the URL it is sent in, instead of a header.
    """

    max_size: int = 4 * 10**9
    timeout: float = 30.0
    max_time: float = 3600.0
    attempts: int = 5
    max_wait: float = 120.0
    sha256: Mapping[str, str] = field(default_factory=dict)
    token: str | None = None
    token_header: str = "Authorization"  # noqa: S105 - the name of a header
    token_parameter: str | None = None


def settings_of(told: Any, where: str) -> Settings:
    """The table [fetch] as settings.

    Raises
    ------
    UsageError
        A key is unknown (the nearest is named) or a value is not what it should be.
    """
    keys = [f.name for f in fields(Settings)]
    if not isinstance(told, dict):
        raise UsageError("fetch is not a table.", where=where, do=f"Write [fetch] with any of: {', '.join(keys)}.")
    for key in told:
        if key not in keys:
            near = get_close_matches(key, keys, n=1)
            raise UsageError(f"unknown key fetch.{key}.", where=where, do=f"Did you mean {near[0]!r}?" if near else f"Keys are: {', '.join(keys)}.")
    return Settings(**{key: _READ[key](f"fetch.{key}", value, where) for key, value in told.items()})


def refuse_address(url: str, where: str) -> None:
    """Only addresses of the web, without a secret in them.

    Raises
    ------
    UsageError
        Another scheme, no host, or a password or token written in the open.
    """
    try:
        parts = urlsplit(url)
    except ValueError as exc:
        raise UsageError(f"url is {url!r}: {exc}.", where=where, do='Write it like "https://example.org/events.csv".') from exc
    if parts.scheme.lower() not in SCHEMES or not parts.hostname:
        raise UsageError(f"url is {url!r}: only http and https are fetched.", where=where, do='Write it like "https://example.org/events.csv".')
    if parts.password or parts.username:
        raise UsageError("a url holds a name or password.", where=where, do='Put the secret into an environment variable and name it: [fetch] token = "NAME".')
    for name, value in parse_qsl(parts.query):
        if name.lower() in SECRETS and value:
            do = f'Put it into an environment variable and name it: [fetch] token = "NAME" and token_parameter = "{name}".'
            raise UsageError(f"a url holds the parameter {name!r}, which looks like a secret.", where=where, do=do)


@dataclass(frozen=True)
class Secret:
    """A token on its way to the server it is for, and nowhere else.

    Parameters
    ----------
    value : str
        "" = there is none.
    """

    value: str = field(default="", repr=False)

    @classmethod
    def of(cls, settings: Settings, where: str) -> Secret:
        """The token that the environment holds.

        Raises
        ------
        UsageError
            It is not set.
        """
        if settings.token is None:
            return cls()
        value = os.environ.get(settings.token, "").strip()
        if not value:
            raise UsageError(
                f"the environment variable {settings.token} is not set.", where=where, do="It holds the token that [fetch] names; set it and run again."
            )
        return cls(value)

    def hide(self, text: str) -> str:
        """A text without the token, in any way a URL may write it."""
        if self.value:
            for written in sorted({self.value, quote(self.value, safe=""), quote(self.value), quote_plus(self.value)}, key=len, reverse=True):
                text = text.replace(written, HIDDEN)
        return text


def _size(key: str, value: Any, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([KMG]B)\s*", value, re.IGNORECASE) if isinstance(value, str) else None
    if match is None:
        raise UsageError(f"{key} is {value!r}.", where=where, do='Write bytes, or "500 MB" or "2 GB".')
    return int(float(match[1]) * SIZES[match[2].lower()])


def _seconds(key: str, value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 10**7:
        raise UsageError(f"{key} is {value!r}.", where=where, do="Write seconds, above 0.")
    return float(value)


def _times(key: str, value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:
        raise UsageError(f"{key} is {value!r}.", where=where, do="Write a whole number from 1 to 100.")
    return value


def _text(key: str, value: Any, where: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_.-]+", value):
        raise UsageError(f"{key} is {value!r}.", where=where, do="Write a name in quotes: letters, digits, '_', '-' and '.'.")
    return value


def _variable(key: str, value: Any, where: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z_][A-Z0-9_]*", value):
        # what stands there may be the token itself: it is not repeated
        raise UsageError(
            f"{key} is not the name of an environment variable.", where=where, do='Write its name in capitals, as "ACLED_TOKEN", never the token itself.'
        )
    return value


def _digests(key: str, value: Any, where: str) -> dict[str, str]:
    told = {"": value} if isinstance(value, str) else value
    if not isinstance(told, dict) or not all(isinstance(digest, str) and re.fullmatch("[0-9a-fA-F]{64}", digest) for digest in told.values()):
        raise UsageError(f"{key} is not a SHA-256.", where=where, do='Write its 64 hexadecimal digits, or { "https://..." = "digits", ... } for several URLs.')
    return {url: digest.lower() for url, digest in told.items()}


_READ: dict[str, Any] = {
    "max_size": _size,
    "timeout": _seconds,
    "max_time": _seconds,
    "attempts": _times,
    "max_wait": _seconds,
    "sha256": _digests,
    "token": _variable,
    "token_header": _text,
    "token_parameter": _text,
}
