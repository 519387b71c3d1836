"""Pictures inside screens, on their way from an app to its page: kept in the tab that shows them, as long as it is there, and given to its login alone.

Two packets come from the app. `("picture", key, content)` is a picture, an SVG packed with gzip, before the page hears of it. The message `pictures` says, after every
frame that changed it, everything that is to be seen (docs/pictures-in-the-page.md); it goes to the page as it was understood here, and nothing else of it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.web.login import Login

_log = logging.getLogger("dxcheck.web")

MOST_KEPT: Final = 12
"""Pictures of a tab that the server keeps; the oldest goes first."""
LARGEST: Final = 512 * 1024
"""Bytes of a picture as it is packed; those of the demo take 10,000 to 30,000."""
MOST_LAID, MOST_IN_SIGHT = 8, 64
"""Pictures over a screen, and rectangles of one; what is beyond them is not shown."""

Cells = Annotated[int, msgspec.Meta(ge=-10_000, le=10_000)]
Box = tuple[Cells, Cells, Cells, Cells]
"""Left, top, width and height in cells of the screen."""
Key = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]


class Laid(msgspec.Struct, frozen=True):
    """A picture over the screen."""

    key: Key
    at: Box
    """Where all of it would be."""
    seen: Annotated[list[Box], msgspec.Meta(max_length=MOST_IN_SIGHT)]
    """What of that is seen: parts that do not overlap."""
    veils: Annotated[list[Annotated[str, msgspec.Meta(pattern=r"^rgba?\([0-9., ]{5,40}\)$")]], msgspec.Meta(max_length=8)]
    """Colours that windows above lay over it, the lowest first."""
    title: Annotated[str, msgspec.Meta(max_length=300)]
    alt: Annotated[str, msgspec.Meta(max_length=60_000)]
    opens: Annotated[str, msgspec.Meta(max_length=8)]
    """What is typed into the terminal when it is pressed; empty where it cannot be."""


class Pictures(msgspec.Struct, frozen=True):
    """All pictures over the screen."""

    of: tuple[Cells, Cells]
    """The screen's size in cells; over a terminal of another size nothing is laid."""
    shown: Annotated[list[Laid], msgspec.Meta(max_length=MOST_LAID)]
    ahead: Annotated[list[Key], msgspec.Meta(max_length=MOST_KEPT)] = []
    """Pictures that may be shown next."""


class InsidePictures:
    """Those of one tab."""

    def __init__(self) -> None:
        self._there: dict[str, bytes] = {}

    def keep(self, key: object, content: object) -> bool:
        """Keep a picture; whether it is one as it should be."""
        if not isinstance(content, bytes) or not content.startswith(b"\x1f\x8b") or len(content) > LARGEST:
            return False
        try:
            name = msgspec.convert(key, Key)
        except msgspec.ValidationError:
            return False
        while len(self._there) >= MOST_KEPT:
            del self._there[next(iter(self._there))]
        self._there[name] = content
        return True

    def find(self, key: str) -> bytes | None:
        """A picture's packed content."""
        return self._there.get(key)


class Large(msgspec.Struct, frozen=True):
    """What stands around the picture that opens over the whole page next."""

    title: Annotated[str, msgspec.Meta(max_length=300)]
    alt: Annotated[str, msgspec.Meta(max_length=60_000)]
    said: Annotated[str, msgspec.Meta(max_length=2000)]
    """Why there is none; empty where it comes."""
    saves: Annotated[
        list[tuple[Annotated[str, msgspec.Meta(max_length=60)], Annotated[str, msgspec.Meta(max_length=8)]]], msgspec.Meta(max_length=9)
    ]
    """What it can be saved as: a button's name, and the key of the window below."""
    turns: bool
    """Whether there are others beside it."""


class Speech(msgspec.Struct, frozen=True):
    """What those hear who do not see the screen (`dxcheck.app.hearing`)."""

    said: Annotated[list[Annotated[str, msgspec.Meta(max_length=60_000)]], msgspec.Meta(max_length=1000)]
    """In sentences."""


MESSAGES: Final[dict[str, type[Pictures | Large | Speech]]] = {"pictures": Pictures, "large": Large, "speech": Speech}


def understood(meta: dict[str, Any]) -> str | None:
    """The message for the page, made of what an app said; None if that is not what it should be."""
    try:
        kind = MESSAGES[meta["type"]]
        message = msgspec.convert(meta, kind)
    except (KeyError, msgspec.ValidationError) as problem:
        _log.warning("what an app tells its page cannot be passed on: %s", problem)
        return None
    return msgspec.json.encode((meta["type"], message)).decode()


def handler(who: Callable[[web.Request], Login], of_tab: Callable[[str, str], InsidePictures | None]) -> Callable[[web.Request], Any]:
    """What answers `/inside/{tab}/{picture}`.

    Args:
        who: gives the login of a request, or refuses it.
        of_tab: gives the pictures of a login's tab, by the login's key and the tab's name.
    """

    async def give(request: web.Request) -> web.Response:
        login = who(request)
        there = of_tab(login.key, request.match_info["tab"])
        content = there.find(request.match_info["picture"]) if there is not None else None
        if content is None:
            raise web.HTTPNotFound
        headers = {"Content-Type": "image/svg+xml", "Content-Encoding": "gzip", "Cache-Control": "private, no-store"}
        return web.Response(body=content, headers=headers)

    return give
