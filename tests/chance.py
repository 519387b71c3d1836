"""How many cases are made up."""

from __future__ import annotations

from typing import Final

from hypothesis import settings

USUAL: Final = 60
"""Cases of a test that says nothing else; `make check` tries a third (tests/conftest.py)."""


def tried(many: int) -> int:
    """So many cases for a test that needs more or fewer than others; in `make check` a third of them, too."""
    return max(1, many * settings.default.max_examples // USUAL)
