"""This machine alone."""

from __future__ import annotations

from typing import Final

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
"""How it is called: nobody overhears what goes there."""
