"""Every export and desk against the table of who may (tests/access.py), collected from the code itself."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import FunctionType, MethodType, ModuleType
from typing import Any

import access
import pytest
from demos import CopyDemo
from reading_back import text_in

import dxcheck.app
import dxcheck.desk
import dxcheck.reports
import dxcheck.store
from dxcheck.demo.asking import SECTIONS
from dxcheck.formats.file_formats import endings_of
from dxcheck.formats.markdown import to_markdown
from dxcheck.model.calendar import JAPAN
from dxcheck.model.snapshot import Answer
from dxcheck.prefecture.selection import TableView
from dxcheck.reports.brief import brief
from dxcheck.reports.handover import handover, specialist_handover
from dxcheck.reports.municipality_pictures import OfMunicipality
from dxcheck.reports.one_page import municipality_page
from dxcheck.reports.overview import OverviewFile
from dxcheck.reports.pictures import PICTURES
from dxcheck.reports.prefecture import centre_report
from dxcheck.reports.prefecture_subject import OfPrefecture
from dxcheck.reports.public import public_report
from dxcheck.reports.public_file import OfPublished
from dxcheck.reports.result_sheet import result_sheet
from dxcheck.reports.visit_record import shared_record, visit_record
from dxcheck.workspace import Workspace

DAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, copy_demo: CopyDemo) -> Workspace:
    """The demo, with words in it that would be recognised anywhere."""
    workspace = Workspace.open(copy_demo(tmp_path_factory.mktemp("access") / "demo", DAY))
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    answers = {one.id: Answer(choice=1, evidence="ひみつ弱点" if one.sensitive else "根拠", target=3) for one in desk.questionnaire.items}
    desk.submit_answers(answers, "企画課", "課長")
    case = case_at(workspace)
    latest = case.latest()
    assert latest is not None
    case.observe(latest, "gov-01", "ひみつ所見", internal=True)
    case.judge(latest, "gov-01", 0, "ひみつ見立て")
    return workspace


def case_at(workspace: Workspace) -> Any:
    """A specialist at 今治市."""
    return workspace.specialist_desk("専門官", ["382027"], (), now=lambda: NOW).cases()[0]


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Every module in a package."""
    for one in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield importlib.import_module(one.name)


def reachable(start: object) -> Iterator[object]:
    """Everything an object leads to: attributes, items, what functions close over."""
    seen, todo = set(), [start]
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, (str, bytes, int, float, type, ModuleType)):
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, MethodType):
            todo.append(one.__self__)
        if isinstance(one, FunctionType):
            todo += [cell.cell_contents for cell in one.__closure__ or ()]
        if isinstance(one, dict):
            todo += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple, set, frozenset)):
            todo += list(one)
        elif hasattr(one, "__dict__"):
            todo += list(vars(one).values())


@pytest.mark.parametrize("role", ["staff", "section", "specialist", "centre"])
def test_a_desk_leads_only_to_what_its_role_may_reach(workspace: Workspace, role: str) -> None:
    """Nothing of another municipality, no kind of desk or file beyond the table; every kind there is has a line."""
    kinds = {
        one
        for package in (dxcheck.store, dxcheck.desk)
        for module in modules(package)
        for one in vars(module).values()
        if inspect.isclass(one) and one.__module__ == module.__name__ and hasattr(one, "__dict__") and _holds_data(one)
    }
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.desk.comparison import Comparing

    kinds |= {CentreDesk, Comparing}
    assert {one.__name__ for one in kinds} == set(access.REACHES), "a new kind of desk or file needs a line in tests/access.py"
    fresh = Workspace.open(workspace.folder.path)
    desk: object = {
        "staff": lambda: fresh.staff_desk(fresh.roster.find("今治"), now=lambda: NOW),
        "section": lambda: fresh.section_desk(
            fresh.roster.find("今治"), SECTIONS[0], fresh.asked_of(fresh.roster.find("今治"), SECTIONS[0]), now=lambda: NOW
        ),
        "specialist": lambda: fresh.specialist_desk("専門官", ["382027"], (), has_account=True, now=lambda: NOW),
        "centre": lambda: fresh.centre_desk("センター", now=lambda: NOW),
    }[role]()
    names = {type(one).__name__ for one in reachable(desk)}
    allowed = {name for name, roles in access.REACHES.items() if role in roles}
    assert names & set(access.REACHES) <= allowed
    if role != "centre":
        codes = {one.code for one in reachable(desk) if hasattr(one, "code") and type(one).__name__.endswith("Repository")}
        assert codes == (set() if role == "section" else {"382027"})


def _holds_data(kind: type) -> bool:
    """Desks and repositories, not the plain data they give."""
    import msgspec

    holds_repositories = {"Setting", "Instruments", "PrefectureSetting", "Preview"}  # named tuples, for what they cost to define
    is_tuple = issubclass(kind, tuple) and kind.__name__ not in holds_repositories
    plain = is_tuple or issubclass(kind, (msgspec.Struct, Exception)) or inspect.isabstract(kind) or getattr(kind, "_is_protocol", False)
    return not plain and kind.__name__ not in {
        "CaseSummary",
        "AuditLog",
        "DurableStorage",
        "ReadingDesk",
        "FirstMark",
        "NewContent",
        "_Waiting",
    }


def test_every_paper_and_picture_has_a_rule() -> None:
    """Collected from the packages that make them."""
    papers = {
        name
        for module in modules(dxcheck.reports)
        for name, one in vars(module).items()
        if inspect.isfunction(one) and one.__module__ == module.__name__ and one.__annotations__.get("return") == "Paper"
    }
    assert papers == set(access.PAPERS)
    assert {f"{one.source} {one.id}" for one in PICTURES} == set(access.PICTURES), "a new picture needs a line in tests/access.py"


def test_no_export_holds_what_its_readers_must_not_see(workspace: Workspace) -> None:
    """Internal notes only with specialists; what an attacker could use in no file for others; in the public report no municipality at all."""
    centre = workspace.centre_desk("センター", now=lambda: NOW)
    staff = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    overview = centre.comparing.overview()
    table = OverviewFile(TableView(overview))
    made = {
        "result_sheet": to_markdown(result_sheet(staff)).decode(),
        "handover": to_markdown(handover(staff)).decode(),
        "specialist_handover": to_markdown(specialist_handover(case_at(workspace))).decode(),
        "brief": to_markdown(brief(case_at(workspace))).decode(),
        "visit_record": to_markdown(visit_record(case_at(workspace), case_at(workspace).visits()[0].record)).decode(),
        "shared_record": to_markdown(shared_record(staff)).decode(),
        "municipality_page": to_markdown(municipality_page(case_at(workspace), ["専門官"])).decode(),
        "centre_report": to_markdown(centre_report(centre, overview)).decode(),
        "public_report": to_markdown(public_report(centre)).decode(),
    }
    assert set(made) == set(access.PAPERS)
    made |= {f"table {one}": text_in(one, table.to_bytes(one)) for one in endings_of("table")}
    subjects = [OfMunicipality(staff), OfPrefecture(centre, TableView(overview)), OfPublished(centre)]
    by_source = {one.source: one for one in subjects}
    made |= {f"{one.source} {one.id}": "\n".join(vars(one.draw(by_source[one.source]).words).values()) for one in PICTURES}
    sensitive = [str(one.title) for one in overview.questionnaire.items if one.sensitive]
    for name, text in made.items():
        may_see_notes = access.PAPERS.get(name) == "specialist"
        assert ("ひみつ所見" in text) <= may_see_notes, name
        assert ("ひみつ見立て" in text) <= may_see_notes, name
        if name in ("centre_report", "public_report") or name.startswith(("table ", "prefecture ", "published ")):
            assert "ひみつ弱点" not in text, name
            assert not [one for one in sensitive if one in text], name
    assert "ひみつ" not in made["municipality_page"], "it may lie on a table where others sit"
    assert "ひみつ所見" in made["brief"], "the brief is what internal notes are for"
    rules = access.PAPERS | access.PICTURES
    for name in (one for one in rules if rules[one] == "everybody"):
        assert not [one.name for one in workspace.roster.municipalities if one.name in made[name]], name
