"""A text in a cell, as it is: our writer of workbooks takes some texts for its own markup."""

from __future__ import annotations

import re
from typing import Any, Final

_LIKE_RUNS: Final = re.compile(r"<r>.*</r>", re.DOTALL)
"""Written as it stands, a text like this becomes markup."""
_SHARED: Final = re.compile("_x[0-9a-fA-F]{4}_x[0-9a-fA-F]{4}_")
"""Two escapes like `_x000D_` that share an underscore: the second one would be read as a character."""
_IN_ESCAPES: Final = re.compile("(?<=_x)(?=[0-9a-fA-F]{4}_)")


def write_text(page: Any, row: int, column: int, text: str, style: Any) -> None:
    """Write a text into a cell, so that it is read back the same, and is neither a formula nor a link."""
    if not (_LIKE_RUNS.fullmatch(text) or _SHARED.search(text)):
        page.write_string(row, column, text, style)
        return
    first, *rest = text[:1], *_IN_ESCAPES.split(text[1:])  # runs of one text, none of which looks like markup
    page.write_rich_string(row, column, first, *(one for run in rest for one in (style, run)), style)
