"""What all tests share: how they are sorted, where they write, how an app is waited for, and a hypothesis profile that two cores can run in time."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import stillness
from argon2 import PasswordHasher
from chance import USUAL
from demos import copy_demo
from hypothesis import HealthCheck, settings
from long import LONG, MANY
from postgresql import cluster, database

from dxcheck import i18n
from dxcheck.desk import password
from dxcheck.store.folder_watch import WATCH
from dxcheck.system import patience

__all__ = ["cluster", "copy_demo", "database"]

stillness.install()
# A password of the product's takes a tenth of a second and 64 MB, on purpose (tests/desk/test_password.py).
password._HASHER = password._CODES = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
password._NOBODY = password.hashed("nobody has this password")
settings.register_profile("here", deadline=None, max_examples=USUAL, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("here"), max_examples=USUAL // 3)  # `make check`
settings.register_profile("same", settings.get_profile("here"), derandomize=True)  # a run of the same tree says the same: `.ci/run`
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "here"))

ROOT = Path(__file__).parent
KINDS = {
    "attack": ("attack/*",),
    "crawl": ("*/test_fuzz.py", "app/test_contrast.py", "reports/test_changes_everywhere.py"),
    "server": ("web/test_fuzz_wire.py", "web/test_secrets.py"),
    "kills": ("*/test_killed.py", "*/test_under_load.py", "store/test_many_writers.py", "web/test_studio.py"),
}
"""Marks (pyproject.toml says what they stand for) and the files whose tests have them."""
FIXTURES = {"chromium": "browser", "serve": "server", "cluster": "database"}
"""Fixtures, and the mark of whatever test asks for one."""
LEFT_OUT = {*KINDS, *FIXTURES.values()}
"""Marks of tests that `make check` leaves out, beside `long`."""
SMALL = (80, 24)
IN_MEMORY = Path("/dev/shm")
LONGEST_NAME = 60
LEFT_OPEN: list[str] = []
"""Sockets that nobody closed: what the warning says of each."""
WHY_LINES = 60
"""Lines told of a test that failed once: a screen and what was asked of it."""
ROOM = 2 << 30
"""Bytes free in memory from which tests write there."""
COLLECTED_EVERY = 1_000_000
"""Objects after which garbage is looked for: some seventy apps, and about 100 MB more than with Python's own 700. Also while tests are read in, a fifth of which went there."""
gc.set_threshold(COLLECTED_EVERY, 5, 5)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much of the attack on the averages is made."""
    parser.addoption("--attack", choices=("part", "whole"), default="part", help="attack a part of the simulated prefectures, or all")


def pytest_configure() -> None:
    """Keep what tests write in memory where there is room: every save waits for the disk, and no test is about how long that takes. What is known of terminals is nobody's."""
    os.environ["XDG_STATE_HOME"] = os.devnull
    sys.unraisablehook = _note_what_was_left_open
    if "PYTEST_DEBUG_TEMPROOT" not in os.environ and IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK):
        may_run = not os.statvfs(IN_MEMORY).f_flag & os.ST_NOEXEC
        if may_run and shutil.disk_usage(IN_MEMORY).free > ROOM:
            os.environ["PYTEST_DEBUG_TEMPROOT"] = str(IN_MEMORY)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the folder they lie in, by what they ask for and by how long they take; nobody need think of it."""
    begun: set[tuple[str, str]] = set()
    for item in items:
        where, name = item.path.relative_to(ROOT).as_posix(), getattr(item, "originalname", item.name)
        for mark in _kinds_of(item, where):
            item.add_marker(mark)
        if name in LONG.get(where, ()) or (where, name) in begun:
            item.add_marker("long")
        elif name in MANY.get(where, ()) and not any(item.get_closest_marker(one) for one in LEFT_OUT):
            begun.add((where, name))
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)  # the browser's own loop
            # A browser, a server and an app share the machine with all other tests. What fails twice in a row fails; what fails once is told at the end.
            item.add_marker(pytest.mark.flaky(reruns=1))


def _kinds_of(item: pytest.Item, where: str) -> Iterator[str]:
    """The marks of a test, but for how long it takes."""
    for mark, patterns in KINDS.items():
        if any(fnmatch(where, one) for one in patterns):
            yield mark
    for fixture, mark in FIXTURES.items():
        if fixture in getattr(item, "fixturenames", ()):
            yield mark
    tried = getattr(item, "callspec", None)
    if tried is not None and "database" in tried.params.values():
        yield "database"
    if _is_a_further_size(item):
        yield "crawl"


def _is_a_further_size(item: pytest.Item) -> bool:
    """Whether a test is tried at several sizes of the screen, and this is not the small one, where things go wrong first."""
    sizes = [mark.args[1] for mark in item.iter_markers("parametrize") if mark.args[0] == "size"]
    tried = getattr(item, "callspec", None)
    return bool(sizes) and SMALL in sizes[0] and tried is not None and tried.params["size"] != SMALL


@pytest.fixture(autouse=True)
def _japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins in Japanese, whatever the machine's locale says, and with no settings of dxcheck's in the environment."""
    for name in (
        "DXCHECK_LANG",
        "DXCHECK_DATA",
        "DXCHECK_ROSTER",
        "DXCHECK_POST",
        "DXCHECK_PLAIN",
        "DXCHECK_QUESTIONNAIRE",
        "DXCHECK_THEME",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "ja")
    i18n.use("ja")


@pytest.fixture(autouse=True)
def _unseen_folder() -> Iterator[None]:
    """Nobody knows what the test before saw on the disk: the folder of one that passed is gone at once, and the next may get one of the same name.

    Seen: the next saw for half a second that a file of its own was not there, as it was not between the two.
    """
    yield
    with WATCH._guard:
        WATCH._kept.clear()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test by the beginning of a long value: five million spaces in a name are kept, sent and printed as often as the name is.

    Long bytes have no name of their own: an archive that a test makes holds the time, and two workers must call a test the same.
    """
    if isinstance(val, bytes) and len(val) > LONGEST_NAME:
        return "bytes"
    if isinstance(val, str) and len(val) > LONGEST_NAME:
        return f"{val[:LONGEST_NAME]!r} and so on, {len(val)} long"
    return None


def pytest_collection_finish() -> None:
    """What was imported until now stays, and what little of it is garbage with it: the collector need not look at it again in every test."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """What is still there is not looked through once more by a process that ends: that took a worker one to two seconds."""
    sys.unraisablehook = sys.__unraisablehook__
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """A test that ran the program in this process ran it without collecting garbage; the next ones would never get rid of their apps and figures.

    One that failed may have left an app open: as long as a screen is, files are seen as they were a moment ago, and in the same place the next test makes others.
    A socket that was left open fails the test in which that is found.
    """
    gc.enable()
    while patience.is_on():
        patience.screen_closes()
    yield
    if LEFT_OPEN:
        told = ", ".join(LEFT_OPEN)
        LEFT_OPEN.clear()
        pytest.fail(f"left open, here or in a test before whose garbage was only now looked for: {told}", pytrace=False)


def _note_what_was_left_open(unraised: sys.UnraisableHookArgs) -> None:
    """Called for what a destructor raised; whatever else that is, is printed as always."""
    if issubclass(unraised.exc_type, ResourceWarning) and str(unraised.exc_value).startswith("unclosed <socket"):
        LEFT_OPEN.append(str(unraised.exc_value))
    else:
        sys.__unraisablehook__(unraised)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the attack on the averages found, whether it passed or not; and name what was run once more, and why, so that nobody overlooks it."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    lines = sorted(str(value) for one in reports for name, value in one.user_properties if name == "attack")
    if lines:
        terminalreporter.section("attack on the published averages (docs/design.md section 5)")
        for line in lines:
            terminalreporter.write_line(line)
    again: list[pytest.TestReport] = terminalreporter.stats.get("rerun", [])
    if again:
        terminalreporter.section("failed once, and were run once more")
    for report in again:
        terminalreporter.write_line(f"{report.nodeid}: {report.longreprtext.strip().rpartition(chr(10))[2]}")
        crash = getattr(
            report.longrepr, "reprcrash", None
        )  # what was looked for, and the screen that was there: what fails once may not be seen again
        for line in (crash.message if crash is not None else "").splitlines()[:WHY_LINES]:
            terminalreporter.write_line(f"  {line}")
