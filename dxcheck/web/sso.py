"""Logging in with the account of another system: there and back, ending on a page of our own, so that the login's own cookie needs to be sent by nobody else's."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, Final

import msgspec
from aiohttp import web

from dxcheck.i18n import _
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.web.cookies import FORM, SSO
from dxcheck.web.guesses import Source, network
from dxcheck.web.login import same
from dxcheck.web.provider import Attempt, Provider, ProviderError
from dxcheck.web.sso_settings import UnmappedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dxcheck.store.accounts import AccountRepository
    from dxcheck.web.guesses import Guesses
    from dxcheck.web.reception import Reception
    from dxcheck.web.sso_settings import Desk

_log = logging.getLogger("dxcheck.web")
AWAY_FOR: Final = 600
"""Seconds from the button until somebody is back."""
FREE, LONGEST = 10, 60.0
FITS_NOTHING: Final = "!"
"""In place of a password's hash."""


class NoDeskError(Exception):
    """Somebody the provider knows does not get in; the message says why."""


class SingleSignOn:
    """The way through a provider."""

    def __init__(self, reception: Reception, provider: Provider, accounts: AccountRepository, guesses: Guesses) -> None:
        self._reception, self.provider, self._accounts, self._guesses = reception, provider, accounts, guesses
        self._settings = provider.settings

    def routes(self) -> list[web.RouteDef]:
        """What is answered here."""
        return [web.post("/sso", self.go), web.get("/sso/back", self.come_back)]

    async def go(self, request: web.Request) -> web.StreamResponse:
        """On to the provider."""
        form, cookies = await self._reception.form_data(request), self._reception.cookies
        if not same(str(form.get("csrf", "")), cookies.get(request, FORM) or secrets.token_urlsafe(8)):
            raise web.HTTPSeeOther(self._reception.pages.path("login?again"))
        attempt = Attempt.new()
        try:
            address = await self.provider.address(attempt)
        except ProviderError as problem:
            return self._failed(request, problem)
        response = web.Response(status=303, headers={"Location": address})
        cookies.set(response, SSO, attempt.written(), AWAY_FOR)
        return response

    async def come_back(self, request: web.Request) -> web.StreamResponse:
        """From the provider, with a code or an error."""
        address = self._reception.address(request)
        source = Source(f"sso {network(address)}", FREE, LONGEST)
        attempt = Attempt.read(self._reception.cookies.get(request, SSO))
        if attempt is None or not same(request.query.get("state", ""), attempt.state):
            raise web.HTTPSeeOther(self._reception.pages.path("login?again"))
        if await asyncio.to_thread(self._guesses.judge, (source,), lambda: True, lambda _true: False) is None:  # as all servers have it
            raise web.HTTPServiceUnavailable
        if "error" in request.query or "code" not in request.query:
            return self._answered(request, _("職員認証の側で、ログインが取りやめられました。もう一度お試しください。"), 403)
        try:
            claims = await self.provider.claims(attempt, request.query["code"], request.query.get("iss"))
        except ProviderError as problem:
            await asyncio.to_thread(self._guesses.judge, (source,), lambda: False, lambda is_right: not is_right)
            self._reception.book.refused("sso-refused", "", address, str(problem)[:200])
            return self._failed(request, problem)
        try:
            account = await asyncio.to_thread(self._account, self._settings.post_of(claims), claims)
        except (UnmappedError, NoDeskError) as why:
            self._reception.book.refused("sso-no-desk", "", address, str(why)[:200])
            said = _("{name}では確かめられましたが、ここを使う決まりがありません。{why}", name=self._settings.name, why=why)
            return self._answered(request, said + _("センターに、この画面をお見せください。"), 403)
        page = self._reception.pages.page(request, "arrived.html", onward="")
        self._reception.book.act("sso", account.name, address, str(claims["sub"])[:100])
        response = self._reception.let_in(request, account, page, by_provider=True)
        self._reception.cookies.remove(response, SSO)
        return response

    def _account(self, post: Desk, claims: Mapping[str, Any]) -> Account:
        """The account of a post, made or brought up to date.

        Raises:
            NoDeskError: it is stopped, or somebody else's.
            StoreError: it could not be saved.
        """
        whose = self._settings.issuer if post.is_shared else f"{self._settings.issuer} {claims['sub']}"
        there = self._accounts.find(post.account)
        if there is None:
            made = Account(
                post.account,
                post.role,
                post.municipality,
                FITS_NOTHING,
                calendar.now(),
                must_change=False,
                municipalities=post.municipalities or (),
                comes_from=whose,
            )
            try:
                self._accounts.add(made)
            except ValueError as taken:
                raise NoDeskError(
                    _("アカウント「{name}」は、いまつくられたところです。もう一度お試しください。", name=post.account)
                ) from taken
            return made
        if there.disabled:
            raise NoDeskError(_("アカウント「{name}」は止められています。", name=there.name))
        is_same_desk = (there.role, there.municipality) == (post.role, post.municipality)
        if there.comes_from != whose and not (post.is_shared and not there.comes_from and is_same_desk):
            raise NoDeskError(_("アカウント「{name}」は、ほかの人のものです。", name=there.name))
        towns = there.municipalities if post.municipalities is None else post.municipalities
        if post.role != "specialist":
            towns = ()
        if is_same_desk and towns == there.municipalities:
            return there

        def change(old: Account) -> Account:
            return msgspec.structs.replace(
                old, role=post.role, municipality=post.municipality, municipalities=towns, generation=old.generation + 1
            )

        return self._accounts.change(there.name, change)

    def _failed(self, request: web.Request, problem: ProviderError) -> web.Response:
        _log.error("single sign-on: %s", problem)
        return self._answered(request, _("職員認証の側と、うまくやりとりできませんでした。少し待ってから、もう一度お試しください。"), 502)

    def _answered(self, request: web.Request, text: str, status: int) -> web.Response:
        response = self._reception.pages.page(request, "message.html", status=status, text=text)
        self._reception.cookies.remove(response, SSO)
        return response
