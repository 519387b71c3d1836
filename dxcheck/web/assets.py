"""The files that pages are made of, by name from two lists: no folder is ever walked or shown."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import textual_serve
from aiohttp import web

OURS: Final = {
    "choose.js": "text/javascript",
    "forced.css": "text/css",
    "inside.js": "text/javascript",
    "large.js": "text/javascript",
    "line.js": "text/javascript",
    "offer.js": "text/javascript",
    "page.js": "text/javascript",
    "print.js": "text/javascript",
    "speech.js": "text/javascript",
    "style.css": "text/css",
    "text.css": "text/css",
    "text.js": "text/javascript",
    "touch.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "bars.ttf": "font/ttf",
}
_THEIRS: Final = {"js/textual.js": "text/javascript", "css/xterm.css": "text/css"}
"""Of textual-serve: the terminal itself."""

STYLES: Final = ("css/xterm.css", "forced.css")
SCRIPTS: Final = ("line.js", "speech.js", "inside.js", "large.js", "choose.js", "touch.js", "offer.js", "page.js", "js/textual.js")
"""What the page around a screen needs, in this order. The login page has the browser fetch it while somebody types."""


async def show(request: web.Request) -> web.StreamResponse:
    """One of them.

    Raises:
        HTTPNotFound: it is on neither list.
    """
    name = request.match_info["name"]
    if name in OURS:
        content, kind = files("dxcheck.web").joinpath("static", name).read_bytes(), OURS[name]
    elif name in _THEIRS:
        content, kind = files(textual_serve).joinpath("static", *name.split("/")).read_bytes(), _THEIRS[name]
    else:
        raise web.HTTPNotFound
    return web.Response(body=content, content_type=kind, charset="utf-8", headers={"Cache-Control": "public, max-age=3600"})
