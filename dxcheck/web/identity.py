"""What the server tells an app process: whose desk, which data, how large the screen. It comes from the server alone, never from a browser."""

from __future__ import annotations

import msgspec

from dxcheck.i18n import Language


class Start(msgspec.Struct, frozen=True):
    """Everything an app process needs to begin."""

    account: str
    municipality: str
    data: str
    roster: str
    language: Language
    width: int
    height: int
