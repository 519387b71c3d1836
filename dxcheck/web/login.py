"""Who is logged in: tokens in memory, and the end of a login that nobody uses."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dxcheck.web.hashing import Allowance

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.i18n import Language
    from dxcheck.model.account import Account

HASHES_AT_ONCE: Final = 10
HASHES_EVERY: Final = 10.0
"""Seconds; nobody changes a password more often."""


@dataclass
class Login:
    """One login of one account in one browser."""

    token: str
    account: Account
    address: str
    since: float
    seen: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """Its name inside the server; unlike the token it never leaves it, and never changes."""
    language: Language = "ja"
    """Of its apps."""
    allowance: Allowance = field(default_factory=lambda: Allowance(HASHES_AT_ONCE, HASHES_EVERY))
    """How often it may have a password checked."""


class Logins:
    """All logins of this server. They end with the server: people log in again, their drafts are safe."""

    def __init__(self, *, idle: float, absolute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._idle, self._absolute, self._clock = idle, absolute, clock
        self._by_token: dict[str, Login] = {}

    def open(self, account: Account, address: str) -> Login:
        """Log an account in, with a token that was never used before."""
        now = self._clock()
        made = Login(secrets.token_urlsafe(32), account, address, now, now)
        self._by_token[made.token] = made
        return made

    def renew(self, login: Login, account: Account) -> None:
        """Go on with a new token and the account as it is now: whoever has the old token has nothing."""
        self._by_token.pop(login.token, None)
        login.token, login.account = secrets.token_urlsafe(32), account
        self._by_token[login.token] = login

    def find(self, token: str, *, used: bool = True) -> Login | None:
        """The login of a token, unless it has expired.

        Args:
            token: from the cookie.
            used: whether this is the person's doing, so that the login goes on.
        """
        found = self._by_token.get(token)
        if found is None or self.why_over(found):
            return None  # it stays until `expired` gives it to whoever ends its apps
        if used:
            found.seen = self._clock()
        return found

    def why_over(self, login: Login) -> str:
        """`closed`, `idle` or `absolute`; empty while it goes on."""
        now = self._clock()
        if self._by_token.get(login.token) is not login:
            return "closed"
        if now - login.since > self._absolute:
            return "absolute"
        return "idle" if now - login.seen > self._idle else ""

    def close(self, token: str) -> Login | None:
        """Log out: forget the token and give its login, if there was one."""
        return self._by_token.pop(token, None)

    def expired(self) -> list[tuple[Login, str]]:
        """What has expired, with why it has; `close` takes it out."""
        return [(one, why) for one in self._by_token.values() if (why := self.why_over(one))]

    def all(self) -> list[Login]:
        """Everybody who is logged in."""
        return list(self._by_token.values())


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in the same time whatever they are."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
