"""What a form says of one item, and what follows from it: a change, nothing, or why it cannot be taken. Knows neither HTML nor the disk.

A form carries, beside what was typed, a mark of each thing that was shown. What comes back as it was shown was not touched, and changes nothing, however long the page was left
open. What was touched while somebody else changed the same choice is told, and nothing is saved of it. Texts are merged with what stands by now: what they were when the page was
made is found again among the earlier answers by its mark.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from dxcheck.assessment.typed_choice import TypedChoiceError, item_steps, typed_answer
from dxcheck.assessment.why_level import known_parts, level_parts
from dxcheck.i18n import _
from dxcheck.model.edit import Edit, TooLongTogetherError
from dxcheck.model.patch import AnswerPatch, ticked_by_both
from dxcheck.model.snapshot import EMPTY, LONGEST_TEXT, Answer
from dxcheck.model.text import cleaned
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dxcheck.assessment.question import Question
    from dxcheck.desk.sheets import LastTakenIn
    from dxcheck.model.snapshot import Choice
    from dxcheck.questionnaire.measures import Measures
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.scale import Level

FieldPart = Literal["choice", "target", "evidence", "comment", "met"]
PARTS: Final[tuple[FieldPart, ...]] = ("choice", "target", "evidence", "comment", "met")
"""What is looked at on its own: one person may change a target while another changes the choice. The reason belongs to the choice."""
SAME, RESTORE, CLEAR, MEASURED = "same", "other", "clear", "measured"
"""Choices that stand for another: last time's answer, the other person's, none, and the level that follows from what is ticked or typed."""
_MARK: Final = 10
_FEW_PARTS: Final = 10
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


class TypedItem(NamedTuple):
    """What a form holds of an item; everything as it was typed."""

    choice: str = ""
    reason: str = ""
    target: str = ""
    evidence: str = ""
    comment: str = ""
    still: str = ""
    """That an answer of an earlier cycle, or one that was copied, was looked at and is still right."""
    seen: str = ""
    """Marks of what was shown, parted by dots."""
    ticks: str = ""
    """The questions that are ticked, by their ids, parted by commas."""
    number: str = ""
    met: str = ""
    """The parts of the levels that are ticked, parted by commas."""


class FieldFault(NamedTuple):
    """Why something was not taken."""

    part: FieldPart
    text: str
    is_conflict: bool = False
    """Whether somebody else changed it meanwhile."""


@dataclass(frozen=True)
class ItemVerdict:
    """What follows from a form of an item."""

    patch: AnswerPatch
    faults: tuple[FieldFault, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.patch.fields)


NOTHING_TYPED: Final = ItemVerdict(AnswerPatch())
"""Of a form that is not looked at."""


def choice_word(choice: Choice) -> str:
    """A choice as a form holds it."""
    return "" if choice is None else choice if isinstance(choice, str) else as_level(choice)


def typed_of(answer: Answer) -> TypedItem:
    """A form of an item as it is shown at first."""
    target = "" if answer.target is None else as_level(answer.target)
    number = "" if answer.number is None else as_level(answer.number)
    return TypedItem(
        choice_word(answer.choice),
        answer.reason,
        target,
        answer.evidence,
        answer.comment,
        seen=marks_of(answer),
        ticks=",".join(answer.ticks),
        number=number,
        met=",".join(answer.met),
    )


def typed_item(form: Mapping[str, list[str]], item: str) -> TypedItem | None:
    """What a form holds of an item; None where it does not have it."""
    if f"{item}.seen" not in form:
        return None
    typed = TypedItem(**{name: form.get(f"{item}.{name}", [""])[0] for name in TypedItem._fields})
    return typed._replace(ticks=",".join(form.get(f"{item}.ticks", [])), met=",".join(sorted(form.get(f"{item}.met", []))))


def marks_of(answer: Answer) -> str:
    """Short sums of what is shown of an answer."""
    return ".".join(_mark(_shown(answer, part)) for part in PARTS)


def _shown(answer: Answer, part: FieldPart) -> str:
    if part == "choice":
        beside = f"\n{','.join(answer.ticks)}\n{answer.number}" if answer.ticks or answer.number is not None else ""
        return f"{choice_word(answer.choice)}\n{answer.reason}{beside}"
    if part == "target":
        return "" if answer.target is None else as_level(answer.target)
    return ",".join(answer.met) if part == "met" else str(getattr(answer, part))


def _mark(shown: str) -> str:
    return hashlib.sha256(shown.encode()).hexdigest()[:_MARK]


def seen_part(seen: str, part: FieldPart) -> str:
    """The mark of one thing among those of an item; empty where there is none."""
    marks = seen.split(".")
    return marks[PARTS.index(part)] if len(marks) == len(PARTS) else ""


class Judge:
    """Looks at what was typed of an item.

    Args:
        asked: the item as it is put to the person now.
        earlier: answers that stood there before.
        is_copied: whether the choice that stands was copied from last time.
    """

    def __init__(self, asked: Question, earlier: Iterable[Answer], *, is_copied: bool = False) -> None:
        self._asked = asked
        self._can_confirm = is_copied or asked.given_on is not None
        self._now = asked.answer
        self._known = (asked.answer, *earlier, EMPTY)
        self._faults: list[FieldFault] = []
        self._values: dict[str, Any] = {}

    def verdict(self, typed: TypedItem) -> ItemVerdict:
        """What follows from it."""
        self._faults, self._values = [], {}
        self._text("evidence", typed.evidence, typed.seen)
        self._text("comment", typed.comment, typed.seen)
        self._target(typed)
        self._choice(typed)
        self._why(typed)
        return ItemVerdict(AnswerPatch(**self._values), tuple(self._faults))

    def _text(self, part: Literal["evidence", "comment"], text: str, seen: str) -> None:
        new, now = cleaned(text), str(getattr(self._now, part))
        mark = seen_part(seen, part)
        if _mark(new) == mark or new == now:
            return
        old = next((one for one in (str(getattr(known, part)) for known in self._known) if _mark(one) == mark), None)
        if len(new) > LONGEST_TEXT:
            self._refuse(part, _("{n}文字あります。{most}文字までにしてください。", n=len(new), most=LONGEST_TEXT))
        elif old is None:
            self._faults.append(FieldFault(part, _("このページを開いたあとに、書き換えられています。"), is_conflict=True))
        elif not _is_done(old, new, now):
            edit = Edit(old, new)
            try:
                made = getattr(AnswerPatch.of_note(part, edit).applied_to(self._now), part)
            except TooLongTogetherError as problem:
                self._faults.append(FieldFault(part, str(problem), is_conflict=True))
            else:
                if made != now:
                    self._values[part] = edit

    def _choice(self, typed: TypedItem) -> None:
        asked, now = self._asked, self._now
        wanted = self._wanted(typed)
        if wanted is None:
            return
        choice, reason = wanted.choice, wanted.reason
        shown = typed.choice not in (SAME, RESTORE, CLEAR) and _mark(_shown(wanted, "choice")) == seen_part(typed.seen, "choice")
        given = (choice, reason, wanted.ticks, wanted.number)
        if shown or given == (now.choice, now.reason, now.ticks, now.number):
            if typed.still and self._can_confirm and choice == now.choice and choice is not None:
                self._values.update(choice=choice)
        elif choice == "not_applicable" and asked.item.not_applicable is None:
            self._refuse("choice", _("この設問は、どの市町にも当てはまるため「該当なし」は選べません。"))
        elif choice == "not_applicable" and not reason:
            self._refuse("choice", _("「該当なし」の理由を書いてください。"))
        elif len(reason) > LONGEST_TEXT:
            self._refuse("choice", _("{n}文字あります。{most}文字までにしてください。", n=len(reason), most=LONGEST_TEXT))
        elif seen_part(typed.seen, "choice") != seen_part(marks_of(now), "choice"):
            self._faults.append(FieldFault("choice", "", is_conflict=True))
        else:
            self._values.update(choice=choice, reason=reason)
            if asked.measures is not None:
                self._values.update(ticks=Edit(now.ticks, wanted.ticks), number=wanted.number)
            self._along_with(typed, wanted)

    def _why(self, typed: TypedItem) -> None:
        """Parts that are ticked or no longer; where the level changes with the same form, they were another level's."""
        if _mark(typed.met) == seen_part(typed.seen, "met") or self._values.get("choice", self._now.choice) != self._now.choice:
            return
        parts = level_parts(self._asked.item.id, self._now.level, self._asked.questionnaire)
        wanted = tuple(sorted(known_parts(parts, typed.met.split(","))))
        shown = _ticked_then([one.id for one in parts], seen_part(typed.seen, "met"), self._now.met)
        edit = Edit(shown, wanted)
        if ticked_by_both(edit, self._now.met) != self._now.met:
            self._values["met"] = edit

    def _along_with(self, typed: TypedItem, wanted: Answer) -> None:
        """Last time's texts and target come along where there is nothing yet."""
        if typed.choice == SAME:
            self._values["copied"] = os.urandom(4).hex()
            if wanted.met != self._now.met:
                self._values["met"] = Edit(self._now.met, wanted.met)
            for part in ("evidence", "comment"):
                if not getattr(self._now, part) and part not in self._values and getattr(wanted, part):
                    self._values[part] = Edit("", getattr(wanted, part))
        is_open = self._now.target is None or typed.choice == RESTORE
        is_untouched = _mark(typed.target) == seen_part(typed.seen, "target")
        if typed.choice in (SAME, RESTORE) and is_open and is_untouched and wanted.target is not None:
            self._values["target"] = wanted.target

    def _wanted(self, typed: TypedItem) -> Answer | None:
        """The answer that a choice stands for; None where nothing was chosen, or something that is not offered, which is said."""
        asked, reason = self._asked, cleaned(typed.reason)
        found: Answer | None = None
        if typed.choice == CLEAR:
            found = EMPTY
        elif typed.choice in ("unknown", "not_applicable"):
            found = Answer("unknown") if typed.choice == "unknown" else Answer("not_applicable", reason)
        elif typed.choice == SAME:
            found = asked.before if asked.same_offered else None
        elif typed.choice == RESTORE:
            found = asked.other.answer if asked.other is not None else None
        elif asked.measures is not None and self._is_own(typed.choice):
            return self._measured(typed, asked.measures)
        elif (level := level_of(typed.choice, asked.questionnaire, asked.item.id)) is not None:
            found = Answer(choice=level)
        elif not typed.choice:
            if reason and reason != self._now.reason:
                self._refuse("choice", _("理由が書かれていますが、「該当なし」が選ばれていません。"))
            return None
        if found is None:
            self._refuse("choice", _("選ばれたものは、この設問の選択肢にありません。もう一度選んでください。"))
        return found

    def _is_own(self, word: str) -> bool:
        """Whether a word leaves the answer to what is ticked or typed: as it is shown at first, or chosen."""
        return word in ("", MEASURED) or level_of(word, self._asked.questionnaire, self._asked.item.id) is not None

    def _measured(self, typed: TypedItem, measures: Measures) -> Answer | None:
        """The answer that follows from what is ticked or typed; None where nothing is, or no number, which is said."""
        if measures.is_checklist:
            ticks = measures.known(one for one in typed.ticks.split(",") if one)
            is_emptied = bool(self._now.ticks) and seen_part(typed.seen, "choice") == seen_part(marks_of(self._now), "choice")
            return Answer(choice=measures.level_of(ticks, None), ticks=ticks) if ticks or typed.choice or is_emptied else None
        try:
            made = typed_answer(typed.number, self._asked.questionnaire, self._asked.item.id) if typed.number.strip() else None
        except TypedChoiceError as refused:
            self._refuse("choice", str(refused))
            return None
        return made if made is not None and made.number is not None else None

    def _refuse(self, part: FieldPart, why: str) -> None:
        self._faults.append(FieldFault(part, why))

    def _target(self, typed: TypedItem) -> None:
        level = level_of(typed.target, self._asked.questionnaire, self._asked.item.id)
        mark = seen_part(typed.seen, "target")
        if _mark(typed.target) == mark:
            return
        if typed.target and level is None:
            self._refuse("target", _("選ばれたものは、この設問の選択肢にありません。もう一度選んでください。"))
        elif level == self._now.target:
            return
        elif mark != seen_part(marks_of(self._now), "target"):
            self._faults.append(FieldFault("target", "", is_conflict=True))
        else:
            self._values["target"] = level


def _ticked_then(parts: Sequence[str], mark: str, now: tuple[str, ...]) -> tuple[str, ...]:
    """Which parts were ticked when the page was made, found again by its mark among all that can have been: there are few; else those that are now."""
    every = chain.from_iterable(combinations(sorted(parts), n) for n in range(len(parts) + 1)) if len(parts) <= _FEW_PARTS else ()
    return next((one for one in every if _mark(",".join(one)) == mark), now)


def _is_done(old: str, new: str, now: str) -> bool:
    """Whether what was made of a text stands in it already, though somebody else changed it too: the same form came a second time.

    Every line that was added is there. A line that was taken out, where both changed the same place, stays: nothing that somebody wrote goes without being seen.
    """
    before, wanted, there = (Counter(one.splitlines()) for one in (old, new, now))
    added, removed = wanted - before, before - wanted
    return now != old and added <= there and (bool(added) or (bool(removed) and not removed & there))


def level_of(word: str, questionnaire: Questionnaire, item: str) -> Level | None:
    """The level that a form's word stands for; None where it is none of the item's."""
    return next((one.value for one in item_steps(questionnaire, item) if one.number == word), None)


def seen_after(typed: TypedItem, now: Answer) -> str:
    """The marks of a form that stays open after it was saved: of what it shows and what stands there, where that is the same; else those it had.

    A text may hold lines of others by now that the form does not show: taken for shown, they would be taken for erased the next time.
    """
    shown = {
        "choice": _choice_in(typed, now),
        "target": typed.target,
        "evidence": cleaned(typed.evidence),
        "comment": cleaned(typed.comment),
        "met": typed.met,
    }
    marks = []
    for part in PARTS:
        is_same = shown[part] == _shown(now, part)
        marks.append(_mark(shown[part]) if is_same else seen_part(typed.seen, part))
    return ".".join(marks)


def _choice_in(typed: TypedItem, now: Answer) -> str:
    """What a form shows of a choice, as `_shown` says it of an answer; something of its own where it holds ticks or a number that are not the answer's."""
    if now.level is not None and _gives(typed, now):
        return _shown(now, "choice")
    is_chosen = typed.choice in ("unknown", "not_applicable")
    beside = f"\n{typed.ticks}\n{typed.number}" if not is_chosen and (typed.ticks or typed.number) else ""
    return f"{typed.choice}\n{cleaned(typed.reason) if typed.choice == 'not_applicable' else ''}{beside}"


def _gives(typed: TypedItem, now: Answer) -> bool:
    """Whether what is ticked or typed in a form is what an answer's level follows from."""
    if typed.choice in ("unknown", "not_applicable") or not (typed.choice == MEASURED or typed.ticks or typed.number):
        return False
    ticks = sorted(one for one in typed.ticks.split(",") if one)
    written = _NUMBER.search(unicodedata.normalize("NFKC", typed.number).replace(",", ""))
    return ticks == list(now.ticks) and (now.number is None or (written is not None and float(written[0]) == now.number))


def seen_again(typed: TypedItem, verdict: ItemVerdict, now: Answer) -> TypedItem:
    """What was typed and not taken, to be shown again: what somebody else changed meanwhile is shown with it, so the marks of it are those of now."""
    told = {one.part for one in verdict.faults if one.is_conflict}
    marks = [seen_part(marks_of(now) if part in told else typed.seen, part) for part in PARTS]
    return typed._replace(seen=".".join(marks))


def mark_of_last(last: LastTakenIn | None) -> str:
    """Tells what was taken in last, so that a form takes back what it showed and nothing else; empty where there is nothing."""
    return hashlib.sha256(repr(last).encode()).hexdigest()[:12] if last is not None else ""
