"""Files on their way from a page to its app: what the app asked for, and the pieces of what a person chose on their own PC.

The app says `choose`, with what the page shows beside its file chooser. The page sends the file in pieces over the line that the screen comes over: whose login it is, and that
it is one of our own pages, was looked at when that line was opened. Each piece goes on to the app that asked, and the server keeps nothing of it, neither in a file nor in its
memory. The page sends the next piece when the one before was taken.
"""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec

from dxcheck.formats.input import LARGEST_CHOSEN, ChosenFile

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger("dxcheck.web")

LARGEST_PIECE: Final = 160_000
"""Bytes; as it is sent, a message of it stays below `tab.MESSAGE_LIMIT`."""
BEGINS, PIECE, ENDS = "file", b"F", "file_end"
"""To the app: a file of that name comes; a piece of it; that was all."""


class Choose(msgspec.Struct, frozen=True):
    """What the page shows around its file chooser."""

    title: Annotated[str, msgspec.Meta(max_length=300)]
    said: Annotated[list[Annotated[str, msgspec.Meta(max_length=1000)]], msgspec.Meta(max_length=10)]
    accept: Annotated[str, msgspec.Meta(pattern=r"^(\.[a-z]{1,12},?){0,8}$")]
    """Endings that are shown first; any other file can be chosen as well."""
    key: str = ""
    """Told to this page alone, and good for one file."""
    most: int = LARGEST_CHOSEN


class FilePiece(msgspec.Struct, frozen=True):
    """A part of a file, as the page sends it."""

    key: Annotated[str, msgspec.Meta(max_length=60)]
    name: Annotated[str, msgspec.Meta(max_length=300)]
    content: bytes
    is_last: bool
    is_first: bool = False
    """What came of a file that was begun before is dropped: somebody chose again."""


class Awaited:
    """The file that the app of a tab waits for, if it does."""

    def __init__(self) -> None:
        self._key = ""
        self._size = 0
        self._has_begun = False

    def ask(self, meta: Mapping[str, object]) -> str | None:
        """The message for the page, made of what an app said; None if that is not what it should be. From then on no other file is taken."""
        try:
            asked = msgspec.convert({name: meta.get(name) for name in ("title", "said", "accept")}, Choose)
        except msgspec.ValidationError as problem:
            _log.warning("a file that cannot be asked for: %s", problem)
            return None
        self._key, self._size, self._has_begun = secrets.token_urlsafe(24), 0, False
        return msgspec.json.encode(("choose", msgspec.structs.replace(asked, key=self._key))).decode()

    def begins(self, piece: FilePiece) -> bool:
        """Whether a file begins with a piece: with the first one, and when somebody chose again."""
        begins, self._has_begun = piece.is_first or not self._has_begun, True
        return begins

    def take(self, piece: FilePiece) -> bool:
        """Whether a piece belongs to the file that is waited for; after its last one none does."""
        if not self._key or not secrets.compare_digest(self._key.encode(), piece.key.encode("utf-8", "replace")):
            return False
        self._size = len(piece.content) + (0 if piece.is_first else self._size)
        is_good = len(piece.content) <= LARGEST_PIECE and self._size <= LARGEST_CHOSEN
        if not is_good or piece.is_last:
            self._key = ""
        return is_good


def file_piece(value: Any) -> FilePiece | None:
    """A piece as the page sends it; None for anything else."""
    try:
        return msgspec.convert(value, FilePiece)
    except msgspec.ValidationError:
        return None


class ComingFile:
    """The app's end: puts the pieces together."""

    def __init__(self) -> None:
        self._name = ""
        self._content = bytearray()

    def begin(self, name: str) -> None:
        """Another file comes; what there was of one before is dropped."""
        self._name, self._content = name, bytearray()

    def add(self, piece: bytes) -> None:
        """A piece of it."""
        if len(self._content) <= LARGEST_CHOSEN:
            self._content += piece

    def end(self) -> ChosenFile:
        """The whole file."""
        made = ChosenFile(self._name, bytes(self._content))
        self.begin("")
        return made
