"""The cookies by which the server knows somebody: under names that no other site can set for us, and never two of one name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aiohttp import web

    from dxcheck.web.settings import ServeSettings

LOGIN: Final = "dxcheck"
FORM: Final = "dxcheck-form"
DEVICE: Final = "dxcheck-device"
"""Who is logged in; before that, which browser asked for the form; and who has logged in with this browser before."""


class Cookies:
    """Reads and writes them."""

    def __init__(self, settings: ServeSettings) -> None:
        self._settings = settings
        self._prefix = ("__Secure-" if settings.base else "__Host-") if settings.is_secure else ""

    def name(self, key: str) -> str:
        """What a browser calls it. Behind https a prefix makes sure that only an encrypted answer can have set it; `__Host-` also that only this host can, which needs the path `/`."""
        return self._prefix + key

    def get(self, request: web.Request, key: str) -> str:
        """Its value; empty without it."""
        return request.cookies.get(self.name(key), "")

    def set(self, response: web.StreamResponse, key: str, value: str, kept_for: int | None = None) -> None:
        """Hidden from scripts, sent by our own pages alone; it ends with the browser, or after so many seconds."""
        response.set_cookie(
            self.name(key),
            value,
            max_age=kept_for,
            httponly=True,
            samesite="Strict",
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
        return any(sent[self.name(key)] > 1 for key in (LOGIN, FORM, DEVICE))
