"""A section's desk at one ask (照会): the items that it was asked, last time's answers to them, and nothing else.

It holds that ask's document. There is no path from it to the municipality's draft, to what it submitted, or to what another section was asked.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment.answer_sheet import SheetGround, answer_sheet
from dxcheck.assessment.copying import LastTime, with_copies, without_copies
from dxcheck.assessment.drafting import with_change
from dxcheck.assessment.taking_in import NotOursError, SheetKnown, Taking, findings
from dxcheck.casework.asked import only_items
from dxcheck.casework.asking import AskWithAnswers, Turn
from dxcheck.desk.copying import CopiedStep
from dxcheck.desk.drafting import SavedDraft
from dxcheck.desk.setting import schedule_in_force
from dxcheck.desk.sheets import FROM_SHEET, TakenIn, last_from, new_session, without_last
from dxcheck.i18n import _
from dxcheck.model import calendar
from dxcheck.model.calendar import long_date
from dxcheck.store.errors import StoreError
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Hashable, Sequence

    from dxcheck.assessment.answer_sheet import AnswerSheet, FoundRow, SheetField
    from dxcheck.assessment.taking_in import Findings
    from dxcheck.casework.asking import Ask, TurnKind
    from dxcheck.casework.open_facts import OpenFact
    from dxcheck.casework.waiting import SharedReturn
    from dxcheck.desk.setting import Setting
    from dxcheck.desk.sheets import LastTakenIn
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.patch import AnswerPatch
    from dxcheck.model.roster import Municipality
    from dxcheck.model.schedule import Schedule
    from dxcheck.model.snapshot import Draft, QuestionnaireRef, SetAside, Snapshot
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.questionnaire.scale import Level
    from dxcheck.store.asking import AskDocument
    from dxcheck.store.texts import KeptTexts


class ClosedAskError(RefusedError):
    """The ask takes nothing more: it was handed back, or ended."""


class AskedDesk:
    """A section's desk at one ask: everything that answering needs, of its items alone."""

    def __init__(
        self, municipality: Municipality, document: AskDocument, texts: KeptTexts, setting: Setting, *, post: str, session: str
    ) -> None:
        self.municipality = municipality
        self._post = post
        self.is_demo = setting.is_demo
        self.session = session
        self.witness = setting.witness
        self._document, self._texts, self._clock, self._library = document, texts, setting.now, setting.library
        self._schedule = setting.schedule
        self._parts: dict[str, Questionnaire] = {}

    # -- what is asked -------------------------------------------------------------------------------------------------

    def asked(self) -> AskWithAnswers:
        """The ask, and what was written so far.

        Raises:
            StoreError: it cannot be read.
        """
        return self._document.read()

    @property
    def id(self) -> str:
        """The ask's."""
        return self._document.id

    @property
    def now(self) -> dt.datetime:
        """This moment in Japan time."""
        return calendar.in_japan(self._clock())

    @property
    def cycle(self) -> Cycle:
        """The cycle that it is asked for."""
        return self.asked().ask.cycle

    @property
    def schedule(self) -> Schedule:
        """What the centre decided about cycles; where that cannot be read, every cycle closes with its last day."""
        return schedule_in_force(self._schedule)

    def questionnaire_for(self, ref: QuestionnaireRef) -> Questionnaire:
        """The text that is asked, with the items of this ask alone; of last time's, all.

        Raises:
            StoreError: it is neither shipped any more nor kept in the data folder.
        """
        if ref.hash not in self._parts:
            ask = self.asked().ask
            whole = self._text(ref)
            self._parts[ref.hash] = only_items(whole, ask.items) if ref.hash == ask.questionnaire.hash else whole
        return self._parts[ref.hash]

    def _text(self, ref: QuestionnaireRef) -> Questionnaire:
        try:
            return self._texts.questionnaire(ref)
        except StoreError:
            shipped = self._library.version(ref.id, ref.version)
            if shipped is None or shipped.hash != ref.hash:
                raise
            return shipped

    # -- answering -----------------------------------------------------------------------------------------------------

    def draft(self) -> Draft | None:
        """What was written so far; there always is one."""
        return self._document.read().draft

    def draft_stamp(self) -> Hashable:
        """Changes whenever somebody wrote."""
        return self._document.stamp()

    def begin(self) -> Draft:
        """What was written so far."""
        return self._document.read().draft

    def save(self, item: str, patch: AnswerPatch) -> SavedDraft:
        """Change some fields of an item's answer; it is on disk when this returns.

        Raises:
            ClosedAskError: it was handed back, or ended.
            TooLongTogetherError: what two people wrote has no room in one text.
            StoreError: it could not be saved.
        """

        def change(asked: AskWithAnswers) -> AskWithAnswers:
            _refuse_closed(asked.ask, item)
            made = self._with(asked.draft, item, patch)
            return asked if made is asked.draft else asked._replace(draft=made)

        asked, stamp = self._document.change(change)
        return SavedDraft(asked.draft, stamp)

    def stay_at(self, item: str) -> SavedDraft:
        """Remember the item that is looked at."""

        def change(asked: AskWithAnswers) -> AskWithAnswers:
            draft = asked.draft
            if draft.positions.get("") == item or not asked.ask.is_open:
                return asked
            return asked._replace(draft=msgspec.structs.replace(draft, positions={"": item}))

        asked, stamp = self._document.change(change)
        return SavedDraft(asked.draft, stamp)

    def position(self, draft: Draft) -> str | None:
        """The item to resume at."""
        return draft.positions.get("")

    def previous(self, _draft: Draft) -> Snapshot | None:
        """What was answered to these items last time."""
        return self.asked().ask.before

    def hints(self) -> dict[str, Level]:
        """None: the quick check is the planning section's."""
        return {}

    def open_facts(self) -> list[OpenFact]:
        """None: what surveys say of the municipality lies with its planning section."""
        return []

    def returns_of(self, _ref: QuestionnaireRef) -> list[SharedReturn]:
        """None: what specialists gave back is the planning section's."""
        return []

    def set_aside(self) -> list[SetAside]:
        """None: an ask is not given up, it is ended."""
        return []

    def last_time(self, _draft: Draft) -> LastTime | None:
        """What 前回 means here; None where these items were not answered before."""
        before = self.asked().ask.before
        return LastTime(before, self.questionnaire_for(before.questionnaire)) if before is not None else None

    def copy_rest(self, dimension: str = "") -> CopiedStep:
        """Answer everything that has no choice yet as last time, where the words are the same: on the disk at once, all or nothing.

        Args:
            dimension: only of this one.

        Raises:
            ClosedAskError: it was handed back, or ended.
            StoreError: it could not be saved.
        """
        step, items = os.urandom(4).hex(), list[str]()

        def change(asked: AskWithAnswers) -> AskWithAnswers:
            _refuse_closed(asked.ask)
            whole = self.questionnaire_for(asked.ask.questionnaire)
            draft, found = with_copies(asked.draft, whole, self.last_time(asked.draft), dimension, step, self._with)
            items.extend(found)
            return asked._replace(draft=draft) if found else asked

        self._document.change(change)
        return CopiedStep(step, tuple(items))

    def take_back_copies(self, step: str = "") -> tuple[str, ...]:
        """Take back what was copied in a step, wherever nobody has answered since; without one, in the last step there was.

        Raises:
            ClosedAskError: it was handed back, or ended.
            StoreError: it could not be saved.
        """
        items: list[str] = []

        def change(asked: AskWithAnswers) -> AskWithAnswers:
            _refuse_closed(asked.ask)
            copied = [one for one in asked.draft.entries.values() if one.copied]
            last = step or (max(copied, key=lambda one: one.standing.at).copied if copied else "")
            whole = self.questionnaire_for(asked.ask.questionnaire)
            draft, found = without_copies(asked.draft, whole, self.last_time(asked.draft), last, self._with) if last else (asked.draft, ())
            items.extend(found)
            return asked._replace(draft=draft) if found else asked

        self._document.change(change)
        return tuple(items)

    def _with(self, draft: Draft, item: str, patch: AnswerPatch) -> Draft:
        text = self.questionnaire_for(draft.questionnaire) if patch.is_measured else None
        return with_change(draft, item, patch, self.now, self._post, self.session, asked=text)

    # -- a sheet to answer in ------------------------------------------------------------------------------------------

    def answer_sheet(self) -> AnswerSheet:
        """The items of this ask as a sheet, with what was written so far and what was answered last time.

        Raises:
            StoreError: it cannot be read.
        """
        ask, draft = self.asked()
        before = (ask.before, self.questionnaire_for(ask.before.questionnaire)) if ask.before is not None else None
        ground = SheetGround(
            self.municipality, self.questionnaire_for(ask.questionnaire), draft.answers, before, ask.cycle, long_date(ask.due)
        )
        return answer_sheet(ground)._replace(name=_("記入表_{municipality}_{post}", municipality=self.municipality.name, post=ask.post))

    def sheet_findings(self, rows: Sequence[FoundRow]) -> Findings:
        """What a sheet that came back would change here, at the items of this ask alone; nothing is changed.

        Raises:
            NotOursError: it is another municipality's, or of another questionnaire.
            StoreError: what was written cannot be read.
        """
        ask, draft = self.asked()
        own = [one for one in rows if one.mark is None or one.mark.item in ask.items]
        if not own:
            raise NotOursError(_("照会された設問の行がありません。何も取り込んでいません。この照会の記入表か確かめてください。"))
        text = self.questionnaire_for(ask.questionnaire)
        known = SheetKnown(self.municipality.code, text, draft.answers, lambda _version, item: item if item in text.item_by_id else None)
        return findings(own, known)

    def take_in(self, found: Findings, theirs: Collection[tuple[str, SheetField]] = ()) -> TakenIn:
        """Take in what a sheet says otherwise, in one step; `theirs` are the conflicts in which the sheet's answer is taken.

        Raises:
            ClosedAskError: it was handed back, or ended.
            StoreError: it could not be saved.
        """
        taking = Taking(found, theirs, self.now, self._post, self.schedule.first_day(self.cycle))

        session = ""

        def change(asked: AskWithAnswers) -> AskWithAnswers:
            nonlocal session
            _refuse_closed(asked.ask)
            draft = taking.into(asked.draft, session := new_session(asked.draft))
            return asked._replace(draft=draft) if taking.taken else asked

        asked = self._document.change(change)[0] if taking.wanted else self.asked()
        return TakenIn(asked.draft, tuple(taking.taken), tuple(taking.meanwhile), session)

    def last_taken_in(self) -> LastTakenIn | None:
        """The sheet that `take_sheet_back` would take back; None where there is none.

        Raises:
            StoreError: what was written cannot be read.
        """
        return last_from(self.asked().draft, FROM_SHEET)

    def take_sheet_back(self, seen: LastTakenIn | None = None) -> LastTakenIn:
        """Take the last sheet back, in one step: its answers become what they were. What somebody wrote since stays.

        Args:
            seen: what was shown as the last; None for whatever is.

        Raises:
            NoDraftError: there is none to take back.
            ChangedMeanwhileError: another is the last by now; nothing was taken back.
            ClosedAskError: it was handed back, or ended.
            StoreError: everything is as it was.
        """
        back: list[LastTakenIn] = []

        def change(asked: AskWithAnswers) -> AskWithAnswers:
            _refuse_closed(asked.ask)
            without, last = without_last(asked.draft, FROM_SHEET, seen)
            back.append(last)
            return asked._replace(draft=without)

        self._document.change(change)
        return back[0]

    # -- handing back --------------------------------------------------------------------------------------------------

    def hand_back(self) -> Ask:
        """Hand the answers to the planning section; from then on they are not changed, until they are taken back or asked for once more.

        Raises:
            ClosedAskError: it was ended.
            StoreError: it could not be saved.
        """
        made = self._turn("handed", lambda ask: ask.is_open)
        self.witness("ask-handed-back", made.id)
        return made

    def take_back(self) -> Ask:
        """Go on writing after all.

        Raises:
            ClosedAskError: it was ended.
            StoreError: it could not be saved.
        """
        made = self._turn("taken_back", lambda ask: ask.state == "handed")
        self.witness("ask-reopened", made.id)
        return made

    def _turn(self, kind: TurnKind, fits: Callable[[Ask], bool]) -> Ask:
        def change(asked: AskWithAnswers) -> AskWithAnswers:
            ask = asked.ask
            if ask.state == "ended":
                raise ClosedAskError(_ended())
            if not fits(ask):
                return asked
            return asked._replace(ask=msgspec.structs.replace(ask, turns=(*ask.turns, Turn(self.now, kind, ask.post))))

        return self._document.change(change)[0].ask


def _refuse_closed(ask: Ask, item: str = "") -> None:
    if item and item not in ask.items:
        raise ClosedAskError(_("この設問は、照会されていません。"))
    if ask.state == "ended":
        raise ClosedAskError(_ended())
    if not ask.is_open:
        raise ClosedAskError(_("回答は企画担当に返しました。直すときは、先に「回答を取り戻す」を選んでください。"))


def _ended() -> str:
    return _("この照会は終わりました。直したいことは、企画担当に伝えてください。")
