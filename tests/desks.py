"""Desks on a data folder of their own, with the clock standing still: what tests of desks, screens and papers begin with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from demos import CopyDemo
from moments import EARLIER, NOW

from dxcheck.desk import StaffDesk
from dxcheck.desk.case import CaseDesk
from dxcheck.desk.specialist import SpecialistDesk
from dxcheck.model.snapshot import Answer
from dxcheck.store.shelf import Address, InDatabase
from dxcheck.workspace import Workspace

IMABARI, MATSUYAMA = "382027", "382019"
FOLDER, DATABASE = "folder", "database"
DAY = dt.date(2026, 11, 24)

Desks = Callable[..., StaffDesk]


@pytest.fixture
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """An empty data folder with a Japanese name and a space in it; for some tests also an empty database (tests/desk/conftest.py)."""
    return empty(request, tmp_path / "診断 データ")


def empty(request: pytest.FixtureRequest, folder: Path) -> Address:
    """Where the data of a test lies: the folder, or a database where the fixture is made for one."""
    if getattr(request, "param", FOLDER) == DATABASE:
        from dxcheck.store.database.database_shelf import open_database

        return open_database(request.getfixturevalue("database"))
    return folder


@pytest.fixture(autouse=True)
def lies_where_its_name_says(request: pytest.FixtureRequest) -> None:
    """A module's own `data` that knows no database would pass for one."""
    spec = getattr(request.node, "callspec", None)
    if spec is not None and spec.params.get("data") == DATABASE:
        assert isinstance(request.getfixturevalue("data"), InDatabase)


@pytest.fixture
def make_desk(data: Address) -> Callable[..., StaffDesk]:
    """Desks of 今治市 on the same folder: two of them are two people."""

    def make(post: str = "企画課 情報係", *, name: str = "今治", now: Callable[[], object] = lambda: NOW) -> StaffDesk:
        workspace = Workspace.open(data)
        return workspace.staff_desk(workspace.roster.find(name), post=post, now=now)  # type: ignore[arg-type]

    return make


@pytest.fixture
def desk(make_desk: Callable[..., StaffDesk]) -> StaffDesk:
    """The desk of the person at the screen."""
    return make_desk()


def specialist(
    data: Address, name: str = "senmonkan-1", codes: tuple[str, ...] = (IMABARI, MATSUYAMA), now: dt.datetime = NOW
) -> SpecialistDesk:
    """A specialist's desk."""
    return Workspace.open(data).specialist_desk(name, codes, ("system",), now=lambda: now)


def case_of(data: Address, name: str = "senmonkan-1", now: dt.datetime = NOW) -> CaseDesk:
    """今治市 on a specialist's desk."""
    workspace = Workspace.open(data)
    return specialist(data, name, now=now).case(workspace.roster.find("今治"))


def submit(make_desk: Desks, *, level: int = 1, at: dt.datetime = EARLIER, **special: Answer) -> None:
    """Submit every item at one level, but for some."""
    desk = make_desk(now=lambda: at)
    answers = {item.id: Answer(choice=level) for item in desk.questionnaire.items} | {
        key.replace("_", "-"): value for key, value in special.items()
    }
    desk.submit_answers(answers, "企画課 係長", "企画課長")


@pytest.fixture
def workspace(copy_demo: CopyDemo, tmp_path: Path) -> Workspace:
    """The demo of a fixed day, to be changed."""
    return Workspace.open(copy_demo(tmp_path / "demo", DAY))
