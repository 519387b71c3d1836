"""The app process behind one browser tab."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import os
import pkgutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck import i18n
from dxcheck.app.studio import Studio
from dxcheck.model.roster import load_roster
from dxcheck.store.files import LOCK_FOLDER
from dxcheck.store.opening import address_of
from dxcheck.system import apart
from dxcheck.system.confinement import confine
from dxcheck.system.refusal import DxcheckError
from dxcheck.web import failure, memory
from dxcheck.web.errands import Errands
from dxcheck.web.identity import Start
from dxcheck.web.reach import reach, reach_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from textual.pilot import Pilot

    from dxcheck.app.base_app import BaseApp
    from dxcheck.desk import StaffDesk
    from dxcheck.desk.section import SectionDesk
    from dxcheck.store.shelf import Address
    from dxcheck.web.identity import Borrowed
    from dxcheck.workspace import Workspace

VARIABLE: Final = "DXCHECK_START"
ENVIRONMENT: Final = {
    "TEXTUAL_DRIVER": "dxcheck.web.driver:Driver",
    "TEXTUAL_FPS": "60",
    "TEXTUAL_COLOR_SYSTEM": "truecolor",
    "TERM_PROGRAM": "textual",
    "TERM": "xterm-256color",
    "OPENBLAS_NUM_THREADS": "1",  # no picture is quicker with more, and each takes 40 MB
}
"""Must be set before Textual and NumPy are imported."""


NEEDED: Final = (
    *("LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH"),
    *("PYTHONPATH", "PYTHONHOME", "PYTHONUTF8", "PYTHONIOENCODING", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "PATH", "USERPROFILE", "LOCALAPPDATA", "APPDATA"),
)
"""What of the server's own environment a session is given: how texts and times are read, and where programs are. Whatever else stands there, a secret of another
service for one, is nobody's business in a session."""


def environment() -> dict[str, str]:
    """What a process of ours begins with."""
    return {**{name: os.environ[name] for name in NEEDED if name in os.environ}, **ENVIRONMENT}


SCREENS: Final = "dxcheck.app"
"""All of it is imported ahead: whatever somebody opens is there, and in no session's own memory. A session's app still imports at once only what its first screen needs, for
whoever opens it in a terminal."""
WARM: Final = (
    "concurrent.futures.thread",
    "encodings.ascii",
    "encodings.unicode_escape",
    "resource",
    "dxcheck.store.ask_heads",
    "textual.layouts.factory",
    "textual.layouts.horizontal",
    "textual.layouts.stream",
    "dxcheck.web.driver",
    "dxcheck.workspace",
    "dxcheck.store.audit",
    "dxcheck.store.camps",
    "dxcheck.store.searches",
    "dxcheck.desk.arrival",
    "dxcheck.desk.assignment",
    "dxcheck.desk.camps",
    "dxcheck.desk.case",
    "dxcheck.desk.centre",
    "dxcheck.desk.cycles",
    "dxcheck.desk.prefecture",
    "dxcheck.desk.section",
    "dxcheck.desk.specialist",
    "dxcheck.desk.staff",
    "dxcheck.assessment.drafting",
    "dxcheck.assessment.new_version",
    "dxcheck.assessment.readiness",
    "dxcheck.assessment.series",
    "dxcheck.benchmark.complete",
    "dxcheck.casework.agreement",
    "dxcheck.casework.calibration",
    "dxcheck.casework.letters",
    "dxcheck.casework.off_scale",
    "dxcheck.casework.responses",
    "dxcheck.casework.tries",
    "dxcheck.casework.work_sheet",
    "dxcheck.assessment.why_level",
    "dxcheck.model.account",
    "dxcheck.pages.router",
    "dxcheck.store.benchmarks",
    "dxcheck.system.apart",
    "dxcheck.charts.inside",
    "dxcheck.charts.in_figures",
    "dxcheck.questionnaire.counted_faults",
    "dxcheck.reports.prefecture_scenes",
    "dxcheck.reports.scenes",
)
"""What else a session needs on its way to its first screen, and to those that are opened most. Where an import is put off for a terminal's first frame, its module goes here
(`tests/web/test_warm.py`)."""


WARM_FOR_DATABASES: Final = ("psycopg", "psycopg.pq", "dxcheck.store.database.database_shelf")


def warm_up(*, for_databases: bool = False) -> None:
    """Import what every session needs, so that a forked one has it already."""
    os.environ.update(ENVIRONMENT)
    for name in (*WARM, *_screens(), *(WARM_FOR_DATABASES if for_databases else ())):
        importlib.import_module(name)
    load_roster()
    from rich.cells import cell_len

    cell_len("幅")  # the table of widths
    try:
        _rehearse()
    except Exception as problem:  # noqa: BLE001 - it saves memory and time; sessions begin without it too
        failure.say(problem)


def _screens() -> Iterator[str]:
    """The names of all modules with screens."""
    there = importlib.import_module(SCREENS)
    return (one.name for one in pkgutil.walk_packages(there.__path__, f"{SCREENS}."))


def _rehearse() -> None:
    """Do once what every session does at first, over a folder with nobody's data, and show it to nobody.

    The interpreter rewrites what it runs the first times, and texts and colours are looked up and kept: done before the fork it is done once, and the memory for it is shared. With
    25 sessions that was 3 MB a session, and a quarter of the work of a first frame.
    """
    with tempfile.TemporaryDirectory(prefix="dxcheck-") as folder:
        start = Start(
            account="", address="", role="staff", municipality=load_roster().municipalities[0].code, municipalities=(), fields=(),
            data=str(Path(folder, "empty")), roster="", questionnaire="", language=i18n.language(), theme="light", width=120, height=40,
        )  # fmt: skip
        workspace = _workspace(start, None)
        reach(start, workspace)
        app = _app(start, workspace)
        assert app is not None
        asyncio.run(app.run_async(headless=True, size=(start.width, start.height), auto_pilot=_leave))


async def _leave(pilot: Pilot[Any]) -> None:
    await pilot.pause()
    pilot.app.exit(0)


def run(start: Start, line: int | None = None, pictures: int | None = None) -> int:
    """Open the desk and run the app on standard input and output, as the server's packets.

    Args:
        start: what the server said.
        line: where errands go; with it this process is confined to what its desk needs, before anything is done for anybody.
        pictures: the line to who draws pictures; without one this process does.

    Returns:
        0 if the person left; 1 if the app failed, however it did.
    """
    failure.say_places_only()
    memory.bound()
    os.environ.update({**ENVIRONMENT, "COLUMNS": str(start.width), "ROWS": str(start.height), "DXCHECK_THEME": start.theme})
    i18n.use(start.language)
    try:
        workspace = _workspace(start, line)
        apart.take_turns(workspace.folder.settings_folder / LOCK_FOLDER, failure.say, _beside(start))
        if start.face == "pages":
            return _make_pages(start, workspace)
        app = _app(start, workspace)
    except DxcheckError as refused:  # what is wrong with the folder or its questionnaires is for whoever runs the server
        sys.stderr.write(f"{refused.in_full()}\n")
        return 1
    if app is None:
        return _say_nobody(start)
    gc.disable()  # until the first frame is there (`BaseApp`): what it makes is looked at once, and not many times meanwhile
    app.was_at = start.was_at
    if pictures is not None:
        app.artist.draw_in(Studio(socket.socket(fileno=pictures)))
    app.error_console.quiet = True  # Textual's own account of a failure shows the values of all variables
    status = app.run()
    if app._exception is not None:  # noqa: SLF001 - see CONTRIBUTING.md
        failure.say(app._exception)  # noqa: SLF001
    return status or app.return_code or 0


def _workspace(start: Start, line: int | None) -> Workspace:
    """The data, opened; from then on, with a line, this process has what its desk needs and nothing else."""
    from dxcheck.workspace import Workspace

    errands = Errands(socket.socket(fileno=line)) if line is not None else None
    if start.borrowed is not None and errands is not None:
        _borrow(start, start.borrowed, errands)
    workspace = Workspace.open(_address(start), Path(start.roster) if start.roster else None, questionnaire_id=start.questionnaire)
    if errands is None:
        from dxcheck.model import calendar
        from dxcheck.store.audit import AuditLog

        workspace.witness = AuditLog(workspace.folder.path).witness(calendar.now, start.account, start.address)
        return workspace
    workspace.witness = errands.act
    workspace.folder.leave_to(errands)
    if start.borrowed is None:
        confine(reach(start, workspace))
    return workspace


def _address(start: Start) -> Address:
    """Where the data is; of a database what the session's seat shows.

    Raises:
        StoreError: it cannot be opened.
    """
    if start.borrowed is None or not start.borrowed.seat:
        return address_of(start.data)
    from dxcheck.store.database.database_shelf import open_database  # few work with a database

    return open_database(start.data, seat=start.borrowed.seat)


def _borrow(start: Start, borrowed: Borrowed, errands: Errands) -> None:
    """A process that works with a database is confined before it knows anything of it, its password included."""
    from dxcheck.store.database.borrowing import borrow_from  # few work with a database

    borrow_from(errands, Path(borrowed.settings))
    confine(reach_beside(borrowed, start), borrowed.family)


def _beside(start: Start) -> Callable[[], AbstractContextManager[object]]:
    """What has to be done beside whatever is made in a process of its own."""
    if start.borrowed is not None:
        from dxcheck.store.database.borrowing import borrowing  # few work with a database

        if (there := borrowing()) is not None:
            return there.set_aside
    return contextlib.nullcontext


def _say_nobody(start: Start) -> int:
    sys.stderr.write(f"no municipality {start.municipality}\n")
    return 1


def _make_pages(start: Start, workspace: Workspace) -> int:
    """Answer requests for plain pages at the desk of a municipality's staff, or of a section, until the server closes the line.

    Raises:
        DxcheckError: the desk cannot be opened.
    """
    from dxcheck.pages import make_pages

    municipality = workspace.roster.by_code(start.municipality) if start.role in ("staff", "section") else None
    if municipality is None:
        return _say_nobody(start)
    desk: StaffDesk | SectionDesk
    if start.role == "section":
        desk = workspace.section_desk(municipality, start.post, start.asks)
    else:
        desk = workspace.staff_desk(municipality, post=start.post)
        desk.session = start.sitting or desk.session
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as out:
        make_pages(desk, source, out)
    return 0


def _app(start: Start, workspace: Workspace) -> BaseApp | None:
    """The app of the account's role, at its desk; None if its municipality is in no roster."""
    from dxcheck.app.drawing import FINE  # the page has a terminal and a font of our own

    if start.role == "specialist":
        from dxcheck.app.specialist.app import SpecialistApp

        return SpecialistApp(workspace.specialist_desk(start.account, start.municipalities, start.fields, has_account=True), drawing=FINE)
    if start.role == "centre":
        from dxcheck.app.centre.app import CentreApp

        return CentreApp(workspace.centre_desk(start.account), drawing=FINE)
    municipality = workspace.roster.by_code(start.municipality)
    if start.role == "section":
        from dxcheck.app.section.app import SectionApp

        return SectionApp(workspace.section_desk(municipality, start.post, start.asks), drawing=FINE) if municipality else None
    from dxcheck.app.staff.app import DxcheckApp

    return DxcheckApp(workspace.staff_desk(municipality, post=""), drawing=FINE) if municipality else None


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Where a process cannot be forked (Windows): started for one session, told by the environment."""
    start = msgspec.json.decode(environ[VARIABLE], type=Start)
    os.environ.pop(VARIABLE, None)
    return run(start)


if __name__ == "__main__":
    sys.exit(main())
