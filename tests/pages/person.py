"""Somebody who reads the pages of a desk and sends their forms, without a server."""

from __future__ import annotations

from web.reading_pages import FormRead, PageRead

from dxcheck.desk import StaffDesk
from dxcheck.desk.section import SectionDesk
from dxcheck.pages.maker import PageMaker
from dxcheck.pages.pipe import PageAnswered, PageAsked
from dxcheck.pages.router import PAGES, SECTION_PAGES, answered_to
from dxcheck.pages.section import SectionMaker


class Person:
    """At one desk."""

    def __init__(self, desk: StaffDesk | SectionDesk) -> None:
        self.desk = desk
        self._maker, self._routes = (PageMaker(desk), PAGES) if isinstance(desk, StaffDesk) else (SectionMaker(desk), SECTION_PAGES)

    def asked(self, path: str, form: dict[str, list[str]] | None = None, **rest: object) -> PageAnswered:
        """What is answered."""
        path, _mark, query = path.partition("#")[0].removeprefix("/text/").partition("?")
        pairs = dict(one.split("=") for one in query.split("&") if one)
        return answered_to(self._maker, PageAsked(path=path, query=pairs, form=form, **rest), self._routes)  # type: ignore[arg-type]

    def opens(self, path: str, status: int = 200) -> PageRead:
        """Read a page."""
        answered = self.asked(path)
        assert answered.status == status, (path, answered)
        return PageRead(answered.body)

    def sends(self, form: FormRead, status: int = 303, **given: str) -> PageRead:
        """Fill a form in and send it; the page that follows."""
        fields = form.fields | {name.replace("__", ".").replace("_0", "-0"): [value] for name, value in given.items()}
        answered = self.asked(form.path, fields)
        assert answered.status == status, PageRead(answered.body).text or answered
        return self.opens(answered.location) if status == 303 else PageRead(answered.body)
