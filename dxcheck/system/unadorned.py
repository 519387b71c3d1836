"""Texts without what a keyboard's mode or a quick hand changes and nobody means: widths, blanks, capitals."""

from __future__ import annotations

import re
import unicodedata


def unadorned(text: str) -> str:
    """A text to be compared: its characters in one width (NFKC), without any blanks, case folded.

    What else does not matter where it is used (quotes, punctuation) is for the user of it to leave out.
    """
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
