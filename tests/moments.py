"""The moments tests live in."""

from __future__ import annotations

import datetime as dt

from dxcheck.model.calendar import JAPAN

NOW = dt.datetime(2026, 11, 23, 10, 32, tzinfo=JAPAN)
"""令和8年度後期."""
EARLIER = dt.datetime(2026, 6, 10, 9, 0, tzinfo=JAPAN)
"""令和8年度前期: the cycle before."""
