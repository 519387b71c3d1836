"""The warm process that draws: what it gives, what it keeps apart, and what happens when it dies."""

from __future__ import annotations

import json
import os
import pickle
import select
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from demos import CopyDemo

from dxcheck.app import studio as asking
from dxcheck.app.artist import Sought, drawn_svg
from dxcheck.app.staff.pictured import from_home
from dxcheck.app.studio import FailedElsewhereError, Studio
from dxcheck.charts import page
from dxcheck.charts.canvas import prepare_matplotlib
from dxcheck.reports.scenes import BarsScene, ChangeScene, ProgressScene, Scene, change_scene
from dxcheck.system import confinement
from dxcheck.system.apart import NotMadeError
from dxcheck.web import studio
from dxcheck.web.processes import can_fork
from dxcheck.web.studio_keeper import StudioKeeper
from dxcheck.workspace import Workspace

pytestmark = pytest.mark.skipif(not can_fork(), reason="without fork a session draws by itself")
SECRET = "別の市町の回答"


def deed(sought: Sought) -> bytes:
    """In the process that draws, where a scene's name says what to do in the place of drawing."""
    assert isinstance(sought.scene, ProgressScene | BarsScene | ChangeScene)
    what, _colon, path = sought.scene.municipality.partition(":")
    if what == "sleep":
        time.sleep(60)
    if what == "fail":
        raise ValueError(SECRET)
    if what == "refuse":
        raise NotMadeError("だめです")
    if what != "look":
        return drawn_svg(sought)
    return json.dumps(
        {
            "pid": os.getpid(),
            "descriptors": sum(_is_open(number) for number in range(64)),
            "reads": _opens(path, os.O_RDONLY),
            "lists": _opens(str(Path(path).parent), os.O_RDONLY),
            "writes": _opens(path, os.O_WRONLY),
            "signals": _signals(os.getppid()),
        }
    ).encode()


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _opens(path: str, how: int) -> bool:
    try:
        os.close(os.open(path, how))
    except OSError:
        return False
    return True


def _signals(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


class House:
    """A keeper and the sessions at it, as a nursery has them."""

    def __init__(self) -> None:
        self.keeper = StudioKeeper()
        self._sessions = 0
        self.lines: list[socket.socket] = []

    def session(self) -> Studio:
        """A new one's end."""
        end, line = self.keeper.new_line()
        self._sessions -= 1
        self.keeper.keep(end, self._sessions)
        self.lines.append(line)
        return Studio(line)

    @property
    def pid(self) -> int:
        """Of the warm process."""
        return self.keeper._pid

    def ended(self) -> None:
        """It was seen that it ended."""
        pid, status = os.waitpid(self.pid, 0)
        self.keeper.ended(pid, os.waitstatus_to_exitcode(status))

    def looks(self) -> None:
        """As a nursery does whenever something comes."""
        ready, _w, _x = select.select(self.keeper.awaited, [], [], 10)
        self.keeper.look(ready)


def _forget_fonts() -> None:
    """Fonts that other tests have read here hold files open that a drawing's process closes; a nursery has read none."""
    from matplotlib import font_manager

    page._font.cache_clear()
    page._advance.cache_clear()
    font_manager._get_font.cache_clear()  # type: ignore[attr-defined]


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """With a process that does deeds too."""
    prepare_matplotlib()
    monkeypatch.setattr(studio, "drawn_svg", deed)
    _forget_fonts()
    made = House()
    yield made
    for line in made.lines:
        line.close()
    made.keeper.end()
    if made.pid:
        os.waitpid(made.pid, 0)


def of(scene: Scene) -> Sought:
    """As a session asks for it."""
    return Sought(scene, 120, 20, "#ffffff", "#202124", "ja")


def doing(what: str) -> Sought:
    """A scene by whose name something else is done."""
    return of(ProgressScene(what, (), ()))


@pytest.fixture
def scenes(tmp_path: Path, copy_demo: CopyDemo) -> list[Scene]:
    """Of every kind that staff have."""
    workspace = Workspace.open(copy_demo(tmp_path / "demo"))
    desk = workspace.staff_desk(workspace.roster.find("imabari"))
    before, after = desk.snapshots()[-2:]
    change = change_scene("今治市", desk.compare(before, after), desk.questionnaire, moved_only=True)
    assert change is not None
    return [*(one.scene for one in from_home(desk, 40)), change]


def test_what_it_draws_is_what_a_session_would_draw(house: House, scenes: list[Scene]) -> None:
    """To the byte, in its language."""
    session = house.session()
    assert [type(one).__name__ for one in scenes] == ["ProgressScene", "BarsScene", "ChangeScene"]
    for one in scenes:
        assert session.draw(of(one), waits=True) == drawn_svg(of(one))
    english = of(scenes[0])._replace(language="en")
    assert session.draw(english, waits=False) != drawn_svg(of(scenes[0]))


@pytest.mark.skipif(bool(confinement.lacking()), reason=f"this system lacks: {confinement.lacking()}")
def test_whoever_takes_it_over_has_no_file_no_descriptor_and_no_neighbour(house: House, tmp_path: Path) -> None:
    """Two sessions: each picture has a process of its own, which holds its streams and its own pair's end."""
    file = tmp_path / "382019.json"
    file.write_text(SECRET, encoding="utf-8")
    one, other = house.session(), house.session()
    found = [json.loads(each.draw(doing(f"look:{file}"), waits=True)) for each in (one, other, one)]
    assert len({each["pid"] for each in found}) == 3
    for each in found:
        assert each == {"pid": each["pid"], "descriptors": 4, "reads": False, "lists": False, "writes": False, "signals": False}


def test_only_what_scenes_are_made_of_is_read(house: House) -> None:
    """A session that somebody has taken over sends something else: it is refused, by name, and the next picture is drawn."""
    session = house.session()

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, ("true",)

    for sent in (of(Evil()), of(signal.SIGKILL), "no picture"):  # type: ignore[arg-type]
        with pytest.raises(FailedElsewhereError, match="UnpicklingError"):
            session.draw(sent, waits=True)  # type: ignore[arg-type]
    assert session._answer(b"nonsense", asking.NOW)[:1] == asking.FAILED
    assert json.loads(session.draw(doing("look"), waits=True))["pid"]


def test_a_refusal_comes_back_in_its_words_and_a_failure_as_a_place(house: House) -> None:
    """For the person, and for the log."""
    session = house.session()
    with pytest.raises(NotMadeError, match="だめです"):
        session.draw(doing("refuse"), waits=True)
    with pytest.raises(FailedElsewhereError, match="ValueError at") as failed:
        session.draw(doing("fail"), waits=True)
    assert SECRET not in str(failed.value)


def test_when_it_dies_the_session_draws_by_itself_and_another_one_takes_its_place(
    house: House, scenes: list[Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a picture, and again at once: then nobody draws there any more, and pictures come all the same."""
    session, wanted = house.session(), of(scenes[0])
    whole = session.draw(wanted, waits=True)
    monkeypatch.setattr("dxcheck.web.studio_keeper.SOON", 0.0)
    os.kill(house.pid, signal.SIGSTOP)
    drawn: list[bytes] = []
    waiting = threading.Thread(target=lambda: drawn.append(session.draw(wanted, waits=True)))
    waiting.start()
    time.sleep(0.05)
    os.kill(house.pid, signal.SIGKILL)
    house.ended()
    waiting.join(30)
    assert drawn == [whole]
    assert json.loads(session.draw(doing("look"), waits=True))["pid"]
    monkeypatch.setattr("dxcheck.web.studio_keeper.SOON", 60.0)
    os.kill(house.pid, signal.SIGKILL)
    house.ended()
    assert house.pid == 0
    assert session.draw(wanted, waits=True) == whole
    assert house.session().draw(wanted, waits=True) == whole


def test_a_session_that_leaves_ends_its_drawings_and_holds_up_nobody(house: House) -> None:
    """Two of a session at once, and one place left for whoever waits elsewhere."""
    slow, other = house.session(), house.session()
    ended: list[str] = []

    def draw() -> None:
        try:
            slow.draw(doing("sleep"), waits=True)
        except NotMadeError:
            ended.append("ended")

    waiting = [threading.Thread(target=draw) for _ in range(4)]
    for one in waiting:
        one.start()
    began = time.monotonic()
    assert json.loads(other.draw(doing("look"), waits=True))["pid"]
    assert time.monotonic() - began < 15
    assert not ended
    slow.leave()
    for one in waiting:
        one.join(10)
    assert ended == ["ended"] * 4
    children = Path(f"/proc/{house.pid}/task/{house.pid}/children")
    late = time.monotonic() + 10
    while children.read_text().split() and time.monotonic() < late:
        time.sleep(0.02)
    assert children.read_text().split() == []


def test_a_scene_says_nothing_of_itself_that_the_line_would_show(scenes: list[Scene]) -> None:
    """The warm process takes an end and one letter; what is drawn never passes through it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        session = Studio(ours)
        asks = threading.Thread(target=lambda: session._answer(pickle.dumps(of(scenes[0])), asking.NOW))
        asks.start()
        said, ends, _flags, _address = socket.recv_fds(theirs, 100, 2)
        assert said == asking.NOW
        with socket.socket(fileno=ends[0]) as end:
            assert asking.received(end, time.monotonic() + 10, 1 << 20) == pickle.dumps(of(scenes[0]))
        asks.join(10)


def test_it_ends_where_nobody_wants_pictures_and_is_back_when_somebody_does(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """What it held is given back; a session that comes or goes meanwhile does not bring it back, and a wish is heard though nobody was there."""
    monkeypatch.setattr(studio, "RESTS_AFTER", 0.2)
    house: House = request.getfixturevalue("house")
    stays = house.session()
    house.session()
    assert json.loads(stays.draw(doing("look"), waits=True))["pid"]
    house.ended()
    late = house.session()
    assert house.pid == 0
    house.lines[1].close()
    house.looks()
    assert (house.pid, len(house.keeper.awaited)) == (0, 2)
    drawn: list[bytes] = []
    waiting = threading.Thread(target=lambda: drawn.append(late.draw(doing("look"), waits=True)))
    waiting.start()
    house.looks()
    assert house.pid
    waiting.join(30)
    assert json.loads(drawn[0])["pid"]
