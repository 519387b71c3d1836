"""What `dxcheck doctor` says of one thing it looked at."""

from __future__ import annotations

import enum
from typing import Final

import msgspec

NAMED_AT_MOST: Final = 5
"""Files that are named one by one."""


class Mark(enum.IntEnum):
    """How a finding is to be taken."""

    GOOD = 0
    CARE = 1
    PROBLEM = 2


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at."""

    mark: Mark
    what: str
    advice: str = ""
