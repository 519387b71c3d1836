"""The plain pages (文字だけの画面) as the server sees them: whose they are, what may be sent to them, and the frame around what the login's own process makes."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, get_args

import msgspec
from aiohttp import web

from dxcheck import i18n
from dxcheck.i18n import _
from dxcheck.pages.pipe import LARGEST_SENT, PageAsked
from dxcheck.web.files import Delivery
from dxcheck.web.identity import Face
from dxcheck.web.login import same
from dxcheck.web.page_session import LeftError, LostError, ManyAskedError, PageSession
from dxcheck.web.pages import FULL, HAVE_PAGES
from dxcheck.web.session import Close

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dxcheck.formats.input import ChosenFile
    from dxcheck.pages.pipe import PageAnswered
    from dxcheck.web.doors import Doors
    from dxcheck.web.files import Deliveries
    from dxcheck.web.login import Login

_log = logging.getLogger("dxcheck.web")

FACE_KEY: Final = "dxcheck-face"
"""The cookie with which this browser says what it shows after logging in."""
LARGEST_FORM: Final = 1 << 20
"""Bytes of a form: every text field of a long page full of Japanese. Whoever is not logged in sends less."""
LARGEST_UNKNOWN: Final = 256 << 10
MOST_FILES_ARRIVING: Final = 2
"""Of a login at once: they are in memory until they are whole."""
PAGE_PATH: Final = re.compile(r"[A-Za-z0-9._/-]{0,200}")
_ONWARD: Final = re.compile(r"[A-Za-z0-9._/-]*(\?[A-Za-z0-9=&_-]*)?(#[A-Za-z0-9._-]*)?")
"""Where a process may send its browser: further pages of its own."""
_STATUSES: Final = (200, 303, 404, 409, 422, 503)
_UNSHOWN: Final = re.compile(r"[!-~]*")
"""What a form holds that nobody typed: choices and marks."""
_KEPT_FOR: Final = 31536000


class TextPages:
    """Answers for the plain pages."""

    def __init__(
        self,
        doors: Doors,
        deliveries: Deliveries,
        session: Callable[[Login], Awaitable[PageSession | Close]],
        whose: Callable[[Login], str],
        is_ending: Callable[[], bool],
    ) -> None:
        self._doors, self._pages, self._deliveries, self._session, self._whose = doors, doors.pages, deliveries, session, whose
        self._is_ending = is_ending
        self._arriving = Counter[str]()
        """Files on their way, by login."""

    def routes(self) -> list[web.RouteDef]:
        """What is answered here."""
        return [web.get("/text/{path:.*}", self.show), web.post("/text/{path:.*}", self.take), web.post("/face", self.choose)]

    def is_chosen(self, request: web.Request, login: Login) -> bool:
        """Whether this browser shows the pages after logging in."""
        return request.cookies.get(FACE_KEY) == "pages" and login.account.role in HAVE_PAGES

    async def choose(self, request: web.Request) -> web.StreamResponse:
        """From one to the other, remembered by this browser."""
        form = await self._doors.form_data(request)
        login = self._doors.required(request)
        face = str(form.get("face", ""))
        if not same(str(form.get("csrf", "")), login.csrf) or face not in get_args(Face):
            raise web.HTTPForbidden
        return self._remembering(face, self._doors.redirect("text/" if face == "pages" else ""))

    def _remembering(self, face: str, response: web.Response) -> web.Response:
        settings = self._doors.settings
        response.set_cookie(
            FACE_KEY, face, max_age=_KEPT_FOR, httponly=True, samesite="Strict", secure=settings.is_secure, path=settings.cookie_path
        )
        return response

    async def show(self, request: web.Request) -> web.StreamResponse:
        """A page; whoever has to log in first comes back to the pages, not to the screen."""
        login = self._doors.who(request)
        if login is None:
            return self._remembering("pages", self._doors.redirect("login"))
        return await self._answer(request, login, None)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """A form. What cannot be taken now comes back whole, to be sent again."""
        login = self._doors.who(request)
        if request.content_type == "multipart/form-data":
            return await self._take_file(request)
        form = await self._doors.form_data(request.clone(client_max_size=LARGEST_FORM if login else LARGEST_UNKNOWN))
        fields: dict[str, list[str]] = {}
        for name, value in form.items():
            fields.setdefault(name, []).append(str(value))
        secret = fields.pop("csrf", [""])[0]
        if login is None:
            return self._unsaved(request, fields, None)
        if login.account.role in HAVE_PAGES and not login.must_change_password and not same(secret, login.csrf):
            return self._unsaved(request, fields, login)
        return await self._answer(request, login, fields)

    async def _take_file(self, request: web.Request) -> web.StreamResponse:
        """A form with a file in it. Nobody typed it, so it is chosen again where it cannot be taken."""
        login = self._doors.required(request)
        if login.must_change_password or login.account.role not in HAVE_PAGES:
            raise web.HTTPForbidden
        if self._arriving[login.key] >= MOST_FILES_ARRIVING:
            raise web.HTTPServiceUnavailable
        self._arriving[login.key] += 1
        try:
            fields, chosen = await self._doors.form_with_file(request, login.csrf, LARGEST_SENT)
        except web.HTTPRequestEntityTooLarge:
            text = _(
                "ファイルが大きすぎます（{n} MBまで）。何も取り込んでいません。ほかのファイルでないか確かめてください。",
                n=LARGEST_SENT // 1_000_000,
            )
            return self._pages.page(request, "message.html", status=413, text=text)
        finally:
            self._arriving -= Counter([login.key])
        return await self._answer(request, login, fields, chosen)

    def _unsaved(self, request: web.Request, fields: dict[str, list[str]], login: Login | None, *, is_unsure: bool = False) -> web.Response:
        """The login that the page was opened with is over, or nobody can say what became of it: everything that was entered, to be sent once more."""
        pairs = [(name, value) for name, values in fields.items() for value in values]
        typed = [value for name, value in pairs if not _UNSHOWN.fullmatch(value)]
        shown: dict[str, Any] = {
            "fields": pairs,
            "typed": typed,
            "path": request.path,
            "csrf": login.csrf if login else "",
            "is_unsure": is_unsure,
        }
        return self._pages.page(request, "unsaved.html", status=409 if login else 403, **shown)

    async def _answer(
        self, request: web.Request, login: Login, form: dict[str, list[str]] | None, sent: ChosenFile | None = None
    ) -> web.StreamResponse:
        if login.must_change_password:
            raise web.HTTPSeeOther(self._pages.path("password"))
        path = request.match_info["path"]
        if login.account.role not in HAVE_PAGES:
            return self._pages.page(
                request, "message.html", text=_("文字だけの画面は、市町の職員の方のものです。診断の画面をお使いください。")
            )
        if not PAGE_PATH.fullmatch(path):
            raise web.HTTPNotFound
        login.language = i18n.language()
        part = request.headers.get("X-Dxcheck-Part") == "1"
        query = {name: value[:200] for name, value in request.query.items() if name != "lang"}
        root = self._pages.path("text/")
        asked = PageAsked(root=root, path=path, query=query, form=form, file=sent, language=login.language, is_part=part)
        answered = await self._asked(request, login, asked)
        if not isinstance(answered, web.Response):
            return self._framed(request, login, answered)
        return answered if form is None or sent is not None else self._again(request, login, form, answered)

    async def _asked(self, request: web.Request, login: Login, asked: PageAsked) -> PageAnswered | web.Response:
        """The process's answer; or what is said where there is none."""
        session = await self._session_or_why(request, login)
        if not isinstance(session, PageSession):
            return session
        try:
            answered = await session.ask(asked)
        except (ManyAskedError, LeftError):
            return self._busy(request)
        except LostError:
            return self._unanswered(request, login, asked, _("画面が予期せず終了しました。") + _("保存済みの回答はそのまま残っています。"))
        if answered.status not in _STATUSES or not _ONWARD.fullmatch(answered.location) or answered.location.startswith("/"):
            _log.warning("the pages of %s answer what they may not", login.account.name)
            return self._unanswered(request, login, asked, _("うまくいきませんでした。保存済みの回答はそのまま残っています。"))
        if answered.post is not None:
            login.post = answered.post[:60]
        if answered.looks_at is not None:
            login.looks_at = answered.looks_at[:200]
        return answered

    async def _session_or_why(self, request: web.Request, login: Login) -> PageSession | web.Response:
        session = await self._session(login)
        if session is Close.IDLE:  # it was just ending, unused for long
            session = await self._session(login)
        if session is Close.STOPPING:
            return self._pages.replaced(request)
        return session if isinstance(session, PageSession) else self._busy(request)

    def _unanswered(self, request: web.Request, login: Login, asked: PageAsked, said: str) -> web.Response:
        """What a form held may have been kept before the process ended. A file is chosen again."""
        if asked.form is None or asked.file is not None:
            return self._said(request, said)
        return self._unsaved(request, asked.form, login, is_unsure=True)

    def _busy(self, request: web.Request) -> web.Response:
        return self._said(request, _("いま混み合っています。少し待ってから、もう一度開いてください。"))

    def _said(self, request: web.Request, text: str) -> web.Response:
        response = self._pages.page(request, "message.html", status=FULL, text=text)
        response.headers["Retry-After"] = "20"
        return response

    def _again(self, request: web.Request, login: Login, form: dict[str, list[str]], refused: web.Response) -> web.Response:
        """Nothing that was entered is lost because it could not be taken."""
        return self._unsaved(request, form, login) if refused.status == FULL else refused

    def _framed(self, request: web.Request, login: Login, answered: PageAnswered) -> web.Response:
        if answered.part is not None:
            return web.Response(status=answered.status, body=msgspec.json.encode(answered.part), content_type="application/json")
        if answered.file is not None and answered.file.is_shown:
            return web.Response(body=answered.file.content, content_type="image/svg+xml", charset="utf-8")
        if answered.file is not None:
            given = answered.file
            kept = Delivery(login.key, given.name, given.mime_type, False, io.BytesIO(given.content))
            kept.content.seek(0, io.SEEK_END)
            return self._doors.redirect(self._deliveries.keep(kept))
        if answered.status == 303:  # noqa: PLR2004
            return self._doors.redirect(f"text/{answered.location}")
        page = self._pages.page(
            request,
            "text.html",
            status=answered.status,
            body=answered.body,
            name=answered.title,
            forms=answered.forms,
            csrf=login.csrf,
            account=login.shown_as,
            whose=self._whose(login),
            has_password=login.has_password,
            theme=self._pages.theme(request),
            is_ending=self._is_ending(),
        )
        if answered.location:
            page.headers["Refresh"] = f"0; url={self._pages.path(f'text/{answered.location}')}"
        return page
