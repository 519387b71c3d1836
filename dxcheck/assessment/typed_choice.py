"""The choices of an item as they are written on a sheet, and as people write them there: 3, ３, 3.0, レベル3, 「3 全体で」, わからない."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.assessment.measuring import settled_answer
from dxcheck.i18n import _
from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.refusal import DxcheckError
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    from dxcheck.model.snapshot import Choice
    from dxcheck.questionnaire.measures import Measures
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.scale import Level

_UNKNOWN: Final = frozenset({"わからない", "分からない", "判らない", "わかりません", "不明", "unknown", "don'tknow", "don’tknow"})
_NOT_APPLICABLE: Final = frozenset(
    {"該当なし", "該当無し", "該当しない", "非該当", "n/a", "notapplicable", "not_applicable", "doesnotapply"}
)
_NUMBERED: Final = re.compile(r"(?:レベル|段階?|level|lv\.?)?(-?[0-9]+(?:\.[0-9]+)?)(?![0-9.])(.*)", re.DOTALL)
_FIGURES: Final = re.compile("[0-9]")
_DIGITS: Final = re.compile("[0-9]{1,3}")
_NOT_PLACES: Final = re.compile(r"[^0-9\s、,;・./と]")
_MEASURED: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_LONGEST_QUOTED: Final = 30


class Step(NamedTuple):
    """One level of an item."""

    value: Level
    name: str
    """As the scale calls it."""
    text: str
    """What it means for this item, in full."""

    @property
    def number(self) -> str:
        """Its value as it is written."""
        return as_level(self.value)


class TypedChoiceError(DxcheckError, ValueError):
    """What stands there is no choice of the item; the message says what is there and what there is to choose from."""


def item_steps(questionnaire: Questionnaire, item: str) -> tuple[Step, ...]:
    """The levels of an item, the lowest first."""
    q = questionnaire
    return tuple(Step(at, str(q.name_of(item, at)), str(q.descriptor(item, at))) for at in q.scale_of(item).values)


def words_for(choice: Choice) -> str:
    """A choice as it stands on a sheet: the level's number, 該当なし or わからない; empty where nothing was chosen."""
    if choice is None:
        return ""
    return _("該当なし") if choice == "not_applicable" else _("わからない") if choice == "unknown" else as_level(choice)


def offered(questionnaire: Questionnaire, item: str) -> tuple[Choice, ...]:
    """Everything that can be chosen for an item, in the order of a list to choose from."""
    levels: tuple[Choice, ...] = tuple(one.value for one in item_steps(questionnaire, item))
    without: tuple[Choice, ...] = ("not_applicable",) if questionnaire.item_by_id[item].not_applicable is not None else ()
    return (*levels, "unknown", *without)


def typed_level(text: str, questionnaire: Questionnaire, item: str) -> Level | None:
    """A level as somebody wrote it; None for nothing.

    Raises:
        TypedChoiceError: it is none of the item's levels.
    """
    steps = item_steps(questionnaire, item)
    plain = _plain(text)
    if not plain:
        return None
    named = [one.value for one in steps if _plain(one.name) == plain]
    if len(named) == 1:
        return named[0]
    found = _NUMBERED.fullmatch(plain)
    if found:
        step = next((one for one in steps if one.value == float(found[1])), None)
        if step is not None and (not re.search("[0-9]", found[2]) or found[2] == _plain(step.name)):
            return step.value
    there = _("、").join(one.number for one in steps)
    raise TypedChoiceError(_("「{text}」は段の数字ではありません（{there} のどれか）", text=_quoted(text), there=there))


def typed_choice(text: str, questionnaire: Questionnaire, item: str) -> Choice:
    """An answer as somebody wrote it; None for nothing.

    Raises:
        TypedChoiceError: it is nothing that can be chosen for the item.
    """
    plain = _plain(text)
    if plain in _UNKNOWN or plain == _plain(words_for("unknown")):
        return "unknown"
    if plain in _NOT_APPLICABLE or plain == _plain(words_for("not_applicable")):
        if questionnaire.item_by_id[item].not_applicable is None:
            raise TypedChoiceError(_("この設問では該当なしを選べません"))
        return "not_applicable"
    try:
        return typed_level(text, questionnaire, item)
    except TypedChoiceError as refused:
        there = _("、").join(words_for(one) for one in offered(questionnaire, item))
        raise TypedChoiceError(_("「{text}」は選べません（{there} のどれか）", text=_quoted(text), there=there)) from refused


def typed_answer(text: str, questionnaire: Questionnaire, item: str) -> Answer:
    """An answer as somebody wrote it: its choice, and where the level follows from something, that. `EMPTY` for nothing.

    Ticks are written as the places of the questions that are met (`1、3`), none of them as 0; a number with or without its unit.

    Raises:
        TypedChoiceError: it is nothing that can be answered there.
    """
    measures = questionnaire.measured.get(item)
    plain = _plain(text)
    if measures is None or not plain or not _FIGURES.search(plain):
        choice = typed_choice(text, questionnaire, item)
        if measures is not None and choice is not None and not isinstance(choice, str):
            raise TypedChoiceError(how_measured(measures))
        return Answer(choice=choice)
    made = (
        Answer(choice=0, ticks=_typed_ticks(unicodedata.normalize("NFKC", text).strip(), measures))
        if measures.is_checklist
        else Answer(number=_typed_number(plain, measures))
    )
    return settled_answer(made, item, questionnaire)


def how_measured(measures: Measures) -> str:
    """What to write where a level follows from ticks or a number."""
    if measures.unit is not None:
        return _("数（{unit}）を半角の数字で書いてください", unit=measures.unit)
    return _("当てはまる問いの番号を書いてください（例: 1、3。1つもなければ 0。番号は1から{n}）", n=len(measures.checks))


def _typed_ticks(plain: str, measures: Measures) -> tuple[str, ...]:
    places = [int(one) for one in _DIGITS.findall(plain)]
    is_none = places == [0]
    if not is_none and (_NOT_PLACES.search(plain) or not all(1 <= one <= len(measures.checks) for one in places)):
        raise TypedChoiceError(how_measured(measures))
    return () if is_none else measures.known({measures.checks[one - 1].id for one in places})


def _typed_number(plain: str, measures: Measures) -> float:
    assert measures.unit is not None
    bare = plain
    for unit in (measures.unit.ja, measures.unit.en):
        bare = bare.removesuffix(unadorned(unit)) if unit else bare
    found = _MEASURED.fullmatch(bare.replace(",", ""))
    if found is None:
        raise TypedChoiceError(how_measured(measures))
    return float(found[0])


def measured_words(answer: Answer, item: str, questionnaire: Questionnaire) -> str:
    """An answer as it stands on a sheet: what was ticked or measured, else its choice."""
    measures = questionnaire.measured.get(item)
    if measures is None or answer.level is None:
        return words_for(answer.choice)
    if measures.is_checklist:
        return _("、").join(str(n) for n, one in enumerate(measures.checks, 1) if one.id in answer.ticks) or "0"
    return words_for(answer.choice) if answer.number is None else as_level(answer.number)


def _plain(text: str) -> str:
    """A choice without what does not matter, quotes around it included."""
    return unadorned(text).replace("−", "-").strip("「」『』\"'")


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTED else line[:_LONGEST_QUOTED] + "…"
