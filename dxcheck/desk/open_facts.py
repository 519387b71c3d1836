"""Open facts (国の調査) of a prefecture's municipalities, taken in for the centre: each municipality's lie in its own document, so its staff reads its own alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.i18n import _
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from dxcheck.casework.open_facts import OpenFact
    from dxcheck.model.roster import Municipality, Roster
    from dxcheck.store.notes import SharedNotes


class SurveyKept(NamedTuple):
    """A survey of which something is kept."""

    survey: str
    as_of: dt.date
    municipalities: int
    facts: int


class OpenFactsDesk:
    """Takes surveys in and away."""

    def __init__(self, notes: Callable[[str], SharedNotes], roster: Roster, witness: Callable[[str, str], None]) -> None:
        self._notes, self._roster, self._witness = notes, roster, witness

    def kept(self) -> list[SurveyKept]:
        """The surveys of which something is kept, the newest first.

        Raises:
            StoreError: a municipality's document cannot be read.
        """
        counts: dict[tuple[str, dt.date], list[int]] = {}
        for one in counted(self._roster.municipalities, _("市町の記録を読んでいます")):
            there: dict[tuple[str, dt.date], int] = {}
            for fact in self._notes(one.code).facts.all():
                there[fact.survey, fact.as_of] = there.get((fact.survey, fact.as_of), 0) + 1
            for key, n in there.items():
                counts.setdefault(key, []).append(n)
        kept = [SurveyKept(*key, len(ns), sum(ns)) for key, ns in counts.items()]
        return sorted(kept, key=lambda one: (one.as_of, one.survey), reverse=True)

    def facts_about(self, municipality: Municipality) -> list[OpenFact]:
        """What is kept of one municipality."""
        return self._notes(municipality.code).facts.all()

    def take_in(self, survey: str, as_of: dt.date, facts: Mapping[str, Sequence[OpenFact]]) -> int:
        """Keep a survey, in place of what was kept of it on the same day; gives how many municipalities' documents changed.

        Cut off in the middle, doing it again goes on: what is the same already is not written.

        Raises:
            StoreError: a document could not be changed; those before it are.
        """
        towns = counted(self._roster.municipalities, _("市町の記録に書いています"))
        changed = sum(self._change(one.code, survey, as_of, facts.get(one.code, ())) for one in towns)
        self._witness("facts-taken-in", f"{as_of}")
        return changed

    def remove(self, survey: str, as_of: dt.date | None = None) -> int:
        """Remove a survey, of one day or of all; gives of how many municipalities something went.

        Raises:
            StoreError: a document could not be changed; those before it are.
        """
        towns = counted(self._roster.municipalities, _("市町の記録から取り除いています"))
        changed = sum(self._change(one.code, survey, as_of, ()) for one in towns)
        if changed:
            self._witness("facts-removed", f"{as_of or ''}")
        return changed

    def _change(self, code: str, survey: str, as_of: dt.date | None, new: Sequence[OpenFact]) -> bool:
        notes = self._notes(code)
        there = notes.facts.all()

        def made_of(facts: Sequence[OpenFact]) -> list[OpenFact]:
            return [*(one for one in facts if one.survey != survey or as_of not in (None, one.as_of)), *new]

        if sorted(map(repr, made_of(there))) == sorted(map(repr, there)):
            return False
        notes.facts.change(made_of)
        return True
