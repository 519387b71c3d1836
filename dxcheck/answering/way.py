"""One person's way through a draft: which item is being answered, what was answered last time, what changed, what can be undone.

What a questionnaire's screen shows and does, without the screen. Everything is read from what keeps the answers, so it is the stored draft with this person's
unsaved changes on top.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import UNSET

from dxcheck.answering.undo import UndoStack, UndoStep
from dxcheck.assessment.confirming import still_asked
from dxcheck.assessment.copying import copy_patch, rest_to_copy
from dxcheck.assessment.question import Question
from dxcheck.assessment.why_level import known_parts, level_parts
from dxcheck.casework.open_facts import fact_for_staff, facts_of
from dxcheck.i18n import _
from dxcheck.model.edit import Edit
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY, Answer, DraftEntry, asked_items
from dxcheck.model.text import cleaned
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Collection

    from msgspec import UnsetType

    from dxcheck.answering.keeping import DraftKeeper
    from dxcheck.answering.place import AnswerPlace
    from dxcheck.assessment.why_level import LevelPart
    from dxcheck.model.patch import NoteField
    from dxcheck.model.snapshot import Choice, ChoiceStanding, Snapshot
    from dxcheck.questionnaire.measures import Measures
    from dxcheck.questionnaire.model import Item, Questionnaire
    from dxcheck.questionnaire.scale import Scale

TOGETHER: Final = dt.timedelta(minutes=30)
"""Two sessions of one post this close are two people, or two windows; further apart they are one person who came back."""


class Answering:
    """A person answering.

    Raises:
        StoreError: on construction, if the draft can be neither read nor begun.
    """

    def __init__(self, desk: AnswerPlace, keeper: DraftKeeper, start: str | None = None, *, undo: UndoStack | None = None) -> None:
        """Answer at a place; `undo` remembers changes for whoever comes back to it, otherwise they are remembered as long as this is."""
        draft = keeper.begin()
        self._desk = desk
        self._keeper = keeper
        self.questionnaire: Questionnaire = desk.questionnaire_for(draft.questionnaire)
        self.before: Snapshot | None = desk.previous(draft)
        """What 前回 means here."""
        self._last = desk.last_time(draft)
        self.hints = desk.hints()
        """Levels the quick check hints at."""
        self.returns = desk.returns_of(draft.questionnaire)
        """What specialists gave back to be looked at once more (差戻し), of this snapshot or an earlier one."""
        self._facts = desk.open_facts()
        """What published surveys say of this municipality."""
        self._began = desk.schedule.first_day(desk.cycle)
        """The first day of the cycle that is answered for."""
        self._undo = UndoStack() if undo is None else undo
        self._mine: dict[str, Answer] = {}
        self.current = self.questionnaire.ordered[0].id
        """The id of the item in work."""
        start = start or desk.position(draft)
        if start is not None and start in self.questionnaire.item_by_id:
            self.current = start
        else:
            self.current = next(iter(self.open_items()), self.current)

    # -- where one is --------------------------------------------------------------------------------------------------

    @property
    def items(self) -> tuple[Item, ...]:
        """The items asked, given the answers so far."""
        return asked_items(self.questionnaire, self._keeper.answers())

    @property
    def item(self) -> Item:
        """The item in work."""
        return self.questionnaire.item_by_id[self.current]

    @property
    def scale(self) -> Scale:
        """What the item in work is answered on."""
        return self.questionnaire.scale_of(self.current)

    @property
    def answer(self) -> Answer:
        """The answer to the item in work."""
        return self._keeper.answer(self.current)

    @property
    def place(self) -> int:
        """Its place among the items asked, from 0; -1 if it is not asked any more."""
        ids = [item.id for item in self.items]
        return ids.index(self.current) if self.current in ids else -1

    def neighbour(self, by: int) -> str | None:
        """The item before (-1) or after (1)."""
        items, wanted = self.items, self.place + by
        return items[wanted].id if 0 <= wanted < len(items) else None

    def open_items(self) -> list[str]:
        """The ids of the items without a choice, in asking order."""
        answers = self._keeper.answers()
        return [item.id for item in self.items if not answers.get(item.id, EMPTY).is_answered]

    def next_open(self) -> str | None:
        """The next unanswered item after this one, from the beginning if need be."""
        still_open = self.open_items()
        ids = [item.id for item in self.items]
        later = [item for item in still_open if ids.index(item) > self.place]
        return next(iter(later or still_open), None)

    # -- beside the item ----------------------------------------------------------------------------------------------

    def last_time(self, item: str = "") -> tuple[Answer | None, bool]:
        """Last time's answer to an item, the one in work without another, and whether the wording changed since."""
        return (
            self._last.answer(self.questionnaire.item_by_id[item or self.current], self.questionnaire)
            if self._last is not None
            else (None, False)
        )

    def carried_over(self) -> dt.date | None:
        """The day of the answer that stands, if it is from before this cycle and nobody has looked at it since."""
        stands = self._stands(self.current)
        return stands.at.date() if stands and stands.at.date() < self._began else None

    def stranger(self) -> DraftEntry | None:
        """The answer in force, if somebody else gave it."""
        entry = self._keeper.entry(self.current)
        return entry if entry is not None and entry.session not in ("", self._desk.session) else None

    def other_answer(self) -> DraftEntry | None:
        """The answer of somebody else that mine replaced at this item, or mine that theirs replaced; None if there is no such thing."""
        draft, entry = self._keeper.draft, self._keeper.entry(self.current)
        if draft is None or entry is None:
            return None
        for old in draft.earlier(self.current):
            others = old.session not in ("", entry.session) and (old.by != entry.by or entry.at - old.at < TOGETHER)
            if others and _says_otherwise(old.answer, entry.answer):
                return old
        return None

    def is_mine(self, entry: DraftEntry) -> bool:
        """Whether this very session gave an answer."""
        return entry.session == self._desk.session

    def taken_over(self) -> DraftEntry | None:
        """Somebody else's answer that took the place of what I answered here."""
        entry, mine = self.stranger(), self._mine.get(self.current)
        return entry if entry is not None and mine is not None and _says_otherwise(mine, entry.answer) else None

    def question(self) -> Question:
        """The item in work as it is put to this person."""
        before, reworded = self.last_time()
        stranger, other = self.stranger(), self.other_answer()
        return Question(
            self.item,
            self.questionnaire,
            self.answer,
            self.place + 1,
            len(self.items),
            before=before,
            before_label=self.before.cycle.label if self.before else "",
            reworded=reworded,
            before_words=self._last.words(self.item) if reworded and self._last is not None else "",
            hint=self.hints.get(self.current) if not self.answer.is_answered else None,
            given_on=self.carried_over(),
            returned=tuple(one.returned.reason for one in self.returns if self.current in one.items),
            asked_back=self._asked_back(),
            by=(stranger.by or _("別の画面")) if stranger is not None else "",
            facts=tuple(fact_for_staff(one) for one in facts_of(self._facts, self.current)),
            other=other,
            other_is_mine=other is not None and self.is_mine(other),
        )

    def _asked_back(self) -> tuple[str, str]:
        """What whoever confirms asks about the item in work, and their post."""
        draft = self._keeper.draft
        asked = next((one for one in still_asked(draft) if one.item == self.current), None) if draft is not None else None
        return (asked.text, asked.by) if asked is not None else ("", "")

    def overtaken(self, shown: DraftEntry | None) -> DraftEntry | None:
        """Somebody else's level or target at the item in work that was not there when it was shown; their texts are kept beside one's own anyway.

        Args:
            shown: where the answer came from that the person was shown.
        """
        entry = self._keeper.entry(self.current)
        if entry is None or entry == shown or self.is_mine(entry):
            return None
        before = shown.answer if shown is not None else EMPTY
        return entry if _held(entry.answer) != _held(before) else None

    # -- changing ------------------------------------------------------------------------------------------------------

    def change(self, item: str, patch: AnswerPatch) -> None:
        """Save a change of an answer, remembering how to undo it.

        Raises:
            StoreError: it was to be on the disk at once, and is not; nothing is remembered.
        """
        patch = patch.cleaned()
        before = patch.taken_back(self._keeper.answer(item))
        if before != patch or "choice" in patch.fields:
            before = msgspec.structs.replace(before, standing=self._stands(item), copied=self._copied(item))
        self._keeper.save(item, patch)
        self._undo.push(item, before, patch)
        self._mine[item] = self._keeper.answer(item)

    # -- what is given ---------------------------------------------------------------------------------------------------

    @property
    def measures(self) -> Measures | None:
        """What the level of the item in work follows from; None where it is chosen."""
        return self.questionnaire.measured.get(self.current)

    def choose(self, choice: Choice, reason: str | Edit[str] = "") -> None:
        """Give the item in work a choice: a level where levels are chosen, else 該当なし, わからない or nothing.

        Raises:
            StoreError: it was to be on the disk at once, and is not.
        """
        met = self.answer.met if choice == self.answer.choice else ()
        self.change(self.current, msgspec.structs.replace(self._as_given(Answer(choice=choice, met=met)), reason=reason))

    def parts(self, item: str = "") -> tuple[LevelPart, ...]:
        """The parts of the level that an item, the one in work without another, was answered with, and of the next one."""
        return level_parts(item or self.current, self._keeper.answer(item or self.current).level, self.questionnaire)

    def say_why(self, met: Collection[str], item: str = "") -> None:
        """Let just these parts of an item's level, and of the one above it, be ticked.

        Raises:
            StoreError: it was to be on the disk at once, and is not.
        """
        item = item or self.current
        now, ticked = self._keeper.answer(item).met, tuple(sorted(known_parts(self.parts(item), met)))
        if ticked != now:
            self.change(item, AnswerPatch(met=Edit(now, ticked)))

    def tick(self, check: str) -> None:
        """Tick a question of the item in work, or take its tick away; others' ticks stay.

        Raises:
            StoreError: it was to be on the disk at once, and is not.
        """
        self.tick_all({check} ^ set(self.answer.ticks))

    def tick_all(self, checks: Collection[str]) -> None:
        """Let just these questions of the item in work be ticked.

        Raises:
            StoreError: it was to be on the disk at once, and is not.
        """
        if self.measures is not None:
            ticks = self.measures.known(checks)
            self.change(self.current, self._as_given(Answer(choice=self.measures.level_of(ticks, None), ticks=ticks)))

    def measure(self, number: float) -> None:
        """Give the number that the level of the item in work follows from.

        Raises:
            StoreError: it was to be on the disk at once, and is not.
        """
        if self.measures is not None:
            self.change(self.current, self._as_given(Answer(choice=self.measures.level_of((), number), number=number)))

    def _as_given(self, answer: Answer) -> AnswerPatch:
        """The change that gives an answer's choice with what it follows from; ticks as a change of those that were there."""
        patch = AnswerPatch(choice=answer.choice, reason=answer.reason)
        if answer.met != self.answer.met:
            patch = msgspec.structs.replace(patch, met=Edit(self.answer.met, answer.met))
        if self.measures is None:
            return patch
        return msgspec.structs.replace(patch, ticks=Edit(self.answer.ticks, answer.ticks), number=answer.number)

    def _stands(self, item: str) -> ChoiceStanding | UnsetType:
        """Since when a choice stands that nobody has given in this cycle and this draft, unsaved changes included; unset where somebody has."""
        choices = [patch for patch in self._keeper.waiting_for(item) if "choice" in patch.fields]
        entry = self._keeper.entry(item)
        if choices:
            return choices[-1].standing
        if entry is None or not entry.answer.is_answered:
            return UNSET
        is_fresh = entry.standing.is_given and entry.standing.at.date() >= self._began
        return UNSET if is_fresh and not entry.copied else entry.standing

    def _copied(self, item: str) -> str | UnsetType:
        """The step that copied a choice which is not saved yet."""
        choices = [patch for patch in self._keeper.waiting_for(item) if "choice" in patch.fields]
        return choices[-1].copied if choices else UNSET

    def write(self, item: str, field: NoteField, written: Edit[str]) -> None:
        """Save a text that was written, remembering how to undo it.

        Raises:
            StoreError: it was to be on the disk at once, and is not.
            TooLongTogetherError: what two people wrote has no room in one text.
        """
        self._keeper.save(item, AnswerPatch.of_note(field, written.read(cleaned)))
        self.wrote(item, field, written)

    def restore(self) -> DraftEntry | None:
        """Bring the other person's answer back; gives it, None where there is none."""
        other = self.other_answer()
        if other is not None:
            target = other.answer.target if other.answer.target is not None else self.answer.target
            self.change(self.current, msgspec.structs.replace(self._as_given(other.answer), target=target))
        return other

    def wrote(self, item: str, field: NoteField, written: Edit[str]) -> None:
        """A text was written in its window and saved there; remember how to undo the whole of it, and nothing that others wrote there."""
        clean = written.read(cleaned)
        self._undo.push(item, AnswerPatch.of_note(field, Edit(clean.new, clean.seen)), AnswerPatch.of_note(field, clean.new))

    def take_last_time(self) -> bool:
        """Take over last time's answer with its texts, keeping texts already written; False if it cannot be."""
        before = self._last.to_copy(self.item, self.questionnaire) if self._last is not None else None
        if before is None:
            return False
        self.change(self.current, copy_patch(self.answer, before, os.urandom(4).hex()))
        return True

    def rest(self, dimension: str = "") -> tuple[str, ...]:
        """The items that can be answered as last time in one step, of all or of one dimension."""
        return tuple(rest_to_copy(self._keeper.answers(), self.questionnaire, self._last, dimension)) if self._last is not None else ()

    def copy_rest(self, dimension: str = "") -> tuple[str, ...]:
        """Answer them all as last time, remembering how to undo it in one step; gives their ids. Call it when everything is saved.

        Raises:
            NoDraftError: the draft is gone.
            StoreError: they could not be saved; nothing is changed.
        """
        made = self._desk.copy_rest(dimension)
        self._keeper.load()
        if made.items:
            self._undo.push_copies(made.items, made.step)
        return made.items

    def undo(self) -> tuple[UndoStep | None, bool]:
        """Undo this session's last change and go to its item.

        Returns:
            The step, None if there was none; and whether it was undone: not if somebody else answered there since.
        """
        last = self._undo.pop()
        if last is None:
            return None, False
        self.current = last.item
        if last.copies:
            try:
                taken_back = self._desk.take_back_copies(last.copies)
            except DxcheckError:
                self._undo.put_back(last)
                raise
            self._keeper.load()
            return replace(last, items=taken_back), bool(taken_back)
        now = self.answer
        if not last.after.is_standing(now):
            return last, False
        try:
            self._keeper.save(last.item, last.before)
        except DxcheckError:
            self._undo.put_back(last)
            raise
        self._mine[last.item] = self._keeper.answer(last.item)
        return last, True


def _held(answer: Answer) -> tuple[object, ...]:
    """What takes the place of what somebody else gave: the choice with what it follows from, and the target."""
    return answer.choice, answer.ticks, answer.number, answer.target


def _says_otherwise(one: Answer, other: Answer) -> bool:
    """Whether an answer has a choice, or a target, that another one has not: what a single value holds, so that the later one takes its place."""
    return (one.is_answered and _held(one)[:3] != _held(other)[:3]) or (one.target is not None and one.target != other.target)
