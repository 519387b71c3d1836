"""The cookies by which the server knows somebody: under names that no other site can set for us, and never two of one name.

What lets somebody in is hashed as soon as its request is there (`Inbox`): a request is kept as long as its screen is open, and nothing to log in with is in it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from typing import TYPE_CHECKING, Any, Final

from aiohttp.http import RawRequestMessage
from multidict import CIMultiDict, CIMultiDictProxy

if TYPE_CHECKING:
    from aiohttp import web

    from dxcheck.web.settings import ServeSettings

LOGIN: Final = "dxcheck"
FORM: Final = "dxcheck-form"
DEVICE: Final = "dxcheck-device"
HALFWAY: Final = "dxcheck-halfway"
SSO: Final = "dxcheck-sso"
CAME_BY_LINK: Final = "dxcheck-link"
"""Who is logged in; before that, which browser asked for the form; who has logged in with this browser before; and who has shown a password and is asked for more; and who
is away at a provider, whose answer must be from the same browser: the only one that another site's page may send along; and who came by a link, and has no account to log in with."""
_HASHED: Final = (LOGIN, HALFWAY)
_PREFIXES: Final = ("__Host-", "__Secure-")


def token_hash(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so that a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def without_tokens(header: str) -> str:
    """A `Cookie` header with the hashes of tokens in their place."""
    return ";".join(map(_without_token, header.split(";")))


def _without_token(cookie: str) -> str:
    name, given, value = cookie.partition("=")
    plain = name.strip()
    for prefix in _PREFIXES:
        plain = plain.removeprefix(prefix)
    return f"{name}={token_hash(value.strip())}" if given and plain in _HASHED else cookie


class Inbox(deque[tuple[Any, Any]]):
    """The requests of a connection, as aiohttp reads them, with the hashes of tokens in their place: whoever gets a request sees no token, and showing a hash is of no use."""

    def append(self, item: tuple[Any, Any], /) -> None:
        """One more."""
        message, body = item
        if isinstance(message, RawRequestMessage) and "Cookie" in message.headers:
            headers = CIMultiDict(
                (name, without_tokens(value) if name.lower() == "cookie" else value) for name, value in message.headers.items()
            )
            message = message._replace(headers=CIMultiDictProxy(headers), raw_headers=())
        super().append((message, body))


class Cookies:
    """Reads and writes them."""

    def __init__(self, settings: ServeSettings) -> None:
        self._settings = settings
        self._prefix = ("__Secure-" if settings.base else "__Host-") if settings.is_secure else ""

    def name(self, key: str) -> str:
        """What a browser calls it. Behind https a prefix makes sure that only an encrypted answer can have set it; `__Host-` also that only this host can, which needs the path `/`."""
        return self._prefix + key

    def get(self, request: web.Request, key: str) -> str:
        """Its value; of a token its hash; empty without it."""
        return request.cookies.get(self.name(key), "")

    def set(self, response: web.StreamResponse, key: str, value: str, kept_for: int | None = None) -> None:
        """Hidden from scripts, sent by our own pages alone; it ends with the browser, or after so many seconds."""
        if key in _HASHED:
            response.force_close()  # what was answered last is kept with its connection
        response.set_cookie(
            self.name(key),
            value,
            max_age=kept_for,
            httponly=True,
            samesite="Lax" if key == SSO else "Strict",
            secure=self._settings.is_secure,
            path=self._settings.cookie_path,
        )

    def remove(self, response: web.StreamResponse, key: str) -> None:
        """Have the browser forget it."""
        response.del_cookie(
            self.name(key), path=self._settings.cookie_path, secure=self._settings.is_secure, httponly=True, samesite="Strict"
        )

    def are_doubled(self, request: web.Request) -> bool:
        """Whether a browser sends two of one name: one of them is not ours, and which one counts would be chance."""
        sent = Counter(
            one.partition("=")[0].strip() for header in request.headers.getall("Cookie", []) for one in header.split(";") if "=" in one
        )
        return any(sent[self.name(key)] > 1 for key in (LOGIN, FORM, DEVICE, HALFWAY, SSO))
