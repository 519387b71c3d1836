"""A browser without script, for tests: reads a page's forms, fills them in and sends them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import aiohttp
from web.serving import Visitor


@dataclass
class FormRead:
    """A form as it stands on a page."""

    path: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    """What each group of radio buttons or list has to choose from."""

    def with_(self, **given: str) -> dict[str, list[str]]:
        """Filled in; a double underscore stands for a dot in a name."""
        return self.fields | {name.replace("__", ".").replace("_0", "-0"): [value] for name, value in given.items()}


class PageRead(HTMLParser):
    """A page: its texts, and its forms by id (or by where they go)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: dict[str, FormRead] = {}
        self._by_id: list[tuple[str, str, str]] = []
        self._form = ""
        self._area = self._list = ""
        self._typed: list[str] | None = None
        self._texts: list[str] = []
        self.feed(html)
        for form, name, value in self._by_id:
            self.forms[form].fields.setdefault(name, []).append(value)

    @property
    def text(self) -> str:
        """What is read, with single spaces."""
        return " ".join(" ".join(self._texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Forms and what is in them."""
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = has.get("id") or has["action"]
            self.forms[self._form] = FormRead(has["action"])
        elif tag == "input" and "form" in has:
            self._by_id.append((has["form"], has["name"], has.get("value", "")))
        elif tag == "input" and "name" in has and self._form:
            self._input(has)
        elif tag == "textarea" and "name" in has:
            self._area, self._typed = has["name"], []
        elif tag == "select":
            self._list = has["name"]
        elif tag == "option" and self._list:
            self.forms[self._form].offered.setdefault(self._list, []).append(has["value"])
            if "selected" in has:
                self.forms[self._form].fields[self._list] = [has["value"]]

    def _input(self, has: dict[str, str]) -> None:
        here = self.forms[self._form]
        if has.get("type") == "radio":
            here.offered.setdefault(has["name"], []).append(has["value"])
        if has.get("type") not in ("radio", "checkbox") or "checked" in has:
            here.fields.setdefault(has["name"], []).append(has.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """They end."""
        if tag == "form":
            self._form = ""
        elif tag == "textarea" and self._typed is not None:
            self.forms[self._form].fields[self._area] = ["".join(self._typed).removeprefix("\n")]
            self._typed = None
        elif tag == "select":
            here = self.forms[self._form]
            here.fields.setdefault(self._list, here.offered[self._list][:1])
            self._list = ""

    def handle_data(self, data: str) -> None:
        """Texts."""
        if self._typed is not None:
            self._typed.append(data)
        self._texts.append(data)


async def opened(visitor: Visitor, path: str, status: int = 200) -> PageRead:
    """A page."""
    response = await visitor.get(path)
    assert response.status == status, (response.status, response.headers.get("Location"))
    return PageRead(await response.text())


async def sent(visitor: Visitor, form: FormRead, fields: dict[str, list[str]] | None = None, **headers: str) -> aiohttp.ClientResponse:
    """A form, sent as a browser does."""
    pairs = [(name, "\r\n".join(value.splitlines())) for name, values in (fields or form.fields).items() for value in values]
    origin = {"Origin": visitor.served.url, **headers}
    response = await visitor.session.post(form.path, data=aiohttp.FormData(pairs), headers=origin, allow_redirects=False)
    await response.read()
    return response


async def arrived(visitor: Visitor, response: aiohttp.ClientResponse) -> PageRead:
    """The page that a form leads to."""
    assert response.status == 303, (response.status, re.sub(r"<[^>]*>|\s+", " ", await response.text())[:600])
    return await opened(visitor, response.headers["Location"].partition("#")[0])
