"""Characters that nobody sees and that act all the same: on a terminal, or on the order in which a text is shown.

Patterns are texts here, which `re` compiles when one is first used: to compile them takes longer than most programs take to need one.
"""

from __future__ import annotations

import re
from typing import Final

_ON_A_TERMINAL: Final = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_INVISIBLE: Final = r"\u00ad\u180e\u2060-\u2065\u206a-\u206f\ufff9-\ufffb\U000e0000-\U000e007f"
"""Soft hyphens, marks of annotations and tags: what a person can neither see nor mean."""
_NONE: Final = "\ufdd0-\ufdef" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
"""What Unicode promises never to make a character."""

ACTING: Final = f"[{_ON_A_TERMINAL}]"
"""What would act on a terminal, or turn the order of a text around. `text.cleaned` never lets it in; a file edited by hand may hold it, so it is shown
without."""
DROPPED: Final = f"[{_ON_A_TERMINAL}{_INVISIBLE}{_NONE}]"
"""What is not kept of what people write. Numbers and no categories: those differ from one Python to the next. Everything else stays, also characters that this
Python does not know yet, and private ones (外字)."""


def is_control(character: str) -> bool:
    """Whether a character is a command to a terminal, as Enter and Ctrl with a letter send them, and no writing."""
    return character < " " or "\x7f" <= character <= "\x9f"


def plain(text: str) -> str:
    """A text of somebody else without such characters, as the app shows it."""
    return re.sub(ACTING, "", text)


def visible(text: str) -> str:
    """A message that quotes what somebody else wrote, with such characters spelled out: `〔U+001B〕`."""
    return re.sub(ACTING, lambda found: spelled(found[0]), text)


def spelled(character: str) -> str:
    """A character by its number."""
    return f"〔U+{ord(character):04X}〕"
