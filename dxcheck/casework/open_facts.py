"""Open facts (国の調査): what a published survey says of a municipality, beside the items it touches; and where a self-assessed level does not fit it.

A fact is no answer and no figure of ours: nothing is scored by it. It is shown with the survey's name and day, and a level that does not fit is a question to ask,
since surveys are older than answers and ask something else.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta

from dxcheck.assessment.figures import as_mean
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import EMPTY
from dxcheck.questionnaire.scale import Level, as_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire.model import Questionnaire

LONGEST_FACT: Final = 200
"""Characters of a survey's name, and of what it asked."""
MOST_FACTS: Final = 200
"""In one mapping."""
Words = Annotated[str, Meta(max_length=LONGEST_FACT)]
NamedWords = Annotated[str, Meta(min_length=1, max_length=LONGEST_FACT)]
FactKind = Literal["yes_no", "number"]
_YES: Final = N_("はい")
_NO: Final = N_("いいえ")


class FactSource(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is read of a table as one fact, and which items it touches."""

    column: NamedWords
    """The head of its column; where a municipality is a column, the beginning of its row."""
    items: Annotated[tuple[str, ...], Meta(min_length=1, max_length=20)]
    """Ids of the items beside which it is shown."""
    label: Words = ""
    """What was asked, as it is shown; the column's head without one."""
    kind: FactKind = "yes_no"
    yes: tuple[NamedWords, ...] = ("はい", "有", "あり", "実施", "実施済", "○", "1")
    no: tuple[NamedWords, ...] = ("いいえ", "無", "なし", "未実施", "×", "0")
    unit: Words = ""
    """Of a number, e.g. `%`; it may stand behind the number in the table."""
    at_least: float | None = None
    """From which number on it counts as reached."""
    expected_from: Level | None = None
    """From which level of the items on one would expect a yes, or the number to be reached."""
    not_below: Level | None = None
    """Where it is a yes, or reached, a level below this one does not fit."""


class FactMapping(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How a table of facts is read: which survey it is of, where a municipality stands, and what is a fact."""

    survey: NamedWords
    """The survey's name, as it is shown."""
    as_of: dt.date
    """The day it is about."""
    key: Words = ""
    """Where a municipality is a row: the head of the column with its code or name. Where it is a column: the head of the column that says what each row is."""
    facts: Annotated[tuple[FactSource, ...], Meta(min_length=1, max_length=MOST_FACTS)] = ()
    municipalities: Literal["rows", "columns"] = "rows"
    prefecture: Words = ""
    """The head of the column with the prefecture's name, where names alone would not tell municipalities apart."""
    missing: tuple[NamedWords, ...] = ("-", "－", "―", "…", "未回答", "未公表", "該当なし")
    """What stands where nothing is known."""


class OpenFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """One fact about one municipality."""

    survey: Words
    as_of: dt.date
    label: Words
    value: bool | float
    items: tuple[str, ...]
    unit: Words = ""
    at_least: float | None = None
    expected_from: Level | None = None
    not_below: Level | None = None

    @property
    def is_reached(self) -> bool | None:
        """Whether it is a yes, or the number is reached; None where nobody said from which number on."""
        if isinstance(self.value, bool):
            return self.value
        return None if self.at_least is None else self.value >= self.at_least


class Misfit(NamedTuple):
    """A level that does not fit a fact."""

    fact: OpenFact
    item: str


def newest_facts(facts: Iterable[OpenFact]) -> list[OpenFact]:
    """Of each survey and question the newest, in the order they were taken in."""
    newest: dict[tuple[str, str], OpenFact] = {}
    for one in facts:
        key = (one.survey, one.label)
        if key not in newest or one.as_of > newest[key].as_of:
            newest[key] = one
    return list(newest.values())


def facts_of(facts: Iterable[OpenFact], item: str) -> list[OpenFact]:
    """The newest ones that touch an item."""
    return [one for one in newest_facts(facts) if item in one.items]


def misfits(facts: Iterable[OpenFact], answers: Mapping[str, Answer], questionnaire: Questionnaire) -> list[Misfit]:
    """Where a level does not fit the newest facts; an item without a level, or with a choice of its own, shows none."""
    found = []
    for one in newest_facts(facts):
        for item in one.items:
            level = answers.get(item, EMPTY).level if item in questionnaire.item_by_id else None
            if level is None or one.is_reached is None:
                continue
            is_above = not one.is_reached and one.expected_from is not None and level >= one.expected_from
            is_below = one.is_reached and one.not_below is not None and level < one.not_below
            if is_above or is_below:
                found.append(Misfit(one, item))
    return found


def value_told(one: OpenFact) -> str:
    """はい, いいえ, or a number with its unit."""
    if isinstance(one.value, bool):
        return _(_YES) if one.value else _(_NO)
    whole = one.value == int(one.value)
    return as_mean(one.value, 0 if whole else 1) + one.unit


def fact_told(one: OpenFact) -> str:
    """A fact in a line, with where it comes from."""
    return _("{label}: {value}（{survey}、{day}）", label=one.label, value=value_told(one), survey=one.survey, day=long_date(one.as_of))


def fact_for_staff(one: OpenFact) -> str:
    """A fact beside an item, for the municipality."""
    return _("国の調査では　{fact}", fact=fact_told(one))


def misfit_told(one: Misfit, answers: Mapping[str, Answer]) -> str:
    """What to ask about a level that does not fit: no judgement, since the survey may be older or ask something else."""
    level = answers.get(one.item, EMPTY).level
    return _(
        "調査では「{fact}」、自己診断は{level}です。いつの、どの部分の話かを聞いてみてください。",
        fact=fact_told(one.fact),
        level="-" if level is None else as_level(level),
    )
