"""The questionnaires of a folder side by side: which there are, which is in use, and which is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import EMPTY, asked_items

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.model.snapshot import Draft, Snapshot
    from dxcheck.questionnaire import Library, Questionnaire


class Instruments(NamedTuple):
    """Which questionnaires there are. Versions of one are one."""

    library: Library
    looked_at: str
    """The id of the one this desk looks at."""
    in_use: str
    """The id of the one in use in the folder: what everybody begins with."""
    today: dt.date

    def all(self) -> list[Questionnaire]:
        """Each in the version in force today, the one in use first."""
        there = self.library.instruments(self.today).values()
        return sorted(there, key=lambda one: (one.id != self.in_use, one.id))

    @property
    def name(self) -> str:
        """The title of the one looked at, where there is another; empty where there is only one and nobody need be told."""
        return str(self.library.in_force(self.looked_at, self.today).title) if self.library.has_several else ""

    @property
    def named(self) -> tuple[str, ...]:
        """The same, as one more part of a name or a line; none where there is only one."""
        return (self.name,) if self.name else ()


class Elsewhere(NamedTuple):
    """What a municipality has of a questionnaire that is not looked at."""

    questionnaire: Questionnaire
    draft: Draft | None
    latest: Snapshot | None
    is_returned: bool

    def in_words(self) -> list[str]:
        """How far it is there, in sentences; nothing where nothing was begun."""
        said = []
        if self.is_returned:
            said.append(_("専門官から差戻しがあります。"))
        if self.draft is not None:
            asked = asked_items(self.questionnaire, self.draft.answers)
            done = sum(self.draft.answers.get(item.id, EMPTY).is_answered for item in asked)
            said.append(_n("途中の下書きがあります（{n}問に回答）。", "途中の下書きがあります（{n}問に回答）。", done))
        if self.latest is not None:
            said.append(_("前回の提出は{day}です。", day=long_date(self.latest.submitted_at)))
        return said
