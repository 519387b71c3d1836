"""二段階の確認 in the browser: the page that asks for a code after the password, and the one that sets up a phone."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final

import msgspec
from aiohttp import web

from dxcheck.i18n import _
from dxcheck.model import calendar
from dxcheck.model.second_factor import FEW_LEFT, Factor, kept_of, may_have, plain_code, recovery_codes
from dxcheck.web import device, totp
from dxcheck.web.checking import Checking, ToldCodes
from dxcheck.web.cookies import DEVICE, HALFWAY
from dxcheck.web.guesses import Source, of_login
from dxcheck.web.halfway import Halfway, Halfways, SharedHalfways
from dxcheck.web.login import same

if TYPE_CHECKING:
    from dxcheck.model.account import Account
    from dxcheck.model.second_factor import SecondStep
    from dxcheck.store.accounts import AccountRepository
    from dxcheck.store.database.halfway import SharedHalfway
    from dxcheck.store.factors import FactorRepository
    from dxcheck.web.checking import Outcome
    from dxcheck.web.guesses import Guesses
    from dxcheck.web.login import Login
    from dxcheck.web.reception import Reception

FREE_CODES: Final = 10
LONGEST_WAIT: Final = 900.0
"""Wrong codes of all browsers at one account that has not been in with them, and the seconds its wait grows to: only who knows the password comes this far, so strangers hold up nobody."""
_LONGEST_CODE: Final = 40


class Confirming:
    """The second step of a login."""

    def __init__(
        self,
        reception: Reception,
        accounts: AccountRepository,
        factors: FactorRepository,
        guesses: Guesses,
        shared: SharedHalfway | None = None,
    ) -> None:
        """`shared` is what other servers know of logins that are not through yet, where there may be some."""
        self._reception, self._accounts, self._factors, self._guesses = reception, accounts, factors, guesses
        self._pages, self._book = reception.pages, reception.book
        self.halfways = Halfways() if shared is None else SharedHalfways(shared, accounts, reception.logins)
        self.checking = Checking(factors, shared or ToldCodes())
        self._turn = asyncio.Lock()
        """One code after the other: each wrong one counts before the next is looked at."""

    def routes(self) -> list[web.RouteDef]:
        """What is answered here."""
        return [
            web.get("/code", self.show_code),
            web.post("/code", self.take_code),
            web.get("/enrol", self.show_phone),
            web.post("/enrol", self.take_phone),
            web.post("/later", self.put_off),
            web.get("/second", self.show_own),
            web.post("/second", self.change_own),
        ]

    def asked(self, account: Account) -> SecondStep:
        """What somebody is asked for who has shown the account's password."""
        return self._accounts.policy().asked(account, calendar.today()) if self.concerns(account) else "nothing"

    def concerns(self, account: Account) -> bool:
        """Whether an account may have a second step here, whatever the centre decided; no file is read for it."""
        return may_have(account) and not self._accounts.is_demo

    async def begin(self, request: web.Request, account: Account, asked: SecondStep, sources: tuple[Source, ...]) -> web.Response:
        """Ask for more."""
        is_known = bool(device.known(self._reception.cookies.get(request, DEVICE), account))
        every = sources if is_known else (*sources, Source(f"codes {account.name}", FREE_CODES, LONGEST_WAIT))
        return await self._go_on(Halfway(account, asked, every))

    async def _go_on(self, half: Halfway) -> web.Response:
        response = self._reception.redirect("code" if half.asked in ("app", "paper") else "enrol")
        self._reception.cookies.set(response, HALFWAY, await asyncio.to_thread(self.halfways.begin, half))
        return response

    async def _halfway(self, request: web.Request, *asked: SecondStep) -> Halfway:
        """Whose request this is; whoever is not on the way, or whose account is another by now, begins anew."""
        half = await asyncio.to_thread(self.halfways.find, self._reception.cookies.get(request, HALFWAY))
        if half is None or half.asked not in asked:
            raise web.HTTPSeeOther(self._pages.path("login?again" if half is None else ""))
        is_over = half.login is not None and self._reception.logins.why_over(half.login)
        if is_over or self._accounts.find(half.account.name) != half.account:
            await self._end(half)
            raise web.HTTPSeeOther(self._pages.path("login?again"))
        return half

    async def _end(self, half: Halfway) -> None:
        """Before anybody is let in."""
        await asyncio.to_thread(self.halfways.end, half)

    async def _form(self, request: web.Request, *asked: SecondStep) -> tuple[Halfway, Any]:
        form = await self._reception.form_data(request)
        half = await self._halfway(request, *asked)
        if not same(str(form.get("csrf", "")), half.csrf):
            raise web.HTTPForbidden
        return half, form

    async def _let_in(self, request: web.Request, half: Halfway, account: Account, response: web.Response | None = None) -> web.Response:
        await self._end(half)
        response = self._reception.let_in(request, account, response)
        self._reception.cookies.remove(response, HALFWAY)
        return response

    # -- the code ------------------------------------------------------------------------------------------------------

    async def show_code(self, request: web.Request) -> web.StreamResponse:
        """The page that asks for it."""
        return self._code_page(request, await self._halfway(request, "app", "paper"))

    def _code_page(self, request: web.Request, half: Halfway, fault: str = "", status: int = 200) -> web.Response:
        number = self.checking.number(half.account) if half.asked == "paper" else 0
        return self._pages.page(
            request,
            "code.html",
            status=status,
            csrf=half.csrf,
            fault=fault,
            number=number,
            clock=_server_clock(),
            account=half.account.name,
        )

    async def take_code(self, request: web.Request) -> web.StreamResponse:
        """Look at a code; each is taken once."""
        half, form = await self._form(request, "app", "paper")
        outcome = await self._outcome(request, half.account, form, half.sources)
        if outcome.kind != "right":
            return self._code_page(request, half, outcome.fault, outcome.status)
        self._guesses.right(half.sources[0])
        account = half.account
        if outcome.what != "app" and (outcome.what == "recovery" or outcome.left <= FEW_LEFT):
            page = self._pages.page(request, "left.html", what=outcome.what, left=outcome.left, onward=_onward(account))
            return await self._let_in(request, half, account, page)
        return await self._let_in(request, half, account)

    async def _outcome(self, request: web.Request, account: Account, form: Any, sources: tuple[Source, ...]) -> Outcome:
        code, address = plain_code(str(form.get("code", ""))[:_LONGEST_CODE]), self._reception.address(request)
        async with self._turn:
            outcome: Outcome | None = await asyncio.to_thread(
                self._guesses.judge, sources, lambda: self.checking.check(account, code), lambda outcome: outcome.is_guess
            )
            if outcome is None:
                self._book.refused("code-slowed", account.name, address)
                return self.checking.slowed(int(self._guesses.wait(*sources)) + 1)
        if outcome.kind != "right":
            self._book.refused("code-refused", account.name, address, outcome.kind)
        elif outcome.what != "app":
            self._book.act(f"{outcome.what}-code-used", account.name, address, f"left {outcome.left}")
        return outcome

    # -- a phone -------------------------------------------------------------------------------------------------------

    async def show_phone(self, request: web.Request) -> web.StreamResponse:
        """The page that shows the key."""
        return self._phone_page(request, await self._halfway(request, "enrol", "offer"))

    def _phone_page(self, request: web.Request, half: Halfway, fault: str = "", status: int = 200) -> web.Response:
        name, secret = half.account.name, half.secret
        until = self._accounts.policy().put_off_until if half.asked == "offer" else None
        return self._pages.page(
            request,
            "enrol.html",
            status=status,
            csrf=half.csrf,
            fault=fault,
            account=name,
            key=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            address=totp.address(secret, name),
            drawn=totp.drawn(secret, name, _("認証アプリで読み取るQRコード")),
            may_put_off=half.asked == "offer" and half.login is None,
            until=calendar.long_date(until) if until else "",
            is_inside=half.login is not None,
            clock=_server_clock(),
        )

    async def take_phone(self, request: web.Request) -> web.StreamResponse:
        """Take the phone whose code is right; show the recovery codes, once."""
        half, form = await self._form(request, "enrol", "offer")
        judged = totp.judged(half.secret, plain_code(str(form.get("code", ""))[:_LONGEST_CODE]), calendar.now().timestamp(), 0)
        if judged.kind != "right":
            outcome = self.checking.told(judged, is_first=True)
            return self._phone_page(request, half, outcome.fault, outcome.status)
        async with self._turn:  # sent twice, it is set up once
            await self._halfway(request, "enrol", "offer")
            with half.login.changing() if half.login is not None else nullcontext():
                return await self._taken(request, half, judged.step)

    async def _taken(self, request: web.Request, half: Halfway, step: int) -> web.StreamResponse:
        codes = recovery_codes()
        account = await asyncio.to_thread(self._keep, half, step, codes)
        if account is None:
            raise web.HTTPSeeOther(self._pages.path("login?again"))
        half.account = account
        self._book.act("second-factor-set-up", account.name, self._reception.address(request))
        page = self._pages.page(request, "recovery.html", codes=codes, account=account.name, onward=_onward(account))
        if half.login is None:
            return await self._let_in(request, half, account, page)
        await self._end(half)
        self._reception.cookies.remove(page, HALFWAY)
        return self._reception.go_on(request, half.login, account, page)

    def _keep(self, half: Halfway, step: int, codes: tuple[str, ...]) -> Account | None:
        """The account with its phone; None where it is another by now, and then nothing is another. What the server keeps comes first: until the account says so, it counts for nothing."""
        old = half.account
        kept = tuple(kept_of(old.name, one) for one in codes)
        new_round = old.factor_round + 1
        taken: list[Account] = []

        def take(there: Account) -> Account:
            if there != old:
                return there
            self._factors.put(Factor(old.name, new_round, calendar.now(), half.secret, step, kept), old)
            taken[:] = [msgspec.structs.replace(old, factor="app", factor_due=False, factor_round=new_round, printed=())]
            return taken[0]

        self._accounts.change(old.name, take)
        return taken[0] if taken else None  # another who sets one up makes the same of the account

    async def put_off(self, request: web.Request) -> web.StreamResponse:
        """In without a phone, as long as that is allowed."""
        half, _form = await self._form(request, "offer")
        if half.login is not None or self.asked(half.account) not in ("offer", "nothing"):
            raise web.HTTPSeeOther(self._pages.path("login?again"))
        self._book.act("second-factor-put-off", half.account.name, self._reception.address(request))
        return await self._let_in(request, half, half.account)

    # -- one's own, when one is in -------------------------------------------------------------------------------------

    async def show_own(self, request: web.Request) -> web.StreamResponse:
        """What the account has, and the way to another phone or new recovery codes."""
        login = self._reception.who(request)
        if login is None:
            raise web.HTTPSeeOther(self._pages.path("login"))
        return self._own_page(request, login)

    def _own_page(self, request: web.Request, login: Login, fault: str = "", status: int = 200) -> web.Response:
        account, asked = login.account, self.asked(login.account)
        number = self.checking.number(account) if asked == "paper" else 0
        left = self.checking.left(account) if asked in ("app", "paper") else 0
        return self._pages.page(
            request, "second.html", status=status, csrf=login.csrf, fault=fault, asked=asked, number=number, left=left, account=account.name
        )

    async def change_own(self, request: web.Request) -> web.StreamResponse:
        """On to setting up a phone, once a code of now was right."""
        form = await self._reception.form_data(request)
        login = self._reception.required(request)
        asked = self.asked(login.account)
        if asked == "nothing" or not same(str(form.get("csrf", "")), login.csrf):
            raise web.HTTPForbidden
        sources = of_login(login.key)
        if asked in ("app", "paper"):
            outcome = await self._outcome(request, login.account, form, sources)
            if outcome.kind != "right":
                return self._own_page(request, login, outcome.fault, outcome.status)
            self._guesses.right(sources[0])
        return await self._go_on(Halfway(login.account, "enrol", sources, login))


def _onward(account: Account) -> str:
    return "password" if account.must_change else ""


def _server_clock() -> str:
    return f"{calendar.now():%H:%M:%S}"
