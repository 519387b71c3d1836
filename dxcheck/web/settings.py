"""How the server runs: where it listens, who may reach it, and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pathlib import Path

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
MINUTE: Final = 60.0


@dataclass(frozen=True)
class ServeSettings:
    """Everything that can be chosen; times in seconds."""

    data: Path
    roster: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """What people type, if it is not the address the server listens on: behind a reverse proxy."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses whose X-Forwarded-For is believed."""
    most_sessions: int = 60
    most_per_account: int = 6
    idle: float = 30 * MINUTE
    absolute: float = 12 * 60 * MINUTE
    grace: float = 10 * MINUTE
    """How long a running app waits for its browser to come back."""
    backups: Path | None = None
    """Where a copy of the data is made once a day; nowhere without it."""
    keep: int = 14
    """Daily copies that stay."""
    without_login: str = ""
    """The account everybody gets without a password; for looking at a demo on one's own machine, and nowhere else."""

    def __post_init__(self) -> None:
        """An open door is a door for this machine alone."""
        if self.without_login and not (self.is_loopback and not self.public_url):
            raise ValueError(self.host)

    @property
    def url(self) -> str:
        """The address people open, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{'[::1]' if self.host == '::1' else self.host}:{self.port}"

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
        own = {urlsplit(self.url).netloc}
        if not self.public_url and self.is_loopback:
            own |= {f"{'[::1]' if name == '::1' else name}:{self.port}" for name in LOOPBACK}
        return frozenset(own)

    @property
    def origins(self) -> frozenset[str]:
        """The Origin headers that are ours."""
        scheme = urlsplit(self.url).scheme
        return frozenset(f"{scheme}://{host}" for host in self.hosts)
