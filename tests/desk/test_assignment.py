"""A desk that stays open writes about a municipality only while its account has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from app.specialist_people import opened
from desks import IMABARI, MATSUYAMA, Desks, submit
from moments import NOW
from textual.widgets import TextArea

from dxcheck.casework.change import VisitPatch
from dxcheck.desk.assignment import NoLongerAssignedError
from dxcheck.desk.case import CaseDesk
from dxcheck.desk.specialist import SpecialistDesk
from dxcheck.model.snapshot import Snapshot
from dxcheck.store import table
from dxcheck.store.layout import every
from dxcheck.workspace import Workspace

NAME = "senmonkan-1"


@pytest.fixture
def desk(data: Path, make_desk: Desks) -> SpecialistDesk:
    """Of an account that has 今治市 and 松山市; 今治市 has submitted."""
    submit(make_desk)
    workspace = Workspace.open(data)
    towns = [workspace.roster.find(one) for one in ("今治", "松山")]
    workspace.accounts_desk().add(NAME, "specialist", towns)
    return workspace.specialist_desk(NAME, (IMABARI, MATSUYAMA), (), has_account=True, now=lambda: NOW)


def reassign(data: Path, *names: str) -> None:
    """By the centre, in another process."""
    workspace = Workspace.open(data)
    workspace.accounts_desk().assign(NAME, [workspace.roster.find(one) for one in names])


def imabari(desk: SpecialistDesk) -> tuple[CaseDesk, Snapshot]:
    """The case and what it submitted."""
    case = desk.cases()[[one.municipality.code for one in desk.cases()].index(IMABARI)]
    latest = case.latest()
    assert latest is not None
    return case, latest


def stored(data: Path) -> dict[str, bytes]:
    """What is on the disk of municipalities."""
    return {one.name: one.read_bytes() for one in every(data, "38*.json")}


WRITES: dict[str, Callable[[CaseDesk, Snapshot, str], object]] = {
    "observe": lambda case, latest, _visit: case.observe(latest, "mom-01", "つぎの所見", internal=False),
    "observe internally": lambda case, latest, _visit: case.observe(latest, "mom-01", "内部", internal=True),
    "share": lambda case, latest, _visit: case.share(latest, ["gov-01"]),
    "judge": lambda case, latest, _visit: case.judge(latest, "mom-01", 1, "1課だけ"),
    "give back": lambda case, latest, _visit: case.give_back(latest, "根拠を", ["mom-01"]),
    "plan": lambda case, _latest, _visit: case.plan(NOW.date() + dt.timedelta(days=3)),
    "write": lambda case, _latest, visit: case.write(visit, VisitPatch(notes="記録")),
    "agree": lambda case, _latest, visit: case.agree(visit, "mom-01", 2, "一歩", "", None),
    "record": lambda case, _latest, visit: case.record(visit),
    "mark": lambda case, _latest, _visit: case.mark("any", "done"),
    "remark": lambda case, _latest, _visit: case.remark("any", "ひとこと"),
    "settle": lambda case, latest, _visit: case.settle(case.shared_observations(latest)[0]),
}


@pytest.mark.parametrize("write", WRITES)
def test_nothing_is_written_about_a_municipality_that_was_given_to_somebody_else(data: Path, desk: SpecialistDesk, write: str) -> None:
    """Seen: with the screen open at 今治市, observations were still shared after it was taken away. Until then, and once it is back, all is well."""
    case, latest = imabari(desk)
    case.observe(latest, "mom-01", "所見", internal=False)
    case.share(latest, ["mom-01"])
    case.observe(latest, "gov-01", "書きかけ", internal=False)
    visit = case.plan(NOW.date()).id
    reassign(data, "松山")
    before = stored(data)
    with pytest.raises(NoLongerAssignedError, match="今治市は、いまは担当の市町に入っていません"):
        WRITES[write](case, latest, visit)
    assert stored(data) == before
    desk.cases()[0].plan(NOW.date())
    assert desk.cases()[0].municipality.code == MATSUYAMA, "what it still has"
    reassign(data, "今治", "松山")
    WRITES[write](case, latest, visit)


def test_nothing_is_written_with_an_account_that_was_stopped(data: Path, desk: SpecialistDesk) -> None:
    """Until it is let in again."""
    case, latest = imabari(desk)
    accounts = Workspace.open(data).accounts_desk()
    accounts.set_disabled(NAME, True)
    with pytest.raises(NoLongerAssignedError, match=f"アカウント「{NAME}」は、いまは使えません"):
        case.observe(latest, "mom-01", "所見", internal=True)
    accounts.set_disabled(NAME, False)
    case.observe(latest, "mom-01", "所見", internal=True)


def test_the_accounts_are_read_no_more_while_they_stay(desk: SpecialistDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every keystroke of a visit is a write: it asks for no more than the stamp of the file."""
    case, latest = imabari(desk)
    visit = case.plan(NOW.date()).id
    read: list[Path] = []
    real = table.reader
    monkeypatch.setattr(table, "reader", lambda path, envelope: read.append(path) or real(path, envelope))  # type: ignore[func-returns-value]
    for text in ("記", "記録", "記録を"):
        case.write(visit, VisitPatch(notes=text))
        case.observe(latest, "mom-01", text, internal=True)
    assert [one.name for one in read].count("accounts.json") == 0


async def test_what_was_typed_stays_on_the_screen(data: Path, desk: SpecialistDesk) -> None:
    """It says why nothing is saved; given back, it is saved."""
    async with opened(desk) as person:
        await person.press("down", "enter", "r", "o")
        reassign(data, "松山")
        await person.type("根拠を見ました")
        await person.press("ctrl+s")
        await person.wait_until(lambda: "いまは担当の市町に入っていません" in person.text)
        assert person.app.screen.query_one(TextArea).text == "根拠を見ました"
        case, latest = imabari(desk)
        assert case.observed(latest, "gov-01", internal=False) == ""
        reassign(data, "今治", "松山")
        await person.wait_until(lambda: any(one.observation.text == "根拠を見ました" for one in case.observations(latest)))
