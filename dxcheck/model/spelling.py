"""The same text however it is spelled: with blanks, line breaks or none between its characters, in wide or narrow ones, in capitals or small letters.

Texts are compared by their keys (NFKC, casefolded, without white space and invisible characters). Every character of a key knows the stretch of the text it came of:
so what is found is replaced exactly as it stands there.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_VOICED: Final = str.maketrans("\u309b\u309c", "\u3099\u309a")
"""゛ and ゜ as they are typed alone, to those that make one character with the one before."""


class _Part(NamedTuple):
    """A character with the marks that belong to it."""

    key: str
    start: int
    end: int


def key_of(text: str) -> str:
    """What all spellings of a text have in common; empty if there is nothing to see in it."""
    return "".join(part.key for part in _parts(text))


class Spelling:
    """A text that is looked for, however it is spelled.

    Args:
        text: one of its spellings, not empty.
    """

    def __init__(self, text: str) -> None:
        self._key = key_of(text)

    def is_in(self, text: str) -> bool:
        """Whether it stands there."""
        return next(self._found(text), None) is not None

    def replaced(self, text: str, by: Callable[[str], str]) -> str:
        """The text with something else in its place, made of the stretch that stands there; from the left."""
        made, done = "", 0
        for start, end in self._found(text):
            made += text[done:start] + by(text[start:end])
            done = end
        return made + text[done:]

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """From where to where it stands; of a character that is several in the key (㈱) the whole belongs to it."""
        seen = _plain(text.translate(_VOICED))
        if not self._key or any(one not in seen for one in self._key):  # quick, for the many texts that hold nothing like it
            return
        parts = _parts(text)
        owners = [part for part in parts for _character in part.key]
        key, at, done = "".join(part.key for part in parts), 0, 0
        while (at := key.find(self._key, at)) >= 0:
            first, last = owners[at], owners[at + len(self._key) - 1]
            if first.start < done:  # the rest of a character that is gone already
                at += 1
                continue
            at, done = at + len(self._key), last.end
            yield first.start, done


def _parts(text: str) -> list[_Part]:
    plain = text.translate(_VOICED)
    starts = [at for at, one in enumerate(plain) if not at or not _belongs(plain[at - 1], one)]
    return [_Part(_folded(plain[start:end]), start, end) for start, end in zip(starts, (*starts[1:], len(plain)), strict=False)]


@lru_cache(65536)
def _belongs(before: str, mark: str) -> bool:
    """Whether a character makes one with the one before it (ｶﾞ), or chooses its shape."""
    if (
        unicodedata.combining(unicodedata.normalize("NFKC", mark)[0]) > 0 or _is_variant(mark) or "\u1160" <= mark <= "\u11ff"
    ):  # and Korean syllables
        return True
    both = unicodedata.normalize("NFKC", before + mark)
    return both != unicodedata.normalize("NFKC", before) + unicodedata.normalize("NFKC", mark)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(65536)
def _folded(part: str) -> str:
    return "".join(one for one in _plain(part) if not one.isspace() and not _is_invisible(one))


def _is_invisible(one: str) -> bool:
    return unicodedata.category(one) in ("Cc", "Cf") or _is_variant(one)


def _is_variant(one: str) -> bool:
    """Whether it says which of its shapes the character before it has (辻)."""
    return "\ufe00" <= one <= "\ufe0f" or "\U000e0100" <= one <= "\U000e01ef"
