"""The moments tests live in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dxcheck.model import calendar
from dxcheck.model.calendar import JAPAN

NOW = dt.datetime(2026, 11, 23, 10, 32, tzinfo=JAPAN)
"""令和8年度後期."""
EARLIER = dt.datetime(2026, 6, 10, 9, 0, tzinfo=JAPAN)
"""令和8年度前期: the cycle before."""


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    """Let the program think it is another moment, wherever it asks: `calendar.now` is a default of many functions, so it is given another inside."""
    made: dict[str, Any] = {}
    exec(f"def now(): return dt.datetime.fromisoformat({moment.isoformat()!r}).astimezone(JAPAN)", made)
    monkeypatch.setattr(calendar.now, "__code__", made["now"].__code__)
