"""How the server runs: where it listens, who may reach it, and its limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from dxcheck.i18n import _
from dxcheck.system.refusal import RefusedError
from dxcheck.web.loopback import LOOPBACK

if TYPE_CHECKING:
    from pathlib import Path

    from dxcheck.store.shelf import Address
    from dxcheck.web.sso_settings import SsoSettings

MINUTE: Final = 60.0
_STANDARD: Final = {"http": 80, "https": 443}
"""Ports that browsers leave away."""
_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_PATH: Final = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")


class PublicUrlError(RefusedError):
    """The address that people are to open is none."""


def public_address(given: str) -> str:
    """The address people open as their browsers say it: in small letters, without the standard port or a slash at the end.

    Args:
        given: `https://` or `http://`, a host, perhaps a port and a path; with a path, a proxy has other things beside it.

    Raises:
        PublicUrlError: it is something else; what the server compares with it would never fit, and nobody could log in.
    """
    try:
        parts = urlsplit(given.strip())
        scheme, port, name = parts.scheme, parts.port, parts.hostname or ""
        host = f"[{name}]" if ":" in name else name.encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        scheme, port, host, parts = "", None, "", urlsplit("")
    path = parts.path.rstrip("/")
    rest = parts.query or parts.fragment or "@" in parts.netloc
    if scheme not in _STANDARD or not _HOST.fullmatch(host) or not _PATH.fullmatch(path) or rest:
        raise PublicUrlError(
            _(
                "--public-url の「{url}」は、利用者が開くアドレスとして使えません。"
                "https:// か http:// から書いてください（例: https://dx.example.jp、https://www.example.jp/dx）。",
                url=given,
            )
        )
    return f"{scheme}://{host}{f':{port}' if port not in (None, _STANDARD[scheme]) else ''}{path}"


@dataclass(frozen=True)
class ServeSettings:
    """Everything that can be chosen; times in seconds."""

    data: Address
    roster: Path | None = None
    questionnaire: str = ""
    """The id of the one that was named; empty for the one in use in the folder, whichever that is when somebody opens a screen."""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """What people type, if it is not the address the server listens on: behind a reverse proxy, also below a path of it."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses whose X-Forwarded-For is believed."""
    most_sessions: int = 60
    most_per_account: int = 6
    idle: float = 30 * MINUTE
    absolute: float = 12 * 60 * MINUTE
    grace: float = 10 * MINUTE
    """How long a running app waits for its browser to come back."""
    drain: float = 20.0
    """How long a server that is told to end waits for those who have a screen open."""
    backups: Path | None = None
    """Where a copy of the data is made once a day; nowhere without it."""
    keep: int = 14
    """Daily copies that stay."""
    metrics_port: int = 0
    """The port of this machine where monitoring reads figures; none without it."""
    sso: SsoSettings | None = None
    """Logging in with the account of another system; None without it."""
    without_login: str = ""
    """The account everybody gets without a password; for looking at a demo on one's own machine, and nowhere else."""

    def __post_init__(self) -> None:
        """An open door is a door for this machine alone.

        Raises:
            PublicUrlError: `public_url` is no address that people could open.
        """
        object.__setattr__(self, "public_url", public_address(self.public_url) if self.public_url else "")
        if self.without_login and not (self.is_loopback and not self.public_url):
            raise ValueError(self.host)

    @property
    def url(self) -> str:
        """The address people open, without a slash at the end."""
        return self.public_url or _own(self.host, self.port)

    @property
    def base(self) -> str:
        """The path below which people reach it, without a slash at the end; mostly nothing."""
        return urlsplit(self.url).path

    @property
    def cookie_path(self) -> str:
        """Where browsers send our cookies: not to what a proxy has beside us."""
        return f"{self.base}/"

    @property
    def is_secure(self) -> bool:
        """Whether people reach it by https."""
        return self.url.startswith("https://")

    @property
    def is_overheard(self) -> bool:
        """Whether people reach it from elsewhere without encryption, so that passwords can be read on the way."""
        return not self.is_secure and urlsplit(self.url).hostname not in LOOPBACK

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in LOOPBACK

    @property
    def hosts(self) -> frozenset[str]:
        """The Host headers that are ours: another one means a page elsewhere pretends to be us."""
        named = frozenset(urlsplit(one).netloc for one in self._urls)
        return named | {f"{host}:{_STANDARD[urlsplit(self.url).scheme]}" for host in named if not re.search(r":\d+$", host)}

    @property
    def origins(self) -> frozenset[str]:
        """The Origin headers that are ours."""
        return frozenset("{0.scheme}://{0.netloc}".format(urlsplit(one)) for one in self._urls)

    @property
    def _urls(self) -> frozenset[str]:
        """The ways to write our address: `localhost` is 127.0.0.1."""
        others = () if self.public_url or not self.is_loopback else LOOPBACK
        return frozenset({self.url, *(_own(one, self.port) for one in others)})


def _own(host: str, port: int) -> str:
    return public_address(f"http://{f'[{host}]' if ':' in host else host}:{port}")
