"""Signs that nobody sees and that act all the same: on a terminal, or on the order in which a text is shown."""

from __future__ import annotations

import re
from typing import Final

ACTING: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What would act on a terminal, or turn the order of a text around. `snapshot.cleaned` never lets it in; a file edited by hand may hold it, so it is shown
without."""


def plain(text: str) -> str:
    """A text of somebody else without such signs, as the app shows it."""
    return ACTING.sub("", text)


def visible(text: str) -> str:
    """A message that quotes what somebody else wrote, with such signs spelled out: `〔U+001B〕`."""
    return ACTING.sub(lambda found: spelled(found[0]), text)


def spelled(sign: str) -> str:
    """A sign by its number."""
    return f"〔U+{ord(sign):04X}〕"
