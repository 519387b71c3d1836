"""Who has shown the right password and is asked for more. That is no login: it opens nothing but the pages that ask."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.model.account import Account, account_sum
from dxcheck.model.second_factor import SecondStep
from dxcheck.web.cookies import token_hash
from dxcheck.web.guesses import Source
from dxcheck.web.login import Login, Tokens
from dxcheck.web.totp import new_secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.store.accounts import AccountRepository
    from dxcheck.store.database.halfway import SharedHalfway
    from dxcheck.web.login import Logins

WAITS_FOR: Final = 600.0
"""Seconds: long enough to find the phone and set it up."""
MOST_HALFWAY: Final = 1000


@dataclass(eq=False)
class Halfway:
    """One browser on its way in."""

    account: Account
    asked: SecondStep
    sources: tuple[Source, ...]
    """Whose wrong codes count together."""
    login: Login | None = None
    """The one that goes on with it; none while somebody logs in."""
    secret: str = field(default_factory=new_secret)
    """Of the phone that is being set up."""
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    since: float = 0.0
    hash: str = ""
    """Of its token, where other servers know of it."""


class Halfways:
    """All of them; they end by themselves."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tokens = Tokens[Halfway]()

    def begin(self, one: Halfway) -> str:
        """Gives the token for the browser."""
        there = [old for old in self._tokens.all() if not self._is_over(old)]
        for gone in {*self._tokens.all()} - {*there[-MOST_HALFWAY:]}:
            self._tokens.forget(gone)
        one.since = self._clock()
        return self._tokens.give(one)

    def find(self, shown: str) -> Halfway | None:
        """Whose token this is, by its hash."""
        found = self._tokens.find(shown)
        return None if found is None or self._is_over(found) else found

    def end(self, one: Halfway) -> None:
        """It is in, or out."""
        self._tokens.forget(one)

    def _is_over(self, one: Halfway) -> bool:
        return self._clock() - one.since > WAITS_FOR


class _Written(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of one another server needs to go on with it; its account it reads for itself."""

    account: str
    basis: str
    """A sum of the account's record: where that is another by then, it is over."""
    asked: SecondStep
    sources: tuple[tuple[str, int, float], ...]
    secret: str
    csrf: str
    login: str = ""
    """The key of the login that goes on with it."""


class SharedHalfways(Halfways):
    """The same where several servers know them: none is kept in memory, and each request asks the database.

    Raises:
        StoreError: by everything, where the database does not answer.
    """

    def __init__(self, shared: SharedHalfway, accounts: AccountRepository, logins: Logins) -> None:
        super().__init__()
        self._shared, self._accounts, self._logins = shared, accounts, logins

    def begin(self, one: Halfway) -> str:
        """Only the token's hash is kept."""
        token = secrets.token_urlsafe(32)
        one.hash = token_hash(token)
        kept = _Written(
            one.account.name,
            account_sum(one.account),
            one.asked,
            tuple((source.name, source.free, source.longest) for source in one.sources),
            one.secret,
            one.csrf,
            one.login.key if one.login is not None else "",
        )
        self._shared.begin(one.hash, msgspec.json.encode(kept), within=WAITS_FOR, most=MOST_HALFWAY)
        return token

    def find(self, shown: str) -> Halfway | None:
        """None also where its account is another by now, or its login is not here."""
        kept = self._shared.find(shown, within=WAITS_FOR) if shown else None
        if kept is None:
            return None
        told = msgspec.json.decode(kept, type=_Written)
        self._shared.look()  # at the account, which may have changed a moment ago
        account = self._accounts.find(told.account)
        login = next((one for one in self._logins.all() if one.key == told.login), None)
        if account is None or account_sum(account) != told.basis or (told.login and login is None):
            return None
        return Halfway(account, told.asked, tuple(Source(*one) for one in told.sources), login, told.secret, told.csrf, hash=shown)

    def end(self, one: Halfway) -> None:
        """At every server."""
        self._shared.end(one.hash)
