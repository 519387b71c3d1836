"""Line breaking for Japanese text in terminal cells (禁則処理).

Textual and Rich break at spaces, or anywhere: they put 「。」 alone on a line and leave a bracket hanging. These few rules keep closing marks and small kana
off the beginning of a line, opening brackets off its end, and words whole: Latin ones and numbers always, Japanese ones (as far as their characters tell) where that
takes no further line. They follow the usual office rule set, not all of JIS X 4051:
hanging punctuation and justification have no meaning in a grid of cells.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, chop_cells

from dxcheck.system.control_characters import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NOT_AT_START: Final = frozenset(
    "、。，．・：；？！゛゜ー～々ゝゞヽヾ）］｝〕〉》」』】％‰℃ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%"
)
"""Characters that may not begin a line."""
NOT_AT_END: Final = frozenset("（［｛〔〈《「『【([{")
"""Characters that may not end a line."""


ORPHAN: Final = 6
"""Cells: a last line no longer than three characters looks lost."""
_MOST_LEFT_FREE: Final = 10
"""Cells at a line's end that are left free to keep a word whole: five characters, and on a short line a third of it."""
_SPACES: Final = (" ", "\u3000")
"""Nothing begins with them after a break."""
_PAUSES: Final = frozenset("、。，．・：；！？）］｝〕〉》」』】 \u3000")
_BEFORE_A_WORD: Final = frozenset("おご")
"""They belong to what follows, more often than not."""


def wrap(text: str, width: int) -> list[str]:
    """Break `text` into lines of at most `width` cells; its own line breaks stay.

    A word wider than the line is cut, and characters that may not begin a line pull their neighbour down with them. Always returns at least one line.
    """
    width = max(width, 2)
    if not text.isprintable():
        text = plain(text)
    return [line for paragraph in text.split("\n") for line in _balanced(paragraph, width)]


def _balanced(paragraph: str, width: int) -> list[str]:
    """The lines of a paragraph, its words whole where that takes no further line; a last line of one or two characters is filled up from the ones before, too."""
    pieces = [(unit, cell_len(unit)) for unit in _units(paragraph)]
    lines = _filled(pieces, width)
    if len(lines) == 1 or not (_looks_lost(lines[-1], paragraph) or any(cuts_a_word(*two) for two in pairwise(lines))):
        return lines
    most = len(lines)
    for left_free in (min(_MOST_LEFT_FREE, width // 3), 0):
        for narrower in range(width, max(width - 10, width // 2), -1):
            made = _filled(pieces, narrower, left_free)
            if len(made) > most:
                break
            if not _looks_lost(made[-1], paragraph):
                return made
            lines = made
    return lines


def cuts_a_word(line: str, after: str) -> bool:
    """Whether a word seems to be cut between two lines; Latin ones never are."""
    return bool(line and after) and not (begins_a_word(line[-1], after[0]) or (_is_latin(line[-1]) and _is_latin(after[0])))


def _looks_lost(last: str, paragraph: str) -> bool:
    """Whether a last line is too short to stand alone: no more than three characters, unless they are a Japanese word of their own (係長)."""
    is_word = paragraph[: -len(last)][-1:] in _SPACES and not _is_latin(last)
    return cell_len(last) <= ORPHAN and not is_word


def _filled(pieces: Sequence[tuple[str, int]], width: int, left_free: int = 0) -> list[str]:
    """Lines as full as they can be; each may be left so many cells shorter where a word would be cut otherwise."""
    lines: list[str] = []
    line, used, n = "", 0, 0
    word = ("", 0, 0)  # the line, its cells and the next piece, where it would end before the last word that begins in it
    while n < len(pieces):
        unit, needed = pieces[n]
        if left_free and line and begins_a_word(line[-1], unit[0]) and not _is_after_a_key(line, unit):
            word = (line, used, n)
        if used + needed <= width:
            line, used, n = line + unit, used + needed, n + 1
        elif unit in _SPACES:
            n += 1
            if n < len(pieces) and not _is_after_a_key(f"{line} ", pieces[n][0]):
                word = (line, used, n)
        elif word[0] and used - word[1] <= left_free:
            lines.append(word[0].rstrip(" "))
            line, used, n, word = "", 0, word[2], ("", 0, 0)
            while n < len(pieces) and pieces[n][0] in _SPACES:
                n += 1
        else:
            if line:
                lines.append(line.rstrip(" "))
            *whole, line = chop_cells(unit, width)
            lines += whole
            used, n, word = cell_len(line), n + 1, ("", 0, 0)
    return [*lines, line.rstrip(" ")]


def _is_after_a_key(line: str, unit: str) -> bool:
    """Whether a line ends in a single sign of a keyboard, and what follows says what it does: `s で訂正する`."""
    said = f"  {line.rstrip(' ')}"
    is_key = _is_latin(said[-1]) and (said[-2] == " " or not _is_latin(said[-2]))
    return line[-1:] == " " and is_key and not _is_latin(unit[0])


def begins_a_word(before: str, after: str) -> bool:
    """Whether a reader may pause there: after a mark or a space, and where kanji, katakana or Latin letters follow something else."""
    if before in _PAUSES or after in NOT_AT_END:
        return True
    kind = _kind(after)
    return kind not in ("hiragana", _kind(before)) and before not in _BEFORE_A_WORD


def _kind(character: str) -> str:
    if "\u3041" <= character <= "\u309f":
        return "hiragana"
    if "\u30a0" <= character <= "\u30ff":
        return "katakana"
    return "latin" if _is_latin(character) else "kanji"


def _units(paragraph: str) -> Iterator[str]:
    """Cut a paragraph into pieces that stay together: a Latin word, or a character with the marks that cling to it."""
    unit = ""
    for character in paragraph:
        if unit and _may_break(unit[-1], character):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def _may_break(before: str, after: str) -> bool:
    if " " in (before, after):
        return True
    if after in NOT_AT_START or before in NOT_AT_END:
        return False
    # A number stays with what it counts: 11問, 30%, 2026年.
    return not ((_is_latin(before) and _is_latin(after)) or before.isdecimal())


def _is_latin(character: str) -> bool:
    return character < "\u2e80"


def shorten(text: str, width: int) -> str:
    """`text` in one line of at most `width` cells, with an ellipsis where it was cut."""
    line = " ".join(text.split("\n"))
    if cell_len(line) <= width:
        return line
    return chop_cells(line, max(width - 2, 1))[0].rstrip() + ".."


def pad(text: str, width: int) -> str:
    """`text`, cut or filled with spaces to exactly `width` cells."""
    fitting = shorten(text, width)
    return fitting + " " * (width - cell_len(fitting))


def aligned(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Rows of cells as lines in which the columns line up, each as wide as its longest cell; the last cell is not filled up."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        (" " * gap).join(text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
