"""A sheet to answer in outside the program: what is needed to make one, what one that came back would change, and taking it in as one step that can be taken back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from dxcheck.desk.drafting import DraftDesk, NoDraftError
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.model.edit import ChangedMeanwhileError
from dxcheck.model.snapshot import Draft, DraftEntry, Replaced
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from dxcheck.assessment.answer_sheet import AnswerSheet, FoundRow, SheetField, SheetGround
    from dxcheck.assessment.taking_in import Findings, SheetFinding, SheetKnown

FROM_SHEET: Final = "sheet-"
"""How the session of answers from a sheet begins; the draft it was taken into follows. It is the mark by which they are found again to be taken back, also after a
restart, and not in a draft of a newer version that they were carried over to: there the draft of before is brought back instead."""


class OtherDraftError(RefusedError):
    """The draft is of another questionnaire by now than the sheet was compared with."""

    def __init__(self) -> None:
        super().__init__(
            _("確かめているあいだに、下書きの診断票が変わりました。何も取り込んでいません。もう一度ファイルを読み込んでください。")
        )


class TakenIn(NamedTuple):
    """What became of a sheet."""

    draft: Draft | None
    """As it stands; None where nothing was taken and there is none."""
    taken: tuple[SheetFinding, ...]
    meanwhile: tuple[SheetFinding, ...]
    """Not taken: somebody else changed the same since it was compared. The draft has theirs."""
    session: str
    """By which the answers are found again to be taken back (`LastTakenIn`)."""


class LastTakenIn(NamedTuple):
    """The last that was taken in, from a sheet or from sections, and still stands in the draft."""

    at: dt.datetime
    by: str
    items: tuple[str, ...]
    """Those that it gave, as far as nobody wrote there since."""
    since_changed: tuple[str, ...]
    """Those that somebody wrote in since; they stay when it is taken back."""
    session: str
    """Of this taking in and no other."""


class SheetDesk(DraftDesk):
    """Make a sheet to answer in; take in what comes back."""

    def answer_sheet(self, dimensions: tuple[str, ...] = ()) -> AnswerSheet:
        """The sheet, with what is answered so far and what was answered last time.

        Args:
            dimensions: only these; all without them.

        Raises:
            StoreError: what was answered cannot be read.
        """
        from dxcheck.assessment.answer_sheet import answer_sheet  # not needed before the first frame

        return answer_sheet(self._sheet_ground(), dimensions)

    def _sheet_ground(self) -> SheetGround:
        from dxcheck.assessment.answer_sheet import SheetGround

        known = self._known()
        draft = self.draft()
        before = self.previous(draft) if draft is not None else self._previous_of(self.questionnaire_id)
        return SheetGround(
            self.municipality,
            known.questionnaire,
            known.answers,
            (before, self.questionnaire_for(before.questionnaire)) if before is not None else None,
            self.cycle,
            long_date(self.schedule.closing_day(self.cycle)),
        )

    def sheet_findings(self, rows: Sequence[FoundRow]) -> Findings:
        """What a sheet that came back would change; nothing is changed.

        Raises:
            NotOursError: it is another municipality's, or of another questionnaire.
            StoreError: the draft cannot be read.
        """
        from dxcheck.assessment.taking_in import findings

        return findings(rows, self._known())

    def take_in(self, found: Findings, theirs: Collection[tuple[str, SheetField]] = ()) -> TakenIn:
        """Take in what a sheet says otherwise, in one step.

        Args:
            found: as `sheet_findings` gave it and a person looked at it.
            theirs: the conflicts in which the sheet's answer is taken; in the others the draft's stays.

        Raises:
            OtherDraftError: the draft is of another version of the questionnaire by now; nothing was taken.
            StoreError: it could not be saved; the draft is as it was.
        """
        from dxcheck.assessment.taking_in import Taking

        taking, session = Taking(found, theirs, self._now(), self.post, self.schedule.first_day(self.cycle)), ""

        def change(draft: Draft | None) -> Draft | None:
            nonlocal session
            there = draft or self._new_draft()
            if there.questionnaire.hash != found.questionnaire.hash:
                raise OtherDraftError
            made = taking.into(there, session := new_session(there))
            return made if taking.taken else draft

        draft = self._repository.change_draft(self.questionnaire_id, change) if taking.wanted else self.draft()
        if taking.taken and draft is not None:
            self.witness("sheet-taken-in", draft.id)
        return TakenIn(draft, tuple(taking.taken), tuple(taking.meanwhile), session)

    def last_taken_in(self) -> LastTakenIn | None:
        """The sheet that `take_back` would take back; None where there is none.

        Raises:
            StoreError: the draft cannot be read.
        """
        draft = self.draft()
        return last_from(draft, FROM_SHEET) if draft is not None else None

    def take_back(self, seen: LastTakenIn | None = None) -> LastTakenIn:
        """Take the last sheet back, in one step: its answers become what they were. What somebody wrote since stays.

        Args:
            seen: what was shown as the last; None for whatever is.

        Raises:
            NoDraftError: there is none to take back.
            ChangedMeanwhileError: another is the last by now; nothing was taken back.
            StoreError: the draft is as it was.
        """
        back: list[LastTakenIn] = []

        def change(draft: Draft | None) -> Draft:
            without, last = without_last(draft, FROM_SHEET, seen)
            back.append(last)
            return without

        draft = self._repository.change_draft(self.questionnaire_id, change)
        assert draft is not None
        self.witness("sheet-taken-back", draft.id)
        return back[0]

    def _known(self) -> SheetKnown:
        from dxcheck.assessment.taking_in import SheetKnown

        draft = self.draft()
        if draft is not None:
            questionnaire, answers = self.questionnaire_for(draft.questionnaire), draft.answers
        else:
            questionnaire, entries = self._beginning()
            answers = {item: entry.answer for item, entry in entries.items()}

        def follower(version: str, item: str) -> str | None:
            older = self._library.version(questionnaire.id, version) if version != questionnaire.version else None
            news = self._news_between(older.hash, questionnaire.hash) if older is not None else None
            found = news.followers.get(item) if news is not None else item
            return found if found in questionnaire.item_by_id else None

        return SheetKnown(self.municipality.code, questionnaire, answers, follower)


def new_session(draft: Draft) -> str:
    """Of the next sheet that is taken into a draft."""
    return sessions_of(draft, FROM_SHEET) + os.urandom(4).hex()


def sessions_of(draft: Draft, kind: str) -> str:
    """How the sessions begin in which something of a kind, e.g. `FROM_SHEET`, was taken into this draft."""
    return f"{kind}{draft.id[:8]}-"


def last_from(draft: Draft, kind: str) -> LastTakenIn | None:
    """What of a kind was taken into a draft last and still stands there."""
    of = [entry for entry in draft.entries.values() if entry.session.startswith(sessions_of(draft, kind))]
    if not of:
        return None
    newest = max(of, key=lambda entry: entry.at)
    items = tuple(item for item, entry in draft.entries.items() if entry.session == newest.session)
    since = (one.item for one in draft.history if one.entry.session == newest.session and one.item not in items)
    return LastTakenIn(newest.at, newest.by, items, tuple(dict.fromkeys(since)), newest.session)


def without_last(draft: Draft | None, kind: str, seen: LastTakenIn | None) -> tuple[Draft, LastTakenIn]:
    """A draft without what of a kind was taken in last, and what that was.

    Args:
        draft: where it stands.
        kind: e.g. `FROM_SHEET`.
        seen: what a person was shown as the last; None for whatever is.

    Raises:
        NoDraftError: there is nothing to take back.
        ChangedMeanwhileError: another is the last by now.
    """
    last = last_from(draft, kind) if draft is not None else None
    if draft is None or last is None:
        raise NoDraftError
    if seen is not None and seen.session != last.session:
        raise ChangedMeanwhileError
    return _without_entries(draft, last.items), last


def _without_entries(draft: Draft, items: Collection[str]) -> Draft:
    """A draft with the entries of some items as they were before; what goes is kept in its history."""
    entries, replaced = dict(draft.entries), []
    for item in items:
        replaced.append(Replaced(item, entries[item]))
        before = _before(draft, item, entries[item].session)
        if before is None:
            del entries[item]
        else:
            entries[item] = before
    return msgspec.structs.replace(draft, entries=entries, history=(*draft.history, *replaced), revision=draft.revision + 1)


def _before(draft: Draft, item: str, session: str) -> DraftEntry | None:
    """What a sheet replaced at an item. It may have been replaced and put back itself meanwhile."""
    earlier = draft.earlier(item)
    first = max((at for at, entry in enumerate(earlier) if entry.session == session), default=-1)
    return earlier[first + 1] if first + 1 < len(earlier) else None
