"""What the first screen waits for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dxcheck.app.staff.app import DxcheckApp
from dxcheck.casework.model import Action, VisitRecord
from dxcheck.desk.staff import StaffDesk
from dxcheck.model.snapshot import Draft, Snapshot
from dxcheck.questionnaire.model import Questionnaire
from dxcheck.questionnaire.parts import Item
from dxcheck.store.scan import Head

NOT_FOR_HOME = (
    "matplotlib",
    "dxcheck.charts",
    "dxcheck.reports",
    "dxcheck.prefecture",
    "dxcheck.demo",
    "dxcheck.app.heard",
    "dxcheck.app.hearing",
    "dxcheck.app.picker",
    "dxcheck.store.camps",
    "dxcheck.answering.review",
    "dxcheck.app.staff.putting_aside",
    "dxcheck.app.widgets.rows",
    "dxcheck.assessment.answer_sheet",
    "dxcheck.assessment.copying",
    "dxcheck.assessment.merging",
    "dxcheck.assessment.new_version",
    "dxcheck.assessment.readiness",
    "dxcheck.assessment.taking_in",
    "dxcheck.assessment.typed_choice",
    "dxcheck.assessment.why_level",
    "dxcheck.casework.letters",
    "dxcheck.casework.typed_work",
    "dxcheck.casework.work_sheet",
    "dxcheck.assessment.series",
    "dxcheck.benchmark.complete",
    "dxcheck.benchmark.publish",
    "dxcheck.desk.arrival",
    "dxcheck.formats",
    "dxcheck.model.account",
    "dxcheck.store.benchmarks",
    "dxcheck.system.apart",
)
NOT_FOR_CENTRE = (
    "matplotlib",
    "dxcheck.charts",
    "dxcheck.reports",
    "dxcheck.formats",
    "dxcheck.demo",
    "dxcheck.app.heard",
    "dxcheck.app.hearing",
    "dxcheck.app.screens.rows",
    "dxcheck.app.specialist.municipalities",
    "dxcheck.app.widgets.rows",
    "dxcheck.benchmark.audit",
    "dxcheck.benchmark.contribution",
    "dxcheck.benchmark.publish",
    "dxcheck.casework.lists",
    "dxcheck.desk.accounts",
    "dxcheck.desk.camps",
    "dxcheck.desk.centre_exchange",
    "dxcheck.desk.drafting",
    "dxcheck.desk.staff",
    "dxcheck.model.typed_day",
    "dxcheck.prefecture.camp",
    "dxcheck.prefecture.course",
    "dxcheck.prefecture.partners",
    "dxcheck.store.accounts",
)
NOT_FOR_SPECIALISTS = (
    "matplotlib",
    "dxcheck.charts",
    "dxcheck.reports",
    "dxcheck.formats",
    "dxcheck.demo",
    "dxcheck.app.heard",
    "dxcheck.app.hearing",
    "dxcheck.prefecture",
    "dxcheck.assessment.result",
    "dxcheck.assessment.series",
    "dxcheck.benchmark.gate",
    "dxcheck.casework.lists",
    "dxcheck.casework.off_scale",
    "dxcheck.desk.centre",
    "dxcheck.desk.drafting",
    "dxcheck.desk.staff",
    "dxcheck.desk.wishes",
    "dxcheck.model.typed_day",
    "dxcheck.store.benchmarks",
    "dxcheck.store.repository",
    "dxcheck.system.apart",
)
OPENED = """
import asyncio, sys
from pathlib import Path
from dxcheck.cli.root import root
from dxcheck.workspace import Workspace
import dxcheck.app
import dxcheck.app.{role}.app as of_role

async def look(app):
    async with app.run_test() as pilot:
        await pilot.pause()
        print(type(app.screen).__name__)
        print(sorted(one for one in sys.modules if one.startswith({not_needed!r})))

def run(self):
    asyncio.run(look(self))

of_role.{app}.run = run
workspace = Workspace.open(Path(sys.argv[1]))
{opens}
"""


@pytest.mark.parametrize(
    ("role", "app", "opens", "screen", "not_needed"),
    [
        ("staff", "DxcheckApp", "dxcheck.app.run(workspace, workspace.roster.find('今治'))", "HomeScreen", NOT_FOR_HOME),
        ("centre", "CentreApp", "dxcheck.app.run_centre(workspace.centre_desk())", "OverviewScreen", NOT_FOR_CENTRE),
        (
            "specialist",
            "SpecialistApp",
            "dxcheck.app.run_specialist(workspace.specialist_desk('senmonkan-1', ('382027',), ()))",
            "MunicipalitiesScreen",
            NOT_FOR_SPECIALISTS,
        ),
    ],
)
def test_the_first_screen_imports_nothing_that_it_does_not_show(
    tmp_path: Path, role: str, app: str, opens: str, screen: str, not_needed: tuple[str, ...]
) -> None:
    """A municipality that is given is not chosen; papers, pictures, other roles' desks and what publishes averages come with what needs them."""
    done = subprocess.run(
        [sys.executable, "-c", OPENED.format(role=role, app=app, opens=opens, not_needed=not_needed), str(tmp_path / "data")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    assert done.stdout.splitlines()[-2:] == [screen, "[]"]


async def test_stylesheets_are_read_once_and_styles_worked_out_once(desk: StaffDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting the theme of an app that is there reads all of them again; a rule that asks which child comes first works styles out twice."""
    monkeypatch.setenv("DXCHECK_THEME", "light")
    read_again = []
    refresh = DxcheckApp.refresh_css

    def told(app: DxcheckApp, animate: bool = True) -> None:
        read_again.append(animate)
        refresh(app, animate)

    monkeypatch.setattr(DxcheckApp, "refresh_css", told)
    app = DxcheckApp(desk)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert (app.theme, read_again) == ("dxcheck-light", [])
        asks = {one for rule in app.stylesheet.rules for one in rule.pseudo_classes}
        assert "focus" in asks
        assert asks.isdisjoint({"first-child", "last-child", "first-of-type", "last-of-type", "empty", "odd", "even"})
        app.action_switch_theme()
        await pilot.pause()
        assert read_again


def test_what_a_first_frame_reads_has_its_types_at_hand() -> None:
    """With `from __future__ import annotations` they would be texts, each of which msgspec has to compile: 3 ms of a first frame for these alone."""
    for kind in (Action, VisitRecord, Head, Item, Questionnaire, Draft, Snapshot):
        assert not [name for name, one in kind.__annotations__.items() if isinstance(one, str)], kind.__name__
