"""Logging in and out, and changing the password: plain HTML forms that need no script."""

from __future__ import annotations

import asyncio
import re
import secrets
from typing import TYPE_CHECKING, Final

import msgspec
from aiohttp import web

from dxcheck.desk.password import fault_of, fits, hashed
from dxcheck.i18n import _
from dxcheck.model.account import plain_name
from dxcheck.web import device
from dxcheck.web.confirming import Confirming
from dxcheck.web.cookies import CAME_BY_LINK, DEVICE, FORM, LOGIN
from dxcheck.web.guesses import network, of_device, of_login, of_stranger
from dxcheck.web.hashing import Hashing, Waiting
from dxcheck.web.login import same
from dxcheck.web.provider import Provider
from dxcheck.web.reception import Reception
from dxcheck.web.sso import SingleSignOn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dxcheck.model.account import Account
    from dxcheck.store.accounts import AccountRepository
    from dxcheck.store.database.nodes import SharedState
    from dxcheck.store.factors import FactorRepository
    from dxcheck.web.bookkeeper import Bookkeeper
    from dxcheck.web.guesses import Guesses, Source
    from dxcheck.web.login import Login, Logins
    from dxcheck.web.pages import Pages
    from dxcheck.web.settings import ServeSettings

HELD: Final = 0.25
"""Seconds until whoever is told to wait is told so: who asks again at once, on many connections, keeps the server less busy."""
_LONGEST_NAME: Final = 200
"""Characters that are looked at of a name."""
FORM_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{32}")


class Doors(Reception):
    """The login page and what belongs to it."""

    def __init__(
        self,
        settings: ServeSettings,
        accounts: AccountRepository,
        logins: Logins,
        guesses: Guesses,
        pages: Pages,
        book: Bookkeeper,
        end_login: Callable[[Login], Awaitable[None]],
        factors: FactorRepository,
        shared: SharedState | None = None,
    ) -> None:
        super().__init__(settings, accounts, logins, pages, book)
        self._guesses, self._end_login, self._shared = guesses, end_login, shared
        self.confirming = Confirming(self, accounts, factors, guesses, shared.halfway if shared is not None else None)
        self.sso = SingleSignOn(self, Provider(settings.sso, f"{settings.url}/sso/back"), accounts, guesses) if settings.sso else None
        self.hashing = Hashing()

    def routes(self) -> list[web.RouteDef]:
        """What is answered here."""
        return [
            web.get("/login", self.show_login),
            web.post("/login", self.log_in),
            web.get("/password", self.show_password),
            web.post("/password", self.change_password),
            web.post("/logout", self.log_out),
            *self.confirming.routes(),
            *(self.sso.routes() if self.sso else ()),
        ]

    # -- in ------------------------------------------------------------------------------------------------------------

    async def show_login(self, request: web.Request) -> web.StreamResponse:
        """The form; where no login is wanted, straight in."""
        if self.who(request) is not None:
            raise web.HTTPSeeOther(self.pages.path(""))
        if self.settings.without_login:
            account = self.accounts.find(self.settings.without_login)
            if account is not None and not account.disabled:
                return self.let_in(request, account)
        late = _("時間がたったため、はじめからログインしてください。") if "again" in request.query else ""
        return self._form(request, late)

    def _form(self, request: web.Request, fault: str = "", name: str = "", status: int = 200) -> web.Response:
        given = self.cookies.get(request, FORM)
        secret = given if FORM_SECRET.fullmatch(given) else secrets.token_urlsafe(24)
        left = {"back": "back" in request.query, "by_link": self.cookies.get(request, CAME_BY_LINK) == "1"}
        response = self.pages.page(request, "login.html", status=status, csrf=secret, fault=fault, name=name, **left, **self._ways())
        self.cookies.set(response, FORM, secret)
        return response

    def _ways(self) -> dict[str, object]:
        """How one may log in here."""
        chosen = self.settings.sso
        return {"provider": chosen.name if chosen else "", "with_password": chosen is None or chosen.password}

    async def log_in(self, request: web.Request) -> web.StreamResponse:
        """Check name and password; say the same whatever was wrong."""
        form = await self.form_data(request)
        if not self._ways()["with_password"]:
            raise web.HTTPForbidden
        if not same(str(form.get("csrf", "")), self.cookies.get(request, FORM) or secrets.token_urlsafe(8)):
            return self._form(request, _("ページを開いてから時間がたったため、もう一度入力してください。"), status=403)
        name, password = plain_name(str(form.get("name", ""))[:_LONGEST_NAME]), str(form.get("password", ""))
        account, address = self.accounts.find(name), self.address(request)
        # People type passwords into the wrong field, so a name that nobody has is not written down.
        whose = (account.name, address, "") if account else ("", address, "unknown account")
        mark = device.known(self.cookies.get(request, DEVICE), account)
        sources = of_device(mark) if mark else of_stranger(name, address)
        if mark and account is not None:
            line = Waiting(f"account {account.name}", is_stranger=False)
        else:
            line = Waiting(network(address), is_stranger=True, name=name, was_wrong=self._guesses.has_been_wrong(sources[0]))
        right = await self._fits(line, account, password, *sources)
        if right is not None and await self._is_another(name, account):  # another server changed it a moment ago
            account = self.accounts.find(name)
            right = await self._fits(line, account, password, *sources)
        if right is None:
            await asyncio.sleep(HELD)
            self.book.refused("login-slowed", *whose)
            response = self._form(request, self._slowly(*sources), name, status=429)
            response.headers["Retry-After"] = str(self._seconds(*sources))
            return response
        if not right or account is None or self.accounts.find(name) != account:  # changed or disabled while it was checked
            self.book.refused("login-refused", *whose)
            return self._form(request, _("アカウント名かパスワードが違います。"), name, status=401)
        asked = self.confirming.asked(account)
        if asked in ("nothing", "offer", "enrol"):  # else it is known only with the code
            self._guesses.right(sources[0])
        return self.let_in(request, account) if asked == "nothing" else await self.confirming.begin(request, account, asked, sources)

    async def _is_another(self, name: str, account: Account | None) -> bool:
        """Whether an account is another by now than this server had seen; asked once a password was looked at, so no more often than that."""
        if self._shared is None:
            return False
        await asyncio.to_thread(self._shared.look)
        return self.accounts.find(name) != account

    async def _fits(self, line: Waiting, account: Account | None, password: str, *sources: Source) -> bool | None:
        """Whether a password is right; None if these have guessed too often to be told. A wrong one counts before the next is looked at, also of many sent at once."""
        if self._guesses.wait(*sources) > 0:
            return None

        try:
            return await self.hashing.do(
                line, lambda: self._guesses.judge(sources, lambda: fits(account, password), lambda is_right: not is_right)
            )
        except web.HTTPServiceUnavailable:
            await asyncio.sleep(HELD)
            raise

    def _seconds(self, *sources: Source) -> int:
        return int(self._guesses.wait(*sources)) + 1

    def _slowly(self, *sources: Source) -> str:
        return _("間違いが続いたため、{n}秒ほど待ってから、もう一度お試しください。", n=self._seconds(*sources))

    # -- the password --------------------------------------------------------------------------------------------------

    async def show_password(self, request: web.Request) -> web.StreamResponse:
        """The form for a new password."""
        login = self.who(request)
        if login is None:
            raise web.HTTPSeeOther(self.pages.path("login"))
        if not login.has_password:  # there is none to change
            raise web.HTTPSeeOther(self.pages.path(""))
        return self._password_form(request, login)

    def _password_form(self, request: web.Request, login: Login, fault: str = "", status: int = 200) -> web.Response:
        account = login.account
        first = account.must_change and account.generation == 0
        values = {"account": account.name, "first": first, "renewed": account.must_change and not first, "csrf": login.csrf, "fault": fault}
        return self.pages.page(request, "password.html", status=status, **values)

    async def change_password(self, request: web.Request) -> web.StreamResponse:
        """Take a new password. Every other login of the account ends."""
        form = await self.form_data(request)
        login = self.required(request)
        if not same(str(form.get("csrf", "")), login.csrf):
            raise web.HTTPForbidden
        old, new, again = (str(form.get(key, "")) for key in ("old", "new", "again"))
        account = self.accounts.find(login.account.name)
        if account is None:
            return self._password_form(request, login, _("このアカウントは使えなくなりました。"), status=400)
        if new != again:
            return self._password_form(request, login, _("2つの「新しいパスワード」が一致していません。"), status=400)
        early = login.allowance.take()
        if early > 0:
            await asyncio.sleep(HELD)
            fault = _("短い間に何度も送られました。{n}秒ほど待ってから、もう一度お試しください。", n=int(early) + 1)
            return self._password_form(request, login, fault, status=429)
        stored, fault = await self._new_password(login, account, old, new)
        if fault:
            return self._password_form(request, login, fault, status=400)
        if self.logins.why_over(login):  # ended while it was checked
            raise web.HTTPSeeOther(self.pages.path("login?again"))
        made = msgspec.structs.replace(account, password=stored, must_change=False, generation=account.generation + 1)
        with login.changing():
            there = await asyncio.to_thread(self.accounts.change, account.name, lambda now: made if now == account else now)
            if there != made:  # what the centre did meanwhile stands
                raise web.HTTPSeeOther(self.pages.path("login?again"))
            self.book.act("password-changed", account.name, self.address(request))
            return self.go_on(request, login, made, self.redirect(""))

    async def _new_password(self, login: Login, account: Account, old: str, new: str) -> tuple[str, str]:
        """The new password as it is stored, or why it cannot be taken."""
        line, sources = Waiting(f"login {login.key}", is_stranger=False), of_login(login.key)
        right = await self._fits(line, account, old, *sources)
        if not right:
            return "", self._slowly(*sources) if right is None else _("いまのパスワードが違います。")

        def take() -> tuple[str, str]:
            fault = fault_of(new, account)
            return ("", fault) if fault else (hashed(new), "")

        return await self.hashing.do(line, take)

    # -- out -----------------------------------------------------------------------------------------------------------

    async def log_out(self, request: web.Request) -> web.StreamResponse:
        """End the login and its apps."""
        form = await self.form_data(request)
        login = self.who(request)
        if login is not None:
            if not same(str(form.get("csrf", "")), login.csrf):
                raise web.HTTPForbidden
            await self._end_login(login)
            self.book.act("logout", login.account.name, self.address(request))
        response = self.redirect("login")
        if login is not None and login.by_provider and self.sso is not None:
            response.headers["Location"] = await self.sso.provider.way_out(f"{self.settings.url}/login") or response.headers["Location"]
        self.cookies.remove(response, LOGIN)
        return response
