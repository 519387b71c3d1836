"""What people write: what of it is kept, and what becomes of a text that two of them changed at once.

What is kept is a rule of our own, in numbers of characters: asked of Python instead, the same name would be whole on one machine and cut on another, because
every Python knows another Unicode. Whatever is not kept as it was written is said (`remarks`), where and when it is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dxcheck.i18n import _, _n
from dxcheck.system.control_characters import DROPPED

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_TYPED: Final = 100_000
"""Characters that are looked at of any text: far more than any place takes, so that a pasted book is refused at once."""
_ENDS: Final = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
"""Ends of a line, as Word, old Macs and web pages write them."""
_UNUSUAL_ENDS: Final = "[\x0b\x0c\x85\u2028\u2029]"
_PRIVATE: Final = "[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
"""外字: characters that only some machines have a picture of, many of them of people's and places' names."""
_BLANK_LINES: Final = r"\A(?:[ \t\u00a0\u3000]*\n)+"
_MOST_NAMED: Final = 5


def plain_lines(text: str) -> str:
    """A text without what is not kept, its lines ended by line feeds: what a field takes of what is typed or pasted."""
    return re.sub(DROPPED, "", re.sub(_ENDS, "\n", text)) if text else ""  # most fields are empty


def cleaned(text: str) -> str:
    """What a person meant to write: what is kept of it, without the blanks around it. A first line indented with wide spaces stays indented."""
    kept = re.sub(_BLANK_LINES, "", plain_lines(text[:_LONGEST_TYPED])).lstrip(" \t\u00a0").rstrip()
    return kept if kept.strip() else ""


def cleaned_line(text: str) -> str:
    """The same for a text that has one line: a post, a name, a step. Several lines become one, parted by spaces."""
    return " ".join(one for line in cleaned(text).splitlines() if (one := line.strip()))


def remarks(text: str) -> list[str]:
    """What is not kept as it was written, and what others may not see as it was; a sentence each."""
    said = []
    if gone := re.findall(DROPPED, re.sub(_ENDS, "\n", text)):
        n = len(gone)
        said.append(
            _n(
                "保存できない文字を{n}字取り除きました（{named}）。",
                "保存できない文字を{n}字取り除きました（{named}）。",
                n,
                named=_named(gone),
            )
        )
    if re.search(_UNUSUAL_ENDS, text):
        said.append(_("特別な改行の記号を、ふつうの改行に変えました。"))
    if private := re.findall(_PRIVATE, text):
        said.append(
            _(
                "外字（{named}）があります。そのまま保存しますが、ほかのパソコンでは違う字や空白に見え、PDFでは番号で出ます。",
                named=_named(private),
            )
        )
    return said


def _named(characters: Iterable[str]) -> str:
    each = list(dict.fromkeys(characters))
    named = _("、").join(f"U+{ord(one):04X}" for one in each[:_MOST_NAMED])
    return named + (_("など") if len(each) > _MOST_NAMED else "")
