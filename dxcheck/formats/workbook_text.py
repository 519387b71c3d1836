"""A text in a cell, as it is: our writer of workbooks takes some texts for its own markup."""

from __future__ import annotations

import re
from html import escape
from typing import Any, Final

_LIKE_RUNS: Final = re.compile(r"<r>.*</r>", re.DOTALL)
"""Written as it stands, a text like this becomes markup: that is how xlsxwriter keeps texts in several fonts."""
_SHARED: Final = re.compile("_x[0-9a-fA-F]{4}_x[0-9a-fA-F]{4}_")
"""Two escapes like `_x000D_` that share an underscore: xlsxwriter would let the second one be read as a character."""
_BEFORE_ESCAPE: Final = re.compile("_(?=x[0-9a-fA-F]{4}_)")


def write_text(page: Any, row: int, column: int, text: str, style: Any) -> None:
    """Write a text into a cell, so that it is read back the same, and is neither a formula nor a link."""
    if _LIKE_RUNS.fullmatch(text) or _SHARED.search(text):
        # As a text in one font: in its own markup, with every escape's underscore spelled out, so that there is nothing left to be taken for markup.
        spelled = _BEFORE_ESCAPE.sub("&#95;x005F&#95;", escape(text, quote=False))
        text = f'<r><t xml:space="preserve">{spelled}</t></r>'
    page.write_string(row, column, text, style)
