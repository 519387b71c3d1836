"""The HTML around the terminal, in Japanese and English."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import jinja2
from aiohttp import web

from dxcheck import i18n
from dxcheck.formats.input import LARGEST_CHOSEN, too_large_to_take
from dxcheck.i18n import Language, _
from dxcheck.web import assets
from dxcheck.web.identity import Theme
from dxcheck.web.session import Close

if TYPE_CHECKING:
    from dxcheck.web.login import Login
    from dxcheck.web.settings import ServeSettings

LANGUAGE_KEY: Final = "dxcheck-language"
THEME_KEY: Final = "dxcheck-theme"
"""Cookies the page writes too, when something is chosen on the screen."""
FORCED_KEY: Final = "dxcheck-forced"
"""A cookie of the page while the browser's system forces its own colours."""
BAD_REQUEST, NOT_FOUND, FORBIDDEN, FULL = 400, 404, 403, 503
NETWORK, BLOCKED = 0, 1
"""What the page says beside the codes of `Close`: the line was lost; it does not open, or is cut at once, while pages arrive (static/line.js)."""
HAVE_PAGES: Final = ("staff", "section")
"""Roles that have plain pages (`dxcheck.pages`)."""
_RETRY_AFTER: Final = 20
"""Seconds."""
_REPLACED_WITHIN: Final = 5
"""Seconds."""


class Pages:
    """Renders templates; the language is the request's."""

    def __init__(self, settings: ServeSettings) -> None:
        self._settings = settings
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("dxcheck.web", "templates"), autoescape=True, undefined=jinja2.StrictUndefined
        )
        self._templates.globals.update({"_": _, "styles": assets.STYLES, "scripts": assets.SCRIPTS})

    def path(self, rest: str) -> str:
        """A path on this server, also under a proxy's sub-path."""
        return f"{self._settings.base}/{rest}"

    # -- language ------------------------------------------------------------------------------------------------------

    def choose_language(self, request: web.Request) -> None:
        """`?lang=`, then the cookie, then Japanese: what a region setting says does not tell what its user reads."""
        asked = request.query.get("lang") or request.cookies.get(LANGUAGE_KEY) or "ja"
        i18n.use("en" if asked == "en" else "ja")

    def theme(self, request: web.Request) -> Theme:
        """Light, as the papers and programs around it, until this browser chose another; white on black where its system has strong colours."""
        if FORCED_KEY in request.cookies:
            return "contrast"
        chosen = request.cookies.get(THEME_KEY)
        return next((one for one in get_args(Theme) if one == chosen), "light")

    # -- pages ---------------------------------------------------------------------------------------------------------

    def page(self, request: web.Request, template: str, /, *, status: int = 200, **values: object) -> web.Response:
        """A page from a template."""
        html = self._templates.get_template(template).render(base=self._settings.base, lang=i18n.language(), **values)
        response = web.Response(text=html, content_type="text/html", status=status)
        asked = request.query.get("lang")
        if asked is not None and asked in get_args(Language):
            response.set_cookie(
                LANGUAGE_KEY, asked, samesite="Strict", secure=self._settings.is_secure, path=self._settings.cookie_path, max_age=31536000
            )
        return response

    def app(self, request: web.Request, login: Login, municipality: str, *, confirms: bool) -> web.Response:
        """The page with the terminal, and what it may have to say later; `confirms` where the account has something to do with the second factor."""
        login.language = i18n.language()
        return self.page(
            request,
            "app.html",
            csrf=login.csrf,
            account=login.shown_as,
            municipality=municipality,
            confirms=confirms and login.has_password,
            has_password=login.has_password,
            has_pages=login.account.role in HAVE_PAGES,
            theme=self.theme(request),
            idle=int(self._settings.idle),
            endings=endings(self._settings),
            keys=keys_for_fingers(),
            most=LARGEST_CHOSEN // 1_000_000,
            too_large=too_large_to_take(),
        )

    async def help(self, request: web.Request) -> web.Response:
        """The page on how to use it (操作のしかた)."""
        return self.page(request, "help.html", beside="beside" in request.query, grace=int(self._settings.grace // 60))

    def busy(self, request: web.Request) -> web.Response:
        """There is no room for another screen."""
        text = _("いま混み合っています。少し待ってから、もう一度開いてください。") + _("回答は保存されています。")
        response = self.page(request, "message.html", status=FULL, text=text)
        response.headers["Retry-After"] = str(_RETRY_AFTER)
        return response

    def replaced(self, request: web.Request) -> web.Response:
        """The server is about to end, and another one to begin; the page asks again by itself.

        Where there may be other servers beside it, on the same database, a proxy in front asks the next one: for a page that is not found here it does so without taking this one
        for broken (deploy/nginx), whose open screens go on.
        """
        text = (
            _("まもなくサーバーを入れ替えます。") + _("保存済みの回答はそのまま残ります。") + _("そのままお待ちください。自動で開きます。")
        )
        has_others = not isinstance(self._settings.data, Path)
        status = NOT_FOUND if has_others and request.method != "POST" else FULL
        response = self.page(request, "message.html", status=status, text=text)
        response.headers["Refresh"] = response.headers["Retry-After"] = str(_REPLACED_WITHIN)
        return response

    def no_accounts(self, request: web.Request) -> web.Response:
        """The file of accounts cannot be used."""
        text = _("いま、アカウントを確かめられません。保存済みの回答はそのまま残っています。センターにお尋ねください。")
        return self.page(request, "message.html", status=FULL, text=text)

    def wrong_address(self, request: web.Request, status: int) -> web.Response:
        """It came by an address that is not ours."""
        text = _("このアドレスからは使えません。次のアドレスを開いてください。それでも同じときは、センターにお尋ねください。")
        return self.page(request, "message.html", status=status, text=text, address=self._settings.url + "/")

    def doubled_cookies(self, request: web.Request) -> web.Response:
        """The browser sends two cookies of one name."""
        text = _(
            "ブラウザーに、このサイトの名前のCookieが2つあります。ブラウザーの設定でこのサイトのCookieを消してから、もう一度開いてください。"
        )
        return self.page(request, "message.html", status=BAD_REQUEST, text=text)

    def refusal(self, request: web.Request, status: int) -> web.Response:
        """An error as a page: what happened, what is safe, what to do."""
        if status == FULL:
            return self.busy(request)
        texts = {
            NOT_FOUND: _("ページが見つかりません。"),
            FORBIDDEN: _("ログインが切れたか、この操作はできません。もう一度ログインしてください。"),
        }
        text = texts.get(status, _("うまくいきませんでした。保存済みの回答はそのまま残っています。"))
        return self.page(request, "message.html", status=status, text=text)


def keys_for_fingers() -> list[tuple[str, str, str]]:
    """The keys that a screen needs where there is no keyboard: what static/touch.js calls it, what stands on it, and its name where that says nothing."""
    return [
        ("esc", "Esc", _("戻る（Esc）")),
        ("enter", "Enter", ""),
        ("up", "↑", _("上")),
        ("down", "↓", _("下")),
        ("left", "←", _("左")),
        ("right", "→", _("右")),
        ("tab", "Tab", _("次の欄（Tab）")),
        ("help", "?", _("使い方（?）")),
    ]


def endings(settings: ServeSettings) -> dict[int, str]:
    """What the page says when a connection ends or does not open, by its code."""
    safe = _("回答は保存されています。")
    line = settings.url.replace("http", "ws", 1) + "/ws/"
    return {
        Close.ENDED: _("診断の画面を閉じました。") + safe,
        Close.LOGGED_OUT: _("ログアウトしました。") + safe,
        Close.CRASHED: _("画面が予期せず終了しました。") + safe + _("「もう一度開く」で続きからはじめられます。"),
        Close.NOT_BEGUN: _("画面を開けませんでした。いまデータを読めないようです。少し待ってから、もう一度開いてください。")
        + safe
        + _("くり返すときは、センターにお尋ねください。"),
        Close.TAKEN_OVER: _("この画面は、別のタブかウィンドウで開かれています。") + safe,
        Close.IDLE: _("しばらく操作がなかったため、画面を閉じました。") + safe,
        Close.STOPPING: _("サーバーを止めています。") + safe + _("しばらくしてから、もう一度開いてください。"),
        Close.FULL: _("いま混み合っています。少し待ってから、もう一度開いてください。") + safe,
        Close.MISBEHAVED: _("通信がうまくいかなかったため、画面を閉じました。") + safe,
        Close.TOO_MANY: _(
            "このアカウントで開いている画面が多すぎます（{n}つまで）。使っていない画面を閉じてから、もう一度開いてください。",
            n=settings.most_per_account,
        ),
        Close.LINK_OVER: _("このリンクでの回答は、終わりになりました。") + safe,
        Close.DISABLED: _("このアカウントは使えなくなりました。センターにお尋ねください。"),
        NETWORK: _("サーバーとの通信が切れました。") + safe + _("つながりしだい、自動で元の画面に戻ります。"),
        BLOCKED: "\n".join(
            (
                _("診断の画面を開けません。"),
                _(
                    "このページは届いていますが、画面に使う通信（WebSocket）が、途中の中継サーバーやセキュリティ製品で止められているようです。"
                ),
                _(
                    "庁内のネットワークの担当者に、{address} へのWebSocketを通すようお伝えください。庁内で止めていなければ、センターにお尋ねください。",
                    address=line,
                ),
                safe + _("つながりしだい、自動で画面が開きます。"),
            )
        ),
    }
