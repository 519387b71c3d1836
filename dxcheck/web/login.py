"""Who is logged in: hashes of tokens in memory, and the end of a login that nobody uses.

A token is told to its browser once and never kept: what comes back with a request is hashed before anybody sees it (`cookies.py`, `connections.py`), so that whoever reads the
server's memory finds nothing to log in with.
"""

from __future__ import annotations

import hmac
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from dxcheck.web.cookies import token_hash
from dxcheck.web.hashing import Allowance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dxcheck.i18n import Language
    from dxcheck.model.account import Account

HASHES_AT_ONCE: Final = 10
HASHES_EVERY: Final = 10.0
"""Seconds; nobody changes a password more often."""


_Kept = TypeVar("_Kept")


class Tokens(Generic[_Kept]):
    """What belongs to whoever shows a token."""

    def __init__(self) -> None:
        self._by_hash: dict[str, _Kept] = {}
        self.changes: list[tuple[str, _Kept | None]] | None = None
        """Hashes that were given and forgotten since somebody last took this out; None where nobody does."""

        self.changed = 0
        """How often one was given or forgotten."""

    def give(self, kept: _Kept) -> str:
        """A token that was never used before; the only one for this from now on."""
        self.forget(kept)
        token = secrets.token_urlsafe(32)
        hash_ = token_hash(token)
        self._by_hash[hash_] = kept
        self.changed += 1
        if self.changes is not None:
            self.changes.append((hash_, kept))
        return token

    def adopt(self, hash_: str, kept: _Kept) -> None:
        """Somebody shows a token that was given elsewhere."""
        self._by_hash[hash_] = kept

    def find(self, shown: str) -> _Kept | None:
        """What belongs to a token; `shown` is its hash."""
        return self._by_hash.get(shown)

    def has(self, kept: _Kept) -> bool:
        """Whether there is a token for this."""
        return any(one is kept for one in self._by_hash.values())

    def forget(self, kept: _Kept) -> None:
        """Its token is worth nothing any more."""
        self.changed += 1
        if self.changes is not None:
            self.changes += [(key, None) for key, one in self._by_hash.items() if one is kept]
        self._by_hash = {key: one for key, one in self._by_hash.items() if one is not kept}

    def by_hash(self) -> dict[str, _Kept]:
        """Everything there is a token for, by its hash."""
        return dict(self._by_hash)

    def all(self) -> list[_Kept]:
        """Everything there is a token for, the oldest first."""
        return list(self._by_hash.values())


@dataclass(eq=False)
class Login:
    """One login of one account in one browser."""

    account: Account
    address: str
    since: float
    seen: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """Its name inside the server; unlike the token it never leaves it, and never changes."""
    language: Language = "ja"
    """Of its apps."""
    by_provider: bool = False
    """Whether somebody else checked who it is (`sso.py`)."""
    post: str = ""
    """課・係・職名, where it was given on a plain page: its next process is told it."""
    looks_at: str = ""
    """The questionnaire that was chosen on a plain page, for the same reason; empty for the one in use."""
    link: str = ""
    """The hash of the link it came by (`by_link.py`); empty for whoever has an account."""
    ask: str = ""
    """The one ask that the link is for."""
    allowance: Allowance = field(default_factory=lambda: Allowance(HASHES_AT_ONCE, HASHES_EVERY))
    """How often it may have a password checked."""
    is_changing: bool = False
    """Whether its owner is just changing the account: it is kept already, and the login goes on with it in a moment."""

    @property
    def has_password(self) -> bool:
        """Whether there is one that could be changed here."""
        return not self.by_provider and not self.link

    @property
    def shown_as(self) -> str:
        """What stands at the top of its pages: the account, or the section where there is none."""
        return self.account.post if self.link else self.account.name

    @property
    def must_change_password(self) -> bool:
        """Whether nothing opens before that."""
        return self.account.must_change and not self.by_provider

    @contextmanager
    def changing(self) -> Iterator[None]:
        """While its owner changes the account: that it is another by now ends every login but this."""
        self.is_changing = True
        try:
            yield
        finally:
            self.is_changing = False


class Logins:
    """All logins of this server. Over a folder they end with the server: people log in again, their drafts are safe; over a database others know of them (`nodes.py`)."""

    def __init__(self, *, idle: float, absolute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.idle, self.absolute, self.clock = idle, absolute, clock
        self.tokens = Tokens[Login]()

    def open(self, account: Account, address: str) -> tuple[Login, str]:
        """Log an account in; gives the token for its browser, which nobody can be told again."""
        now = self.clock()
        made = Login(account, address, now, now)
        return made, self.tokens.give(made)

    def renew(self, login: Login, account: Account) -> str:
        """Go on with a new token and the account as it is now: whoever has the old token has nothing."""
        login.account = account
        return self.tokens.give(login)

    def find(self, shown: str, *, used: bool = True) -> Login | None:
        """The login of a token, unless it has expired.

        Args:
            shown: the token's hash, from the cookie.
            used: whether this is the person's doing, so that the login goes on.
        """
        found = self.tokens.find(shown)
        if found is None or self._why_expired(found):
            return None  # it stays until `expired` gives it to whoever ends its apps
        if used:
            found.seen = self.clock()
        return found

    def why_over(self, login: Login) -> str:
        """`closed`, `idle` or `absolute`; empty while it goes on."""
        return self._why_expired(login) if self.tokens.has(login) else "closed"

    def _why_expired(self, login: Login) -> str:
        now = self.clock()
        if now - login.since > self.absolute:
            return "absolute"
        return "idle" if now - login.seen > self.idle else ""

    def close(self, login: Login) -> None:
        """Log out: forget the token."""
        self.tokens.forget(login)

    def expired(self) -> list[tuple[Login, str]]:
        """What has expired, with why it has; `close` takes it out."""
        return [(one, why) for one in self.tokens.all() if (why := self._why_expired(one))]

    def all(self) -> list[Login]:
        """Everybody who is logged in."""
        return self.tokens.all()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in the same time whatever they are."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
