"""Code that runs inside a session reaches nothing foreign: what the kernel lets it open is its own desk's folders, and the program to be read."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import pickle
import re
import shutil
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from demos import CopyDemo
from desk.test_former_codes import KAMIJIMA, KUMAKOGEN, NOVEMBER, World, prepared
from hypothesis import given
from hypothesis import strategies as st
from web.intruder import REPORT, SAYS, TASK, own_folder
from web.serving import IMABARI, Serve, Served
from web.test_tabs import until
from web.warm import WARM_WITHIN

import dxcheck
from dxcheck.demo.asking import SECTIONS
from dxcheck.model import calendar
from dxcheck.model.account import Account, Role
from dxcheck.model.patch import AnswerPatch
from dxcheck.store import layout
from dxcheck.store.files import LOCK_FOLDER
from dxcheck.system import apart, confinement, landlock, seccomp
from dxcheck.web import child, processes
from dxcheck.web.clerk import ACTS
from dxcheck.web.identity import Start
from dxcheck.web.processes import Nursery
from dxcheck.web.reach import reach
from dxcheck.workspace import Workspace

OWN, FOREIGN = "382027", "382019"
SECRET = "a-secret-of-another-service"
pytestmark = pytest.mark.skipif(bool(confinement.lacking()), reason=f"this system lacks: {confinement.lacking()}")


@pytest.fixture(autouse=True)
def _in_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A nursery that nobody has warmed up takes as long as the machine lets it."""
    monkeypatch.setattr(processes, "BORN_WITHIN", WARM_WITHIN)


class Taken(Nursery):
    """A nursery whose sessions do something else in the place of the app."""

    def __init__(self, program: str = "web.intruder") -> None:
        super().__init__()
        self._program = program

    async def _new_process(self, link: socket.socket) -> asyncio.subprocess.Process:
        tests = str(Path(__file__).parents[1])
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", self._program, str(link.fileno()), pass_fds=(link.fileno(),),
            env={**child.environment(), "PYTHONPATH": tests}, stdin=asyncio.subprocess.DEVNULL,
        )  # fmt: skip


def everything(data: Path) -> list[str]:
    """Files that lie about: all of the data, and some of the machine."""
    package = Path(dxcheck.__file__).parent
    machine = [
        "/etc/passwd",
        "/etc/shadow",
        "/etc/hosts",
        "/proc/1/environ",
        "/proc/self/mem",
        str(data.with_name("home") / ".ssh" / "id_ed25519"),
        __file__,
    ]
    return [*(str(one) for one in sorted(data.rglob("*")) if one.is_file()), *machine, str(package / "workspace.py"), os.__file__]


async def report_of(served: Served, visitor: Any, role: str = "staff") -> dict[str, Any]:
    """Let the intruder work in somebody's session."""
    data = served.workspace.folder.path
    own = own_folder(data, role, OWN)
    own.mkdir(parents=True, exist_ok=True)
    home = data.with_name("home")
    task = {
        "neighbour": str(layout.of_municipality(data, FOREIGN, "municipality")), "own": str(own), "server": str(os.getpid()),
        "home": str(home), "port": served.url.rpartition(":")[2],
    }  # fmt: skip
    (home / ".ssh").mkdir(parents=True, exist_ok=True)
    (home / ".ssh" / "id_ed25519").write_text("a key", encoding="utf-8")
    apart.locks(data / LOCK_FOLDER)
    (own / TASK).write_text(json.dumps(task), encoding="utf-8")
    (own / "paths.json").write_text(json.dumps(everything(data)), encoding="utf-8")
    async with visitor.tab() as line:
        await until((own / REPORT).exists, WARM_WITHIN)
        await line.until_closed()
    found: dict[str, Any] = json.loads((own / REPORT).read_text(encoding="utf-8"))
    return found


def below(data: Path, paths: list[str]) -> set[str]:
    """Those of the data folder, by their folder; a file of the folder itself by its name."""
    parts = [Path(one).relative_to(data).parts for one in paths if Path(one).is_relative_to(data)]
    return {"/".join(one[:2]) if len(one) > 2 or one[0] in ("questionnaires", ".locks") else one[0] for one in parts}


@pytest.fixture
def demo(tmp_path: Path, copy_demo: CopyDemo) -> Path:
    """The fictional prefecture, with a log and a secret in the server's environment."""
    data = copy_demo(tmp_path / "診断データ")
    (data / "audit.log").write_text("", encoding="utf-8")
    (data / "prefecture" / "server").mkdir(parents=True, exist_ok=True)
    (data / "prefecture" / "server" / "factors.json").write_text("{}", encoding="utf-8")
    return data


@pytest.mark.timeout(180)
async def test_a_staff_session_reaches_its_own_desk_and_nothing_foreign(serve: Serve, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything an intruder would try is refused, in the session and in what it starts; what can be opened is this list."""
    monkeypatch.setenv("DXCHECK_TEST_SECRET", SECRET)
    async with serve() as served, served.logged_in(IMABARI) as visitor:
        await served.server.maker.close()
        served.server.maker = Taken()
        before = {one: one.read_bytes() for one in layout.every(demo) if OWN not in one.name}
        found = await report_of(served, visitor)
        await served.server.maker.close()
        refused = {name: came for name, came in found["attempts"].items() if came in ("PermissionError", "OSError")}
        assert {name: came for name, came in found["attempts"].items() if name not in refused} == {}
        assert {one: one.read_bytes() for one in before} == before
        assert below(demo, found["writes"]) == {
            *(f"{OWN}/{one}" for one in ("staff", "shared", "asked")),
            ".locks/making-0.lock",
            ".locks/making-1.lock",
        }
        texts = {one for one in below(demo, found["reads"]) if one.startswith("questionnaires/")}
        assert below(demo, found["reads"]) == below(demo, found["writes"]) | {
            "dxcheck.json",
            "dxcheck.json.bak",
            "prefecture/shared",
            *texts,
        }
        outside = {one for one in found["reads"] if not Path(one).is_relative_to(demo)}
        assert outside == {str(Path(dxcheck.__file__).parent / "workspace.py"), os.__file__}
        assert SECRET not in str(found["environment"])
        assert set(found["environment"]) <= {
            *child.NEEDED,
            *child.ENVIRONMENT,
            "MPLCONFIGDIR",
            "COLUMNS",
            "ROWS",
            "DXCHECK_THEME",
            "LANGUAGE",
        }
        assert found["descriptors"] == [0, 1, 2, 3, 4], "its streams, its line to the server, and the one to who draws"
        assert 0 < found["space"] < 1 << 40
        assert found["core"] == 0
        said = [json.loads(one) for one in served.log().splitlines()]
        assert [(one["event"], one["account"]) for one in said if one.get("detail") == SAYS] == [("submit", IMABARI)]
        assert "act-refused" in {one["event"] for one in said}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("role", ["specialist", "centre"])
async def test_specialists_and_the_centre_reach_theirs(serve: Serve, demo: Path, stored_password: str, role: str) -> None:
    """A specialist the assigned municipality, never a draft; the centre all, but neither the log nor a draft to write."""
    async with serve() as served:
        codes = (OWN,) if role == "specialist" else ()
        made = Account("who", role, "", stored_password, calendar.now(), must_change=False, municipalities=codes)  # type: ignore[arg-type]
        served.server.accounts.add(made)
        async with served.logged_in("who") as visitor:
            await served.server.maker.close()
            served.server.maker = Taken()
            found = await report_of(served, visitor, role)
            await served.server.maker.close()
        reads, writes = below(demo, found["reads"]), below(demo, found["writes"])
        assert not {one for one in reads | writes if one.endswith(".log")}
        if role == "specialist":
            assert {one for one in writes if not one.startswith(".locks")} == {f"{OWN}/shared", f"{OWN}/internal"}
            assert not {one for one in reads if one.endswith("/staff") or one == "prefecture/centre"}
            assert found["attempts"]["read a neighbour's file"] == "PermissionError"
        else:
            assert "prefecture/server" not in reads
            assert {"prefecture/centre", "prefecture/shared", f"{FOREIGN}/shared", f"{FOREIGN}/internal"} <= writes
            assert f"{OWN}/staff" in reads - writes
        theirs = ("neighbour", "accounts", "secret key", "list the data", "published averages") if role == "centre" else ()
        beyond = {name: came for name, came in found["attempts"].items() if not any(one in name for one in theirs)}
        assert {name: came for name, came in beyond.items() if came not in ("PermissionError", "OSError")} == {}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("role", ["staff", "specialist", "centre"])
async def test_a_days_work_is_done_all_the_same(serve: Serve, demo: Path, stored_password: str, role: str) -> None:
    """Answers, notes, visits, accounts, the cycle's closing day, averages, papers: each in a confined session, and in the log under its own account."""
    async with serve() as served:
        codes = (OWN,) if role == "specialist" else ()
        made = Account(
            "who", role, OWN if role == "staff" else "", stored_password, calendar.now(), must_change=False, municipalities=codes
        )  # type: ignore[arg-type]
        served.server.accounts.add(made)
        async with served.logged_in("who") as visitor:
            await served.server.maker.close()
            served.server.maker = Taken("web.at_work")
            found = await report_of(served, visitor, role)
            await served.server.maker.close()
        assert {name: came for name, came in found.items() if came != "done"} == {}
        assert len(found) > 6
        said = {one["event"] for one in map(json.loads, served.log().splitlines()) if one.get("account") == "who"}
    assert said >= {"staff": {"submit"}, "specialist": {"share", "return"}, "centre": {"publish", "account-added", "cycle-extended"}}[role]


async def test_where_the_kernel_has_none_of_it_sessions_open_and_it_is_said(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old kernel, macOS, a container that forbids it."""
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(seccomp, "is_possible", lambda: False)
    assert len(confinement.lacking()) == 4
    monkeypatch.setattr(landlock, "version", lambda: 1)
    assert len(confinement.lacking()) == 4
    monkeypatch.setattr(landlock, "version", lambda: 7)
    assert len(confinement.lacking()) == 1
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as line:
        await line.until("今治市")


@pytest.mark.parametrize("codes", [(KAMIJIMA,), (KAMIJIMA, KUMAKOGEN)])
@pytest.mark.parametrize("role", ["staff", "specialist"])
def test_what_was_left_under_former_codes_goes_on(tmp_path: Path, codes: tuple[str, ...], role: Role) -> None:
    """A changed code, and a merger, with accounts that still have the code of before: what is read and written unconfined is confined too."""
    world = World(tmp_path / "data")
    prepared(world, *("上島", "久万高原")[: len(codes)])
    world.change(codes, name="新しい市")
    world.now = NOVEMBER
    start = Start(
        account="who", address="", role=role, municipality=codes[0] if role == "staff" else "", municipalities=codes, fields=(),
        data=str(world.folder), roster="", questionnaire="", language="ja", theme="light", width=80, height=24,
    )  # fmt: skip

    def work() -> list[object]:
        if role == "staff":
            desk = world.staff("新しい市")
            read: list[object] = [
                desk.snapshots(),
                desk.draft(),
                desk.actions(),
                desk.open_observations(),
                desk.wishes.open(),
                *desk.predecessors(),
            ]
            desk.wishes.ask("つぎの相談")
            desk.save("mom-02", AnswerPatch(choice=3))
            return read
        case = world.case("新しい市", codes)
        read = [case.snapshots(), case.visits(), case.actions()]
        case.plan(NOVEMBER.date())
        return read

    world.staff("新しい市")  # a first desk has everything imported
    free = repr(_apart(shutil.copytree(world.folder, tmp_path / "free"), world, start, work, confined=False))
    assert repr(_apart(world.folder, world, start, work, confined=True)) == free
    assert "上島" in free


def _apart(folder: Path, world: World, start: Start, work: Callable[[], object], *, confined: bool) -> object:
    """What it gives in a process of its own."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        world.folder = folder
        try:
            if confined:
                confinement.confine(reach(start, world.workspace))
            said: object = repr(work())
        except BaseException as problem:  # noqa: BLE001 - told to the test
            said = f"failed: {problem!r}"
        with open(theirs, "wb") as opened:  # noqa: PTH123 - it is a descriptor
            opened.write(pickle.dumps(said))
        os._exit(0)
    os.close(theirs)
    with open(ours, "rb") as opened:  # noqa: PTH123 - it is a descriptor
        said = pickle.loads(opened.read())
    os.waitpid(pid, 0)
    return said


def test_a_section_may_open_the_folders_of_its_own_asks_and_no_other(demo: Path) -> None:
    """Neither the draft, what was submitted, nor what another section is asked; and nothing new can be made beside them."""
    workspace = Workspace.open(demo)
    town = workspace.roster.by_code(OWN)
    assert town is not None
    asks = workspace.asked_of(town, SECTIONS[0])
    assert 0 < len(asks) < len(layout.asks(demo, OWN))
    start = Start(
        **dict.fromkeys(("address", "data", "roster", "questionnaire"), ""),
        account="section",
        role="section",
        municipality=OWN,
        municipalities=(),
        fields=(),
        language="ja",
        theme="dark",
        width=80,
        height=24,
        post=SECTIONS[0],
        asks=tuple(asks),
    )
    allowed = [path for path, _how in reach(start, workspace) if path.is_relative_to(demo / OWN)]
    assert allowed == [layout.of_ask(demo, OWN, one).parent for one in asks]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_path_that_the_user_may_not_reach_is_left_out(tmp_path: Path) -> None:
    """Python in a folder of somebody else's, say: the session begins, and what it may open it opens."""
    (tmp_path / "closed" / "inside").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    (tmp_path / "open").write_text("x", encoding="utf-8")
    opened = os.open(tmp_path / "open", os.O_RDONLY)
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            confinement.confine([(tmp_path / "closed" / "inside", landlock.READ), (Path(os.devnull), landlock.CHANGE_FILE)])
            os._exit(0 if os.read(opened, 1) == b"x" and os.open(os.devnull, os.O_RDWR) else 1)
        finally:
            os._exit(2)  # a fault must not go on with the other tests in this process
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


OF_COMMANDS = {"reminder-mailed", "reminder-failed"}
"""Acts that no session does: whoever runs `dxcheck remind` is at the server."""


def test_every_act_that_desks_write_down_is_one_the_server_takes() -> None:
    """Collected from the code: a new one would be refused in the browser alone, and nobody would notice."""
    root = Path(dxcheck.__file__).parent
    source = "".join(one.read_text(encoding="utf-8") for name in ("desk", "app") for one in (root / name).rglob("*.py"))
    said = {found for call in re.findall(r"witness\(([^,]+),", source) for found in re.findall(r'"([a-z-]+)"', call)}
    assert said >= OF_COMMANDS
    assert said - OF_COMMANDS <= frozenset().union(*ACTS.values())
    assert frozenset().union(*ACTS.values()).isdisjoint(OF_COMMANDS)
    what = re.search(r"^What = Literal\[(.+)\]", (root / "model" / "schedule.py").read_text(encoding="utf-8"), re.MULTILINE)
    assert what is not None
    assert {f"cycle-{one}" for one in re.findall(r'"([a-z]+)"', what[1])} <= ACTS["centre"]


@given(
    machine=st.sampled_from(sorted(seccomp.MACHINES)), number=st.integers(0, 600), first=st.integers(0, 2**32 - 1), second=st.integers(0, 3)
)
def test_the_filter_says_what_the_table_says(machine: str, number: int, first: int, second: int) -> None:
    """Run by hand as the kernel runs it, for every system call and both machines."""
    known = seccomp.MACHINES[machine]
    came = run_filter([*seccomp.filter_for(known)], known.architecture, number, [first, second])
    column = known.column
    if number > seccomp.LAST_KNOWN or number == 435:
        assert came == 0x00050000 | 38
    elif number in {one[column] for one in seccomp.REFUSED_CALLS.values()}:
        assert came == 0x00050000 | 1
    elif number == (56, 220)[column]:
        assert (came != 0x7FFF0000) == bool(first & 0x7E020000)
    elif number in ((302, 261)[column], (203, 122)[column]):
        assert (came == 0x7FFF0000) == (first == 0)
    elif number == (141, 140)[column]:
        assert (came == 0x7FFF0000) == (first == 0 and second == 0)
    else:
        assert came == 0x7FFF0000
    assert run_filter([*seccomp.filter_for(known)], known.architecture ^ 1, number, [first, second]) == 0x80000000


@given(
    machine=st.sampled_from(sorted(seccomp.MACHINES)),
    family=st.sampled_from([socket.AF_UNIX, socket.AF_INET]),
    number=st.one_of(st.integers(0, 600), st.sampled_from([41, 42, 44, 46, 54, 307, 198, 203, 206, 208, 211, 269])),
    arguments=st.lists(
        st.one_of(st.integers(0, 31), st.sampled_from([2049, 524289, 1 << 29]), st.integers(0, 2**32 - 1)), min_size=4, max_size=4
    ),
)
def test_what_is_lent_connections_may_do_no_more_than_the_library_for_it_needs(
    machine: str, family: int, number: int, arguments: list[int]
) -> None:
    """One kind of socket that leads nowhere, and settings of its own line; everything else is as without."""
    known = seccomp.MACHINES[machine]
    allowed, refused, column = 0x7FFF0000, 0x00050000 | 1, known.column
    came = run_filter([*seccomp.filter_for(known, family)], known.architecture, number, arguments)
    if number == (41, 198)[column]:
        assert came == (allowed if (arguments[0], arguments[1] & 15, arguments[2]) == (family, 1, 0) else refused)
    elif number == (42, 203)[column]:
        assert came == 0x00050000 | errno.EINPROGRESS
    elif number == (54, 208)[column]:
        assert came == (allowed if arguments[1] == 1 or (arguments[1] == 6 and arguments[2] in (1, 4, 5, 6, 18)) else refused)
    elif number in ((44, 206)[column], (46, 211)[column], (307, 269)[column]):
        flags = arguments[2 if number in (46, 211) else 3]
        assert came == (refused if flags & 0x20000000 else allowed)
    else:
        assert came == run_filter([*seccomp.filter_for(known)], known.architecture, number, arguments)


def run_filter(program: list[bytes], architecture: int, number: int, arguments: list[int]) -> int:
    """What the filter gives."""
    looked_at = struct.pack("=IIQ6Q", number, architecture, 0, *arguments, *[0] * (6 - len(arguments)))
    at = value = 0
    while True:
        code, yes, no, operand = struct.unpack("=HBBI", program[at])
        at += 1
        if code == 0x20:
            (value,) = struct.unpack_from("=I", looked_at, operand)
        elif code == 0x06:
            return int(operand)
        else:
            if code == 0x54:
                value &= operand
                continue
            holds = {0x15: value == operand, 0x25: value > operand, 0x45: bool(value & operand)}[code]
            at += yes if holds else no
