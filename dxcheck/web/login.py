"""Who is logged in: tokens in memory, a limit on guesses, and the end of a login that nobody uses."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.model.account import Account

FREE_TRIES, FREE_FROM_ADDRESS = 5, 30
"""Wrong guesses that cost no wait: of one account, and from one address, where a whole office may sit behind one proxy."""
_ADDRESS: Final = "address "
LONGEST_WAIT: Final = 300.0
FORGET_AFTER: Final = 3600.0
MOST_REMEMBERED: Final = 10_000


@dataclass
class Login:
    """One login of one account in one browser."""

    token: str
    account: Account
    address: str
    since: float
    seen: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))


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


def of_account(name: str) -> str:
    """A key for guesses at one account."""
    return f"account {name}"


def from_address(address: str) -> str:
    """A key for guesses from one address."""
    return _ADDRESS + address


class Guesses:
    """Slows guessing down, for each account and for each address: after some wrong ones the wait doubles, up to five minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, tuple[int, float]] = {}

    def wait(self, *keys: str) -> float:
        """Seconds until these may try again; 0 if they may now."""
        return max((self._wait(key) for key in keys), default=0.0)

    def _wait(self, key: str) -> float:
        count, last = self._wrong.get(key, (0, 0.0))
        free = FREE_FROM_ADDRESS if key.startswith(_ADDRESS) else FREE_TRIES
        if count < free or self._clock() - last > FORGET_AFTER:
            return 0.0
        return max(0.0, last + min(LONGEST_WAIT, 2.0 ** min(count - free + 1, 20)) - self._clock())

    def wrong(self, *keys: str) -> None:
        """Remember a wrong guess."""
        now = self._clock()
        if len(self._wrong) > MOST_REMEMBERED:
            self._wrong = {key: one for key, one in self._wrong.items() if now - one[1] < LONGEST_WAIT}
        for key in keys:
            count, last = self._wrong.get(key, (0, 0.0))
            self._wrong[key] = (1 if now - last > FORGET_AFTER else count + 1, now)

    def right(self, *keys: str) -> None:
        """Somebody knew it: forget the wrong guesses."""
        for key in keys:
            self._wrong.pop(key, None)
