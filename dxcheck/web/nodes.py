"""What this server and others at the same database tell each other: who is logged in, and which screen is open where.

Everything is answered from memory, as where there is one server alone. Beside that, a request that shows a token which is not known here asks the database for it first; what a
request changed is written down before its answer goes out, so that no browser has a token that another server does not know; and once a second both sides are compared.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.i18n import Language
from dxcheck.model.account import account_sum
from dxcheck.store.errors import StoreError
from dxcheck.web import failure
from dxcheck.web.by_link import account_of
from dxcheck.web.login import Login
from dxcheck.web.session import Close

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dxcheck.model.account import Account
    from dxcheck.model.link import Link
    from dxcheck.store.accounts import AccountRepository
    from dxcheck.store.database.nodes import KeptLogin, SharedState
    from dxcheck.web.guesses import SharedGuesses
    from dxcheck.web.login import Logins
    from dxcheck.web.session import Session

_log = logging.getLogger("dxcheck.web")
COMPARE_EVERY: Final = 1.0
"""Seconds between two looks at what the others did."""
TIDY_EVERY: Final = 60
"""Looks."""
TELL_AFTER: Final = 5.0
"""Seconds after which the others are told that a login is still used."""
UNKNOWN_AT_ONCE: Final = 4
"""Unknown tokens that are asked for at once; whoever makes them up waits for each other."""


class WrittenLogin(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a login another server needs to go on with it; its account it reads for itself."""

    key: str
    csrf: str
    account: str
    basis: str
    """A sum of the account's record: where that is another by then, the login is over."""
    address: str
    language: Language
    by_provider: bool = False
    post: str = ""
    looks_at: str = ""
    link: str = ""
    ask: str = ""


def written(login: Login) -> bytes:
    """A login as others are told of it."""
    return msgspec.json.encode(
        WrittenLogin(
            login.key, login.csrf, login.account.name, account_sum(login.account), login.address, login.language,
            login.by_provider, login.post, login.looks_at, login.link, login.ask,
        )
    )  # fmt: skip


def _is_as_told(account: Account | None, told: WrittenLogin) -> bool:
    """Whether an account is what it was when somebody logged in."""
    return account is not None and not account.disabled and account_sum(account) == told.basis


class Nodes:
    """One server among others.

    Args:
        shared: what all of them know.
        logins: of this one.
        guesses: of this one.
        accounts: who there is.
        standing: the link of a hash while it leads to its ask.
        tabs: the screens of this one, by login and name.
        end_login: ends a login here.
    """

    def __init__(
        self,
        shared: SharedState,
        logins: Logins,
        guesses: SharedGuesses,
        accounts: AccountRepository,
        standing: Callable[[str], Link | None],
        tabs: Callable[[], dict[tuple[str, str], Session]],
        end_login: Callable[[Login, Close], Awaitable[None]],
    ) -> None:
        self._shared, self._logins, self._guesses, self._accounts = shared, logins, guesses, accounts
        self._standing, self._tabs, self._end_login = standing, tabs, end_login
        logins.tokens.changes = []
        self._kept: dict[str, bytes] = {}
        """What the others were told last, by the token's hash."""
        self._told: dict[str, float] = {}
        """When they were told last that it is used, by this server's clock."""
        self._given: set[str] = set()
        """Hashes of tokens that were given here, while the others are not told."""
        self._gone: set[str] = set()
        """The same of what is over."""
        self._left: set[tuple[str, str]] = set()
        self._turn = asyncio.Lock()
        self._asking = asyncio.Semaphore(UNKNOWN_AT_ONCE)
        self._looks = 0

    # -- around each request -------------------------------------------------------------------------------------------

    async def learn(self, shown: str) -> None:
        """Find out whose token it is that was given by another server.

        Args:
            shown: its hash.

        Raises:
            StoreError: it cannot be told.
        """
        if not shown or not self._is_unknown(shown):
            return
        async with self._asking:
            found = await asyncio.to_thread(self._fetched, shown)
        if found is not None and self._is_unknown(shown):
            self._logins.tokens.adopt(shown, found)
            self._kept[shown] = written(found)

    def _is_unknown(self, shown: str) -> bool:
        """Whether others may know more of a token; what ended here is over, although they are not told yet."""
        over = (hash_ for hash_, login in self._logins.tokens.changes or () if login is None)
        return self._logins.tokens.find(shown) is None and shown not in self._gone and shown not in over

    def _fetched(self, shown: str) -> Login | None:
        kept = self._shared.find(shown)
        if kept is None:
            return None
        told = msgspec.json.decode(kept.kept, type=WrittenLogin)
        account = self._account(told)
        if not _is_as_told(
            account, told
        ):  # it may have changed a moment ago, with the login: its new password is just what the other server took
            self._shared.look()
            account = self._account(told)
        return self._made(told, kept, account) if account is not None and _is_as_told(account, told) else None

    def _account(self, told: WrittenLogin) -> Account | None:
        if not told.link:
            return self._accounts.find(told.account)
        link = self._standing(told.link)
        return account_of(link) if link is not None else None

    def _made(self, told: WrittenLogin, kept: KeptLogin, account: Account) -> Login:
        now = self._logins.clock()
        return Login(
            account, told.address, now - kept.began, now - kept.seen, told.csrf, told.key, told.language,
            told.by_provider, told.post, told.looks_at, told.link, told.ask,
        )  # fmt: skip

    @property
    def changes(self) -> int:
        """How often a login began or ended here."""
        return self._logins.tokens.changed

    async def keep_of(self, shown: str, so_far: int) -> None:
        """The same for a request: one that changed nothing waits for no database.

        Args:
            shown: the hash of the token that it showed.
            so_far: the `changes` as it began.

        Raises:
            StoreError: as by `keep`.
        """
        login = self._logins.tokens.find(shown)
        if self.changes != so_far or (login is not None and written(login) != self._kept.get(shown)):
            await self.keep()

    async def keep(self) -> None:
        """Write down what changed here, before anybody is told that it did.

        Raises:
            StoreError: it was not written; what was given is worth nothing at the others, and what ended ends there as soon as it is.
        """
        async with self._turn:
            changes, self._logins.tokens.changes = self._logins.tokens.changes or [], []
            self._gone |= {hash_ for hash_, login in changes if login is None}
            self._given = (self._given | {hash_ for hash_, login in changes if login is not None}) - self._gone
            now, there = self._logins.clock(), self._logins.tokens.by_hash()
            new = {hash_: kept for hash_, login in there.items() if (kept := written(login)) != self._kept.get(hash_)}
            right, self._guesses.were_right = self._guesses.were_right, []
            if not (new or self._gone or right or self._left):
                return
            gone, left = self._gone, self._left
            rows = [(hash_, kept, now - there[hash_].since if hash_ in self._given else None) for hash_, kept in new.items()]
            try:
                await asyncio.to_thread(self._shared.keep, rows, gone, right, sorted(left))
            except BaseException:
                self._guesses.were_right += right  # told with the next
                raise
            self._gone, self._left = self._gone - gone, self._left - left
            self._given -= new.keys()
            there = self._logins.tokens.by_hash()  # some were learnt meanwhile
            self._kept = {hash_: kept for hash_, kept in {**self._kept, **new}.items() if hash_ in there}
            self._told = {hash_: at for hash_, at in {**self._told, **dict.fromkeys(new, now)}.items() if hash_ in there}

    # -- screens -------------------------------------------------------------------------------------------------------

    async def take_place(self, login: Login, name: str, most: int) -> bool:
        """Whether a login may open a screen here, which may have been another server's until now.

        Raises:
            StoreError: it cannot be told.
        """
        own = sum(one.login.account.name == login.account.name and not one.is_left for one in self._tabs().values())
        return await asyncio.to_thread(self._shared.take_place, login.key, name, login.account.name, most - own - 1)

    def leave(self, gone: Session) -> None:
        """A screen is closed here."""
        self._left |= {key for key, one in self._tabs().items() if one is gone}

    # -- every second --------------------------------------------------------------------------------------------------

    async def go_on(self) -> None:
        """Until cancelled; a database that does not answer changes nothing here."""
        while True:
            await asyncio.sleep(COMPARE_EVERY)
            try:
                await self.look()
            except StoreError as problem:
                _log.warning("cannot compare with the other servers: %s", problem)
            except Exception as problem:  # noqa: BLE001 - the next look tries again
                _log.error("cannot compare with the other servers: %s", failure.told(problem))

    async def look(self) -> None:
        """End what ended elsewhere, go on with what goes on elsewhere, and say the same of here.

        Raises:
            StoreError: it cannot be told.
        """
        await self.keep()
        async with self._turn:
            now = self._logins.clock()
            here = {hash_: login for hash_, login in self._logins.tokens.by_hash().items() if hash_ in self._kept}
            fresh = {hash_ for hash_, login in here.items() if login.seen - self._told.get(hash_, 0.0) > TELL_AFTER}
            asked = {hash_: now - login.seen if hash_ in fresh else None for hash_, login in here.items()}
            standing = await asyncio.to_thread(self._shared.standing, asked) if asked else {}
            self._told.update({hash_: here[hash_].seen for hash_ in fresh})
            for hash_, ago in standing.items():
                here[hash_].seen = max(here[hash_].seen, now - ago)
            # Under another token by now, or in a moment, it goes on: its old one is over everywhere, and has to be.
            changing = {hash_ for hash_, login in here.items() if login.is_changing}
            over = [here[hash_] for hash_ in here.keys() - standing.keys() - changing if self._logins.tokens.find(hash_) is here[hash_]]
            self._kept = {hash_: kept for hash_, kept in self._kept.items() if hash_ in standing or hash_ not in asked or hash_ in changing}
        for login in over:
            await self._end_login(login, Close.LOGGED_OUT)
        tabs = self._tabs()
        if tabs:
            elsewhere = await asyncio.to_thread(self._shared.beat, {key: one.is_left for key, one in tabs.items()})
            await asyncio.gather(*(tabs[key].end(Close.TAKEN_OVER) for key in elsewhere))
        self._looks += 1
        if self._looks % TIDY_EVERY == 0:
            await asyncio.to_thread(self._shared.tidy, idle=self._logins.idle, absolute=self._logins.absolute)
