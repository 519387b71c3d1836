"""Coming by a link: a section that has no account opens a page, presses its button, and is at the desk of the one ask that the link is for.

Opening the page does nothing: mail programs open links on their own. It says the same whatever the link is, so that nothing can be found out by it.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Final

from aiohttp import web

from dxcheck import i18n
from dxcheck.i18n import _
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.store.errors import StoreError
from dxcheck.web.cookies import CAME_BY_LINK, FORM, LOGIN, token_hash
from dxcheck.web.doors import HELD
from dxcheck.web.guesses import Source, network
from dxcheck.web.login import same

if TYPE_CHECKING:
    from dxcheck.model.link import Link
    from dxcheck.web.guesses import Guesses
    from dxcheck.web.login import Login
    from dxcheck.web.reception import Reception
    from dxcheck.workspace import Workspace

_LONGEST: Final = 200


class ByLink:
    """The page of a link, and what it leads to."""

    def __init__(self, reception: Reception, workspace: Workspace, guesses: Guesses) -> None:
        self._reception, self._workspace, self._guesses = reception, workspace, guesses
        self._links = workspace.folder.links(workspace.roster.prefecture.code)
        self._turn = asyncio.Lock()
        """One link after the other: each wrong one counts before the next is looked at."""

    def routes(self) -> list[web.RouteDef]:
        """What is answered here."""
        return [web.get("/asked/{link}", self.show), web.post("/asked", self.come_in)]

    def standing(self, hash_: str) -> Link | None:
        """The link of a token's hash, while it leads to its ask: not over, not ended, and neither is the ask.

        Raises:
            StoreError: it cannot be told.
        """
        link = self._links.find(hash_)
        town = self._workspace.roster.by_code(link.municipality) if link is not None else None
        if link is None or town is None or not link.stands(calendar.today()):
            return None
        return link if self._workspace.folder.ask_heads(town.code).of(link.ask).state != "ended" else None

    def is_over(self, login: Login) -> bool:
        """Whether a login that came by a link has to end; not while that cannot be told."""
        try:
            return bool(login.link) and self.standing(login.link) is None
        except StoreError:
            return False

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The page with the button."""
        return self._page(request, request.match_info["link"][:_LONGEST])

    def _page(self, request: web.Request, link: str, fault: str = "", status: int = 200) -> web.Response:
        given = self._reception.cookies.get(request, FORM)
        secret = given if len(given) == 32 else secrets.token_urlsafe(24)  # noqa: PLR2004 - as long as one of ours
        response = self._reception.pages.page(request, "asked.html", status=status, csrf=secret, link=link, fault=fault)
        self._reception.cookies.set(response, FORM, secret)
        return response

    async def come_in(self, request: web.Request) -> web.StreamResponse:
        """Redeem it: a login of its own, for its ask alone."""
        form = await self._reception.form_data(request)
        token = str(form.get("link", ""))[:_LONGEST]
        if not same(str(form.get("csrf", "")), self._reception.cookies.get(request, FORM) or secrets.token_urlsafe(8)):
            return self._page(request, token, _("ページを開いてから時間がたったため、もう一度ボタンを押してください。"), status=403)
        address = self._reception.address(request)
        source = Source(f"{network(address)} link")
        hash_ = token_hash(token)
        try:
            async with self._turn:
                found = await asyncio.to_thread(
                    self._guesses.judge,
                    (source,),
                    lambda: (self.standing(hash_), self._links.find(hash_)),
                    lambda found: found[1] is None,  # one that is over is no guess
                )
        except StoreError:
            return self._page(request, token, _("いまは開けません。少し待ってから、もう一度お試しください。"), status=503)
        if found is None:
            await asyncio.sleep(HELD)
            wait = self._guesses.wait(source)
            fault = _("間違いが続いたため、{n}秒ほど待ってから、もう一度お試しください。", n=int(wait) + 1)
            return self._page(request, token, fault, status=429)
        link, known = found
        if link is None:
            self._reception.book.refused("link-refused", known.account if known is not None else "", address)
            fault = _("このリンクは使えません。期限がすぎたか、終わりになっています。送ってきた企画担当にお尋ねください。")
            return self._page(request, "", fault, status=401)
        self._guesses.right(source)
        return self._let_in(request, link, address)

    def _let_in(self, request: web.Request, link: Link, address: str) -> web.Response:
        reception = self._reception
        if (before := reception.who(request)) is not None:
            reception.logins.close(before)
        login, token = reception.logins.open(account_of(link), address)
        login.link, login.ask, login.language = link.hash, link.ask, i18n.language()
        reception.book.act("link-used", link.account, address, link.ask)
        response = reception.redirect("")
        reception.cookies.set(response, LOGIN, token)
        reception.cookies.set(response, CAME_BY_LINK, "1")
        reception.cookies.remove(response, FORM)
        return response


def account_of(link: Link) -> Account:
    """Who somebody is that came by a link."""
    return Account(link.account, "section", link.municipality, "", link.made_at, must_change=False, post=link.post)
