"""Questionnaires on other scales than 0 to 5, and a prefecture that answers one of them over three cycles."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Final

import msgspec
from instruments import keep
from moments import NOW
from questionnaire.questionnaires import item, questionnaire, text

from dxcheck.assessment.measuring import measured_at
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire.model import Grade, Questionnaire, Text
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from dxcheck.questionnaire.model import Item
    from dxcheck.questionnaire.scale import Level

MOMENTS: Final = (
    dt.datetime(2025, 11, 20, 10, 0, tzinfo=JAPAN),
    dt.datetime(2026, 6, 10, 10, 0, tzinfo=JAPAN),
    dt.datetime(2026, 11, 20, 10, 0, tzinfo=JAPAN),
)
PUBLISHED: Final = (Cycle(2025, 2), Cycle(2026, 1))
_DIMENSIONS: Final = ("gov", "bpr", "svc")
_YES_NO: Final = (text("していない", "No"), text("している", "Yes"))


def _items(levels: tuple[str, ...], steps: int, yes: tuple[Level, Level]) -> list[Item]:
    """Four items a dimension; the last one of each is answered with yes or no."""
    made = []
    for dimension in _DIMENSIONS:
        for n in range(1, 5):
            name = f"{dimension}-{n:02}"
            own = {"choices": tuple(Grade(one, value=float(value)) for one, value in zip(_YES_NO, yes, strict=True))} if n == 4 else {}
            said = () if n == 4 else tuple(text(f"{name}の{one}", f"{name}: {one}") for one in levels)
            nexts = () if n == 4 or not levels else tuple(text(f"{name}の{one}からの一歩") for one in range(steps - 1))
            made.append(item(name, dimension, levels=said, next_steps=nexts, not_applicable=text("業務がないとき"), **own))
    return made


def one_to_five() -> Questionnaire:
    """Steps 1 to 5 with descriptors; the yes-or-no items count 1 or 5."""
    names = ("はじめる前", "試している", "決まりがある", "測っている", "広げている")
    grades = tuple(Grade(text(one), text(f"{one}の意味")) for one in names)
    return questionnaire(
        *_items(tuple(f"{n}の姿" for n in range(1, 6)), 5, (1, 5)), id="five", title=Text("1から5の診断"), grades=grades, scale_start=1
    )


def quarters() -> Questionnaire:
    """0, 0.25, 0.5 and 1, names without descriptors or next steps; the yes-or-no items count 0 or 1."""
    names = ("いいえ", "一部で", "半分以上で", "ほぼすべてで")
    grades = tuple(Grade(text(one), value=float(value)) for one, value in zip(names, (0, 0.25, 0.5, 1), strict=True))
    return questionnaire(*_items((), 4, (0, 1)), id="quarters", title=Text("割合で答える診断"), grades=grades)


def eleven() -> Questionnaire:
    """0 to 10: more steps than there are digits."""
    grades = tuple(Grade(text(f"{n}点")) for n in range(11))
    return questionnaire(item("gov-01", levels=(), next_steps=()), item("gov-02", levels=(), next_steps=()), id="eleven", grades=grades)


SCALED: Final = {"five": one_to_five, "quarters": quarters}


def answers_of(made: Questionnaire, chance: random.Random, further: int) -> dict[str, Answer]:
    """Answers somewhere on each item's own scale, further up the larger `further` is; here and there something else than a level."""
    found = {}
    for one in made.ordered:
        values = made.scale_of(one.id).values
        at = min(len(values) - 1, max(0, chance.choice((0, 0, 1, 1, 2)) + chance.choice((0, 0, further))))
        level, aim = values[at], values[min(len(values) - 1, at + 1)]
        given = measured_at(level, one.id, made) or Answer(choice=level)
        found[one.id] = msgspec.structs.replace(given, target=aim, evidence="記録" if chance.random() < 0.4 else "")
        if chance.random() < 0.07:
            found[one.id] = Answer(choice="unknown")
        elif chance.random() < 0.05 and one.not_applicable is not None:
            found[one.id] = Answer(choice="not_applicable", reason="業務がない")
    return found


def prefecture(folder: Path, made: Questionnaire, *, published: bool = True) -> Workspace:
    """All 20 municipalities over three cycles, and the averages of the two that are closed."""
    keep(folder, made)
    workspace = Workspace.open(folder, questionnaire_id=made.id)
    chance = random.Random(5)
    for town in workspace.roster.municipalities:
        for further, moment in enumerate(MOMENTS):
            desk = workspace.staff_desk(town, post="企画課", now=lambda moment=moment: moment)  # type: ignore[misc]
            if further < 2 or chance.random() < 0.6:  # the open cycle is not over yet
                desk.submit_answers(answers_of(made, chance, further), "企画課 係長", "企画課長")
    if published:
        centre = workspace.centre_desk(now=lambda: NOW)
        for cycle in PUBLISHED:
            centre.publish(centre.preview(cycle))
    return workspace
