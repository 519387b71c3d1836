"""Files on their way from an app to its browser: kept whole for a few minutes, given once, and only to the login they belong to."""

from __future__ import annotations

import io
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from textual_serve.download_manager import DownloadManager

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST: Final = 20_000_000
KEPT_FOR: Final = 300.0


@dataclass
class Delivery:
    """One file."""

    login: str
    """The key of the login it belongs to."""
    name: str
    mime_type: str
    inline: bool
    """Shown over the page instead of saved."""
    content: io.BytesIO = field(default_factory=io.BytesIO)
    at: float = 0.0

    @property
    def is_too_large(self) -> bool:
        """More than any file dxcheck makes."""
        return self.content.tell() > _LARGEST

    @property
    def disposition(self) -> str:
        """The header that carries a Japanese name (RFC 6266 and 5987)."""
        name = "".join(one for one in self.name if one.isprintable())
        plain = "".join(one if one.isascii() and one not in '"\\' else "_" for one in name)
        kind = "inline" if self.inline else "attachment"
        return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


class Deliveries:
    """All files that wait for their browser."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: dict[str, Delivery] = {}
        self.unused = DownloadManager()
        """What textual-serve's own service wants to be given; nothing goes through it."""

    def keep(self, one: Delivery) -> str:
        """Keep a file and give the path it can be fetched at."""
        self.sweep()
        one.at = self._clock()
        key = secrets.token_urlsafe(24)
        self._waiting[key] = one
        return f"{'picture' if one.inline else 'download'}/{key}"

    def take(self, key: str, login: str, *, inline: bool, given: bool = True) -> Delivery | None:
        """A file for the login it belongs to. A download is given once; a picture may be looked at and then saved.

        Args:
            key: from its path.
            login: the key of the one that asks.
            inline: whether it was asked for as a picture.
            given: whether its content goes out now; a HEAD asks about it only.
        """
        self.sweep()
        found = self._waiting.get(key)
        if found is None or not secrets.compare_digest(found.login, login) or found.inline != inline:
            return None
        if given and not found.inline:
            del self._waiting[key]
        return found

    def sweep(self) -> None:
        """Forget what nobody fetched."""
        now = self._clock()
        self._waiting = {key: one for key, one in self._waiting.items() if now - one.at < KEPT_FOR}

    def forget(self, login: str) -> None:
        """A login is over."""
        self._waiting = {key: one for key, one in self._waiting.items() if one.login != login}
