"""What the pages before and around a login have in common: who asks, whether one of our own pages asks, and letting somebody in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from aiohttp import BodyPartReader, web

from dxcheck import i18n
from dxcheck.formats.input import ChosenFile
from dxcheck.web import device
from dxcheck.web.cookies import CAME_BY_LINK, DEVICE, FORM, LOGIN, Cookies
from dxcheck.web.login import same

if TYPE_CHECKING:
    from dxcheck.model.account import Account
    from dxcheck.store.accounts import AccountRepository
    from dxcheck.web.bookkeeper import Bookkeeper
    from dxcheck.web.login import Login, Logins
    from dxcheck.web.pages import Pages
    from dxcheck.web.settings import ServeSettings

BODY_WITHIN: Final = 15.0
"""Seconds in which a form must be here."""
FILE_WITHIN: Final = 180.0
"""Seconds in which a form with a file must be here."""
MOST_FIELDS, LARGEST_FIELD, MOST_READ = 20, 10_000, 60_000_000
"""Of a form with a file: fields beside it, bytes of one, and bytes that are read to their end before somebody is told that it is too many."""


class WrongAddressError(web.HTTPForbidden):
    """It came by another address than the one people are to open: a page elsewhere, a wrong `--public-url`, or a proxy that hands on something else."""

    def __init__(self, header: str, given: str | None, status: int = 403) -> None:
        super().__init__()
        self.set_status(status)
        self.told = f"{header} {(given or '')[:100]!r}"


class Reception:
    """Knows who is logged in."""

    def __init__(self, settings: ServeSettings, accounts: AccountRepository, logins: Logins, pages: Pages, book: Bookkeeper) -> None:
        self.settings, self.accounts, self.logins, self.pages, self.book = settings, accounts, logins, pages, book
        self.cookies = Cookies(settings)

    def who(self, request: web.Request) -> Login | None:
        """Whose request this is."""
        return self.logins.find(self.cookies.get(request, LOGIN))

    def required(self, request: web.Request) -> Login:
        """Whose request this is; nobody else is served."""
        login = self.who(request)
        if login is None:
            raise web.HTTPForbidden
        return login

    def check_origin(self, request: web.Request) -> None:
        """Only our own pages may ask for what changes something.

        Raises:
            WrongAddressError: another page asks, or ours by an address that is not ours.
        """
        origin = request.headers.get("Origin")
        if origin not in self.settings.origins:
            raise WrongAddressError("Origin", origin)

    def address(self, request: web.Request) -> str:
        """Where it comes from; a proxy's word counts only if the proxy is ours."""
        remote = request.remote or ""
        if remote in self.settings.trusted_proxies:
            said = ",".join(request.headers.getall("X-Forwarded-For", [])).rpartition(",")[2].strip()  # what is before comes from elsewhere
            return said[:64] or remote
        return remote

    async def form_data(self, request: web.Request) -> Any:
        """What one of our own forms sends.

        Raises:
            HTTPException: it is not one of our forms, or does not come to its end.
        """
        self.check_origin(request)
        kind, charset = request.content_type, (request.charset or "utf-8").lower()
        if kind != "application/x-www-form-urlencoded" or charset != "utf-8":  # what our own forms send; nothing else is even parsed
            raise web.HTTPBadRequest
        try:
            async with asyncio.timeout(BODY_WITHIN):
                return await request.post()
        except TimeoutError as problem:
            raise web.HTTPRequestTimeout from problem
        except (ValueError, LookupError) as problem:  # not UTF-8, or no known charset
            raise web.HTTPBadRequest from problem

    async def form_with_file(self, request: web.Request, secret: str, most: int) -> tuple[dict[str, list[str]], ChosenFile | None]:
        """What one of our own forms sends that has a file in it; kept in memory alone.

        Args:
            request: as it came.
            secret: what the form must say first; without it nothing of a file is read.
            most: bytes of the file.

        Raises:
            HTTPException: it is not one of our forms, is too large, or does not come to its end.
        """
        self.check_origin(request)
        fields: dict[str, list[str]] = {}
        chosen: ChosenFile | None = None
        try:
            async with asyncio.timeout(FILE_WITHIN):
                async for part in await request.multipart():
                    if not isinstance(part, BodyPartReader) or part.name is None or sum(map(len, fields.values())) > MOST_FIELDS:
                        raise web.HTTPBadRequest
                    if part.filename is None:
                        fields.setdefault(part.name, []).append((await _whole(part, LARGEST_FIELD)).decode("utf-8"))
                    elif chosen is not None or not same(fields.get("csrf", [""])[0], secret):
                        raise web.HTTPForbidden
                    else:
                        chosen = ChosenFile(part.filename[-300:], await _whole(part, most))
        except TimeoutError as problem:
            raise web.HTTPRequestTimeout from problem
        except (ValueError, LookupError, AssertionError, RuntimeError) as problem:  # no form at all, or not UTF-8
            raise web.HTTPBadRequest from problem
        if not same(fields.pop("csrf", [""])[0], secret):
            raise web.HTTPForbidden
        return fields, chosen

    def redirect(self, path: str) -> web.Response:
        """Go on at another of our pages."""
        return web.Response(status=303, headers={"Location": self.pages.path(path)})

    def let_in(
        self, request: web.Request, account: Account, response: web.Response | None = None, *, by_provider: bool = False
    ) -> web.Response:
        """Open a login; `response` is what the browser gets with it, unless that is just its first page; `by_provider` where no password was shown here.

        Raises:
            HTTPSeeOther: the account is another by now, or stopped; they begin anew.
        """
        self._check_as_it_is(account)
        address = self.address(request)
        if (before := self.who(request)) is not None:
            self.logins.close(before)
        login, token = self.logins.open(account, address)
        self.book.act("login", account.name, address)
        login.language, login.by_provider = i18n.language(), by_provider
        response = response or self.redirect("password" if account.must_change else "")
        self.cookies.set(response, LOGIN, token)
        if not self.settings.without_login and not by_provider:  # else nobody has shown a password
            self.remember_browser(request, response, account)
        self.cookies.remove(response, FORM)
        if self.cookies.get(request, CAME_BY_LINK):  # it would say on every later page that a link has ended
            self.cookies.remove(response, CAME_BY_LINK)
        return response

    def go_on(self, request: web.Request, login: Login, account: Account, response: web.Response) -> web.Response:
        """Go on with a login under a new token, for an account that its owner has just changed. Its other logins end.

        Raises:
            HTTPSeeOther: the login was ended meanwhile, or the account is another by now; they begin anew.
        """
        self._check_as_it_is(account)
        if self.logins.why_over(login):
            raise web.HTTPSeeOther(self.pages.path("login?again"))
        self.cookies.set(response, LOGIN, self.logins.renew(login, account))
        if not login.by_provider:
            self.remember_browser(request, response, account)
        return response

    def _check_as_it_is(self, account: Account) -> None:
        """What was checked took a while; nothing comes between this look and the login, and whatever comes after it `watching.py` sees."""
        if account.disabled or self.accounts.find(account.name) != account:
            raise web.HTTPSeeOther(self.pages.path("login?again"))

    def remember_browser(self, request: web.Request, response: web.Response, account: Account) -> None:
        """Somebody has logged in with it."""
        self.cookies.set(response, DEVICE, device.renewed(self.cookies.get(request, DEVICE), account), device.KNOWN_FOR)


async def _whole(part: BodyPartReader, most: int) -> bytes:
    """A part of a form.

    Raises:
        HTTPRequestEntityTooLarge: it is longer; what comes after is read and dropped, as a browser that is still sending hears no answer.
    """
    kept, size = bytearray(), 0
    while chunk := await part.read_chunk(1 << 16):
        size += len(chunk)
        if size <= most:
            kept += chunk
        elif size > MOST_READ:
            break
    if size > most:
        raise web.HTTPRequestEntityTooLarge(most, size)
    return bytes(kept)
