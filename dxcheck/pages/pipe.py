"""What the server and the process that makes a login's pages say to each other: a request, and its answer, each whole.

A message is four bytes of length, the most significant first, and MessagePack. Neither end believes the other: what is too long, cut or of another form ends the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from dxcheck.formats.input import ChosenFile
from dxcheck.i18n import Language

if TYPE_CHECKING:
    from typing import BinaryIO

LENGTH_BYTES: Final = 4
"""Bytes before a message, for its length."""
LARGEST_SENT: Final = 4_000_000
"""Bytes of a file that comes with a form: some twenty times a filled-in sheet."""
LARGEST_ASKED: Final = (4 << 20) + LARGEST_SENT
"""Bytes of a request: a form with everything that can be written on a page, several times over, and a file."""
LARGEST_ANSWERED: Final = 24 << 20
"""Bytes of an answer: any file dxcheck makes."""
_Message = TypeVar("_Message")


class PageAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody opens a page, or sends a form."""

    number: int = 0
    """Its answer has the same."""
    root: str = "/text/"
    """Where the pages are on this server."""
    path: str
    """Below that, without a slash at its beginning."""
    query: dict[str, str] = {}
    form: dict[str, list[str]] | None = None
    """What a form holds; None where a page is opened."""
    file: ChosenFile | None = None
    """What came with it."""
    language: Language = "ja"
    is_part: bool = False
    """Whether the page itself asks, for an answer that it puts into its place."""


class PageFile(msgspec.Struct, frozen=True):
    """A file to be saved by the browser, or a picture (SVG) that stands on a page."""

    name: str
    mime_type: str
    content: bytes
    is_shown: bool = False


class PageAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """A page without the frame around it; or where to go on."""

    number: int = 0
    status: int = 200
    title: str = ""
    body: str = ""
    """HTML: what is inside `main`."""
    forms: tuple[str, ...] = ()
    """The ids of forms in it that are sent to the server, which adds its secret to each."""
    location: str = ""
    """Below the pages' own root: where to go on, with status 303; with another, where the browser goes on by itself once the page is shown."""
    file: PageFile | None = None
    part: dict[str, str] | None = None
    """What the page asked for itself."""
    post: str | None = None
    """課・係・職名, where it was given anew."""
    looks_at: str | None = None
    """The id of the questionnaire that is looked at from now on, where another was chosen."""


class GarbledError(ValueError):
    """What came is no message."""


def framed(message: PageAsked | PageAnswered) -> bytes:
    """A message as it is sent."""
    content = msgspec.msgpack.encode(message)
    return len(content).to_bytes(LENGTH_BYTES, "big") + content


def size_of(head: bytes, most: int) -> int:
    """The length that a message's first bytes tell.

    Raises:
        GarbledError: it is more than `most`.
    """
    size = int.from_bytes(head, "big")
    if size > most:
        raise GarbledError(f"{size} bytes")
    return size


def unframed(content: bytes, kind: type[_Message]) -> _Message:
    """A message from what follows its length.

    Raises:
        GarbledError: it is another one.
    """
    try:
        return msgspec.msgpack.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise GarbledError("another message") from problem


def next_asked(source: BinaryIO) -> PageAsked | None:
    """The next request; None where the server is gone.

    Raises:
        GarbledError: it is none, or was cut.
    """
    head = source.read(LENGTH_BYTES)
    if not head:
        return None
    content = source.read(size := size_of(head, LARGEST_ASKED)) if len(head) == LENGTH_BYTES else b""
    if len(head) < LENGTH_BYTES or len(content) < size:
        raise GarbledError("cut")
    return unframed(content, PageAsked)
