"""What the demo's home municipality has asked its sections: one handed back, two that answer the same items differently, one that has just begun."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from dxcheck.assessment.drafting import with_change
from dxcheck.casework.asked import last_time_of
from dxcheck.casework.asking import Ask, AskWithAnswers, Turn
from dxcheck.demo.workdays import workday_from
from dxcheck.model.calendar import Cycle
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import QuestionnaireRef, current_snapshots

if TYPE_CHECKING:
    from dxcheck.demo.invent import InventedMunicipality
    from dxcheck.model.snapshot import Draft
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.repository import MunicipalityRepository


class _Wanted(NamedTuple):
    post: str
    dimension: str
    answers: int
    """How many of its items are answered."""
    is_handed: bool
    otherwise: int = 0
    """By how much its levels differ from the usual."""
    reason: str = ""
    mail: str = ""


SECTIONS: Final = ("総務課 情報係", "総務課 行政係")
"""AskWithAnswers about the same; both have answered, and not alike."""
_WANTED: Final = (
    _Wanted(SECTIONS[0], "sec", 5, is_handed=True, reason="前回の診断のあとに変わったところを教えてください。"),
    _Wanted(SECTIONS[1], "sec", 3, is_handed=True, otherwise=-1, reason="委託先の管理は行政係でも見ているため、両方にお尋ねします。"),
    _Wanted(
        "市民課 窓口係",
        "svc",
        2,
        is_handed=False,
        reason="窓口の取組を、いちばん知っている課で答えてください。",
        mail="shimin@city.imabari.example",
    ),
)


def write_asks(
    town: InventedMunicipality, repository: MunicipalityRepository, questionnaire: Questionnaire, began: dt.datetime, day: dt.date
) -> None:
    """Ask on the day the draft was begun, half an hour after it; due in two weeks.

    Raises:
        StoreError: they could not be written.
    """
    last = current_snapshots(repository.every_snapshot(), questionnaire.id)[-1]
    asked_at = began + dt.timedelta(minutes=30)
    for number, one in enumerate(_WANTED):
        items = questionnaire.items_by_dimension[one.dimension]
        ask = Ask(
            id=town.hex(16),
            municipality=town.municipality.code,
            post=one.post,
            questionnaire=QuestionnaireRef.to(questionnaire),
            items=tuple(item.id for item in items),
            cycle=Cycle.of(day),
            due=workday_from(day + dt.timedelta(days=14)),
            asked_at=asked_at + dt.timedelta(minutes=number),
            asked_by=town.posts[0],
            reason=one.reason,
            mail=one.mail,
            before=last_time_of(last, questionnaire, items),
        )
        document = repository.asks.document(ask.id)
        document.add(ask)
        document.change(lambda asked, one=one: _answered(asked, one, town))  # type: ignore[misc]


def _answered(asked: AskWithAnswers, wanted: _Wanted, town: InventedMunicipality) -> AskWithAnswers:
    ask, draft = asked
    draft = _with_answers(draft, ask, wanted, town)
    at = ask.asked_at + dt.timedelta(hours=1)
    return AskWithAnswers(msgspec.structs.replace(ask, turns=(Turn(at, "handed", ask.post),)) if wanted.is_handed else ask, draft)


def _with_answers(draft: Draft, ask: Ask, wanted: _Wanted, town: InventedMunicipality) -> Draft:
    answers = town.answers()
    for number, item in enumerate(ask.items[: wanted.answers]):
        usual = answers[item]
        choice = usual.choice if usual.level is None else max(0, usual.level + wanted.otherwise)
        patch = AnswerPatch(choice=choice, reason=usual.reason, evidence=usual.evidence)
        draft = with_change(draft, item, patch, ask.asked_at + dt.timedelta(minutes=5 + 3 * number), ask.post, "demo0004")
    return draft
