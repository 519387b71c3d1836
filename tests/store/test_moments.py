"""A moment is one in Japan, whatever it was read from: files, caches, machines in other zones. Its day never moves."""

from __future__ import annotations

import csv
import datetime as dt
import importlib
import io
import json
import pkgutil
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from cli.test_commands import run
from hypothesis import given
from hypothesis import strategies as st
from store.making import draft, program, snapshot

import dxcheck
from dxcheck.model.calendar import JAPAN, Cycle, Timed, moments_of
from dxcheck.model.snapshot import Answer, Draft, Snapshot
from dxcheck.prefecture.overview import Line
from dxcheck.store import errors, files
from dxcheck.store.derived import Derived, folder_in
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

EARLY = dt.datetime(2026, 11, 14, 8, 30, tzinfo=JAPAN)
"""Still the day before in UTC."""
_MOMENTS = st.datetimes(
    dt.datetime(1990, 1, 1),  # noqa: DTZ001 - of a calendar on the wall; the zones are added below
    dt.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([JAPAN, dt.UTC, dt.timezone(dt.timedelta(hours=-8)), dt.timezone(dt.timedelta(hours=14))]),
)


@pytest.fixture
def early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one municipality's submission at half past eight in the morning."""
    monkeypatch.setattr(files, "SETTLED_AFTER", -1)  # at rest at once, so that what is computed from it is kept
    workspace = Workspace.open(tmp_path / "data")
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: EARLY)
    desk.submit_answers({one.id: Answer(choice=2) for one in desk.questionnaire.ordered}, "企画課", "課長")
    workspace.accounts_desk(now=lambda: EARLY).add("senmonkan-1", "specialist", [workspace.roster.find("今治")])
    return tmp_path / "data"


def test_a_submission_before_nine_keeps_its_day_in_every_file_however_often_it_is_made(early: Path) -> None:
    """Seen: `dxcheck compare` twice gave 2026-11-14, then 2026-11-13, because what was kept beside the file spoke in UTC."""
    told = []
    for _nth in range(3):
        table = run(early, "compare", "--cycle", "2026-2", "--format", "csv").stdout.removeprefix("\ufeff")
        [day] = [one["提出日"] for one in csv.DictReader(io.StringIO(table, newline="")) if one["市町"] == "今治市"]
        found = json.loads(run(early, "compare", "--cycle", "2026-2", "--format", "json").stdout)
        [moment] = [one["submitted_at"] for one in found["municipalities"] if one["name"] == "今治市"]
        told.append((day, moment))
    assert list(folder_in(early).iterdir()), "the second reading came from what was kept"
    assert set(told) == {("2026-11-14", "2026-11-14T08:30:00+09:00")}


def modules() -> Iterator[str]:
    """Every module of dxcheck."""
    yield from (one.name for one in pkgutil.walk_packages(dxcheck.__path__, "dxcheck.") if not one.name.endswith("__main__"))


def structs() -> set[type[msgspec.Struct]]:
    """Every kind of plain data there is."""
    for name in modules():
        importlib.import_module(name)
    found: set[type[msgspec.Struct]] = set()
    waiting = [msgspec.Struct]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        found.update(one for one in kinds if one.__module__.startswith("dxcheck."))
    return found


def mentions_moment(type_: object) -> bool:
    """Whether a moment can be in a value of this type, at any depth."""
    return type_ is dt.datetime or any(mentions_moment(one) for one in get_args(type_))


def test_all_data_that_says_when_says_it_in_japan_time() -> None:
    """A new kind of data with a moment in it fails here until it is a `Timed`; a moment inside a list or a dict would slip through, so there is none."""
    seen = 0
    for kind in structs() - {Timed}:
        if "__parameters__" in vars(kind) and vars(kind)["__parameters__"]:
            continue  # generic: what it holds is looked at by itself
        for field in msgspec.structs.fields(kind):
            if mentions_moment(field.type):
                seen += 1
                assert issubclass(kind, Timed), f"{kind.__name__}.{field.name}"
                assert dt.datetime in (field.type, *get_args(field.type)), f"{kind.__name__}.{field.name} hides a moment"
            if issubclass(kind, Timed):
                assert (field.name in moments_of(kind)) == mentions_moment(field.type), f"{kind.__name__}.{field.name}"
    assert seen >= 15


def test_nothing_but_the_calendar_asks_what_time_it_is_or_makes_moments_from_text() -> None:
    """Whoever reads a moment in another way reads it in another zone."""
    other = re.compile(r"fromtimestamp|strptime|utcnow|datetime\.now|localtime\(|gmtime\(|strftime\(|date\.today|fromisoformat|mktime")
    root = Path(dxcheck.__file__).parent
    found = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if other.search(path.read_text("utf-8"))}
    assert found == {"model/calendar.py"}


@given(_MOMENTS)
def test_a_moment_survives_every_format(moment: dt.datetime) -> None:
    """JSON, MessagePack and TinyDB's plain values: the same instant, on the day it was in Japan."""
    made = msgspec.structs.replace(snapshot(1), submitted_at=moment)
    line = msgspec.structs.replace(
        Line(Workspace.open(Path("nowhere"), create=False).roster.municipalities[0], "counted", Cycle.of(moment)), submitted_at=moment
    )
    begun = msgspec.structs.replace(draft(gov_01=1), started_at=moment)
    day = moment.astimezone(JAPAN).date()
    again: list[tuple[dt.datetime | None, dt.datetime | None]] = []
    for one, kind, name in ((made, Snapshot, "submitted_at"), (line, Line, "submitted_at"), (begun, Draft, "started_at")):
        for read in (
            msgspec.json.decode(msgspec.json.encode(one), type=kind),
            msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=kind),
            msgspec.convert(msgspec.to_builtins(one), kind),
        ):
            assert read == one
            again.append((getattr(read, name), getattr(one, name)))
    for read_at, at in again:
        assert read_at is not None
        assert at is not None
        assert read_at == at == moment
        assert (read_at.date(), read_at.isoformat()) == (day, moment.astimezone(JAPAN).isoformat())
    assert made.cycle == Cycle.of(day)


@given(_MOMENTS)
def test_a_file_from_a_machine_in_another_zone_tells_the_day_in_japan(moment: dt.datetime) -> None:
    """As an editor or another program may have written it, with Z or another offset."""
    text = msgspec.json.encode(snapshot(1)).decode()
    at = msgspec.json.encode(snapshot(1).submitted_at).decode()
    read = msgspec.json.decode(text.replace(at, f'"{moment.isoformat()}"').encode(), type=Snapshot)
    assert read.submitted_at.date() == moment.astimezone(JAPAN).date()
    assert read.submitted_at.isoformat().endswith("+09:00")


def test_what_is_kept_beside_a_file_keeps_the_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The very cache that moved the day."""
    source = place(tmp_path, "382027.json")
    source.parent.mkdir(parents=True)
    source.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(files, "SETTLED_AFTER", -1)
    kept, stamp = Derived(tmp_path, Line), files.stamp(source)
    municipality = Workspace.open(tmp_path / "data").roster.municipalities[0]
    kept.put("382027", source, stamp, "x", Line(municipality, "counted", Cycle.of(EARLY), submitted_at=EARLY))
    found = kept.get("382027", stamp, "x")
    assert found is not None
    assert found.submitted_at is not None
    assert found.submitted_at.isoformat() == "2026-11-14T08:30:00+09:00"


def test_a_moment_without_a_zone_is_refused_and_says_why(early: Path) -> None:
    """Somebody took the offset out by hand: whose nine o'clock it is would depend on the machine that reads it."""
    path = place(early, "382027.json")
    text = path.read_text("utf-8")
    path.write_text(text.replace('"2026-11-14T08:30:00+09:00"', '"2026-11-14T08:30:00"'), encoding="utf-8")
    workspace = Workspace.open(early)
    with pytest.raises(errors.DamagedError, match="時差"):
        workspace.folder.repository("382027").every_snapshot()
    [line] = [one for one in workspace.centre_desk().comparing.overview().lines if one.municipality.code == "382027"]
    assert line.state == "damaged"
    assert "時差" in line.problem


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_at_the_end_of_all_calendars_is_a_fault_of_the_file_and_not_of_the_program(text: str) -> None:
    """No traceback from a file that was made to have one."""
    raw = msgspec.json.encode(snapshot(1)).decode()
    at = msgspec.json.encode(snapshot(1).submitted_at).decode()
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw.replace(at, f'"{text}"').encode(), type=Snapshot)


EXPORTS = """
import datetime as dt, hashlib, os, sys, time
from pathlib import Path
import dxcheck.model.calendar as calendar
moment = dt.datetime.fromisoformat(sys.argv[2])
calendar.now = lambda: moment
from dxcheck import i18n
i18n.use("ja")
from click.testing import CliRunner
from dxcheck.cli.root import root
from dxcheck.workspace import Workspace
data = Path(sys.argv[1])
workspace = Workspace.open(data)
newest = workspace.folder.repository("382027").every_snapshot()[-1].id
calls = {
    "compare.csv": ["compare", "--force", "-o", "a.csv"], "compare.json": ["compare", "--force", "-o", "a.json"], "compare.xlsx": ["compare", "--force", "-o", "a.xlsx"],
    "brief.pdf": ["brief", "今治", "--force", "-o", "b.pdf"], "board": ["report", "centre", "--force", "-o", "a.md"],
    "brief.md": ["brief", "今治", "--force", "-o", "b.md"], "handover.md": ["handover", "今治", "--force", "-o", "h.md"],
    "snapshot": ["snapshot", "show", newest, "--json"], "list": ["snapshot", "list", "今治"], "check": ["check", "今治"],
    "cycle": ["cycle", "show"], "preview": ["benchmark", "preview"], "benchmarks": ["benchmark", "list"],

}
os.chdir(sys.argv[3])
for nth in range(2):
    for name, call in calls.items():
        if nth and "compare" not in name:
            continue  # what is kept beside the files is read by these alone
        done = CliRunner().invoke(root, ["--data", str(data), *call])
        assert done.exit_code == 0, (name, done.output)
        print(nth, name, hashlib.sha256(done.stdout.encode()).hexdigest())
for one in sorted(Path().iterdir()):
    print(one.name, hashlib.sha256(one.read_bytes()).hexdigest())
"""


@pytest.mark.crawl
@pytest.mark.timeout(300)
@pytest.mark.parametrize("moment", ["2026-11-23T23:59:59+09:00", "2027-04-01T00:00:00+09:00"], ids=["midnight", "the cycle's edge"])
def test_a_machine_in_any_zone_makes_the_same_files(early: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """TZ=UTC, Los Angeles and Tokyo: byte for byte the same exports, made once and made again from what was kept."""
    running = {}
    for zone in ("Asia/Tokyo", "UTC", "America/Los_Angeles"):
        made = tmp_path / zone.replace("/", "-")
        made.mkdir()
        monkeypatch.setenv("TZ", zone)
        running[zone] = program(EXPORTS, shutil.copytree(early, tmp_path / f"{made.name}-data"), moment, made)
    told = {}
    for zone, one in running.items():
        told[zone], complaint = one.communicate(timeout=300)
        assert one.returncode == 0, complaint
    assert told["UTC"] == told["Asia/Tokyo"]
    assert told["America/Los_Angeles"] == told["Asia/Tokyo"]
    assert told["UTC"].count("\n") >= 20
