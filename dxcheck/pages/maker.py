"""What all plain pages share: the desk, the templates, and a sentence that the next page says first."""

from __future__ import annotations

import secrets
from functools import cache
from typing import TYPE_CHECKING, Final

import jinja2

from dxcheck.answering.keeping import DirectKeeper
from dxcheck.answering.undo import UndoStack
from dxcheck.i18n import _, _n
from dxcheck.pages.pipe import PageAnswered

if TYPE_CHECKING:
    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Draft
    from dxcheck.pages.pipe import PageAsked

SAID: Final = "said"
"""The id of the sentence that a page says first; a browser that is sent there puts the focus on it."""
_MOST_NOTICES: Final = 20


@cache
def templates() -> jinja2.Environment:
    """The templates; what is not given to one is an error, and every text is escaped."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("dxcheck.pages", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(_=_, _n=_n)
    return made


class PageFrame:
    """Makes pages, whatever desk they are of.

    Args:
        whose: the code of the municipality: a form of another one's page is not taken.
    """

    def __init__(self, whose: str) -> None:
        self.whose = whose
        self._notices: dict[str, str] = {}
        self._asked: PageAsked | None = None
        self._undo: tuple[str, UndoStack] = ("", UndoStack())

    def begin(self, asked: PageAsked) -> None:
        """The next request."""
        self._asked = asked

    @property
    def asked(self) -> PageAsked:
        """The request that is being answered."""
        assert self._asked is not None
        return self._asked

    def undo(self, draft: str) -> UndoStack:
        """What this login changed in a draft, as long as its process is there; of another draft nothing is remembered."""
        if self._undo[0] != draft:
            self._undo = draft, UndoStack()
        return self._undo[1]

    def field(self, name: str) -> str:
        """What a form holds under a name; empty where it holds nothing."""
        return (self.asked.form or {}).get(name, [""])[0]

    def page(self, template: str, title: str, *, status: int = 200, **values: object) -> PageAnswered:
        """A page from a template, with what is to be said first."""
        forms: list[str] = []

        def sent(form: str) -> str:
            forms.append(form)
            return form

        said = self._notices.get(self.asked.query.get("note", ""), "")
        body = (
            templates()
            .get_template(template)
            .render(
                root=self.asked.root,
                whose=self.whose,
                sent=sent,
                said=said,
                said_at=self.asked.query.get("at", "") if said else "",
                title=title,
                **values,
            )
        )
        return PageAnswered(status=status, title=title, body=body, forms=tuple(forms))

    def onward(self, path: str, said: str = "", *, at: str = "") -> PageAnswered:
        """Go on at another page after something was done: reloading it, or going back, does nothing twice.

        Args:
            path: of the page, below the root.
            said: what it says first, so that the focus is there.
            at: the id of where on it that is, if not at its top.
        """
        if not said:
            return PageAnswered(status=303, location=f"{path}#{at}" if at else path)
        note = secrets.token_hex(6)
        self._notices[note] = said
        while len(self._notices) > _MOST_NOTICES:
            self._notices.pop(next(iter(self._notices)))
        return PageAnswered(status=303, location=f"{path}?note={note}{f'&at={at}' if at else ''}#{SAID}")

    def simple(self, title: str, *texts: str, status: int = 200) -> PageAnswered:
        """A page that only says something, with the way home."""
        return self.page("simple.html", title, status=status, texts=texts)

    def unsaved(self, *texts: str, status: int, is_unsure: bool = False) -> PageAnswered:
        """What was sent could not be taken, or nobody can say whether it was: say why, and give it back to be sent once more."""
        fields = [(name, value) for name, values in (self.asked.form or {}).items() for value in values]
        typed = [value for _name, value in fields if not (value.isascii() and value.isprintable() and " " not in value)]
        return self.page(
            "unsaved.html",
            _("保存できたかどうか、まだ分かりません") if is_unsure else _("まだ保存していません"),
            status=status,
            texts=texts,
            path=self.asked.path,
            fields=fields,
            typed=typed,
        )


class PageMaker(PageFrame):
    """Makes the pages of a municipality's staff."""

    def __init__(self, desk: StaffDesk) -> None:
        super().__init__(desk.municipality.code)
        self.desk = desk

    def keeper(self) -> DirectKeeper:
        """What keeps answers, with the draft as it is now."""
        made = DirectKeeper(self.desk)
        made.load()
        return made

    def open_dimension(self, draft: Draft) -> str:
        """The path of the dimension to go on with: where this person was, else the first that is not complete."""
        q = self.desk.questionnaire_for(draft.questionnaire)
        at = self.desk.position(draft)
        if at is None or at not in q.item_by_id:
            at = next((one.id for one in q.ordered if not draft.answer(one.id).is_answered), q.ordered[0].id)
        return f"d/{q.item_by_id[at].dimension}"
