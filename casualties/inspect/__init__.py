"""What a person asks of the store: is it sound, how old is it, and where does a figure come from."""

from __future__ import annotations

from casualties.inspect.ages import status
from casualties.inspect.checked import write_checked
from casualties.inspect.origin import trace
from casualties.inspect.soundness import check, check_file

__all__ = ["check", "check_file", "status", "trace", "write_checked"]
