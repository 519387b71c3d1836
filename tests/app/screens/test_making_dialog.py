"""Pictures from inside the app: made beside the screen, shown where the terminal can, saved where the person says."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from app.people import DESIGN, SMALL, Open, Person
from moments import EARLIER, NOW
from textual.widgets import Input, Static

from dxcheck import i18n
from dxcheck.app import inline, viewer
from dxcheck.app.screens import making as module
from dxcheck.app.screens import making_browser as module_browser
from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.desk import StaffDesk
from dxcheck.formats.file_formats import FORMATS
from dxcheck.formats.output import Offer
from dxcheck.model.snapshot import Answer
from dxcheck.system.progress import counted

Desks = Callable[..., StaffDesk]


@pytest.fixture
def downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's folder for downloads; nothing is opened on this machine."""
    folder = tmp_path / "ダウンロード"
    folder.mkdir()
    monkeypatch.setattr(module, "download_folder", lambda: folder)
    monkeypatch.setattr(module, "can_open", lambda: True)
    return folder


def submitted(make_desk: Desks) -> StaffDesk:
    """Two cycles."""
    for moment, level in ((EARLIER, 1), (NOW, 2)):
        desk = make_desk(now=lambda moment=moment: moment)
        desk.submit_answers({item.id: Answer(choice=level) for item in desk.questionnaire.ordered}, "企画課", "課長")
    return make_desk()


def said(person: Person) -> str:
    """What the window says is going on."""
    return person.app.screen.query_one("#said", Paragraphs).text


async def until(person: Person, text: str) -> None:
    """Wait for the thread."""
    for _ in range(200):
        if text in said(person):
            return
        await asyncio.sleep(0.05)
        await person.pilot.pause()
    raise AssertionError(said(person))


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_o_on_the_progress_screen_saves_the_picture(make_desk: Desks, open_app: Open, downloads: Path, size: tuple[int, int]) -> None:
    """Under a Japanese name; Ctrl+F changes the form; the screen says where it went."""
    async with open_app(submitted(make_desk), size) as person:
        await person.press("g", "o")
        await until(person, "できました。")
        await person.press("enter")
        await until(person, "保存しました")
        saved = downloads / "推移_今治市_令和8年度後期.png"
        assert saved.read_bytes().startswith(b"\x89PNG")
        await person.press("ctrl+f", "enter")
        await until(person, ".pdf")
        assert saved.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
        await person.press("escape")
        assert person.screen == "ProgressScreen"


async def test_the_result_has_two_forms_and_the_comparison_one(make_desk: Desks, open_app: Open, downloads: Path) -> None:
    """Bars, a radar, and the dumbbells of two snapshots."""
    async with open_app(submitted(make_desk)) as person:
        await person.press("g", "enter", "o")
        await until(person, "できました。")
        await person.press("ctrl+t")
        await until(person, "できました。")
        await person.press("enter")
        await until(person, "保存しました")
        assert (downloads / "分野ごとの形_今治市_令和8年度後期.png").exists()
        await person.press("escape", "c", "o")
        await until(person, "できました。")
        await person.press("enter")
        await until(person, "保存しました")
        assert (downloads / "前回との比較_今治市_令和8年度後期.png").exists()


async def test_a_place_that_cannot_be_written_is_said_and_the_window_stays(make_desk: Desks, open_app: Open, downloads: Path) -> None:
    """Also an ending that is no picture's."""
    async with open_app(submitted(make_desk)) as person:
        await person.press("g", "o")
        await until(person, "できました。")
        field = person.app.screen.query_one(Input)
        field.value = str(downloads / "ない" / "図.png")
        await person.press("enter")
        await until(person, "書き込めません")
        field.value = str(downloads / "図.gif")
        await person.press("enter")
        assert ".png .pdf .svg" in said(person)
        assert not any(downloads.iterdir())  # noqa: ASYNC240 - a test may wait for a folder


async def test_a_file_that_is_there_is_replaced_only_on_purpose(make_desk: Desks, open_app: Open, downloads: Path) -> None:
    """Not the first time one saves; what was saved in this window may be saved again."""
    async with open_app(submitted(make_desk)) as person:
        await person.press("g", "o")
        await until(person, "できました")
        path = Path(person.app.screen.query_one(Input).value)
        path.write_bytes(b"older")  # noqa: ASYNC240
        await person.press("enter")
        assert "同じ名前のファイルがあります" in said(person)
        assert path.read_bytes() == b"older"  # noqa: ASYNC240
        for _again in range(2):
            await person.press("enter")
            await until(person, "保存しました")
        assert path.read_bytes()[:4] == b"\x89PNG"  # noqa: ASYNC240


async def test_the_saved_picture_is_opened_where_there_is_a_screen(
    make_desk: Desks, open_app: Open, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it says so where the program is missing."""
    opened: list[Path] = []
    monkeypatch.setattr(module, "open_file", lambda path: bool(opened.append(path)))
    async with open_app(submitted(make_desk)) as person:
        await person.press("g", "o")
        await until(person, "できました。")
        await person.press("ctrl+o")
        await until(person, "保存しました")
        assert opened == [downloads / "推移_今治市_令和8年度後期.png"]


async def test_where_the_terminal_shows_pictures_the_window_does(make_desk: Desks, open_app: Open, downloads: Path) -> None:
    """The picture itself, handed to the terminal's widget."""
    shown = []

    def widget(image: object) -> Static:
        shown.append(image.size)  # type: ignore[attr-defined]
        return Static("picture")

    async with open_app(submitted(make_desk)) as person:
        person.app._image = widget  # type: ignore[assignment]
        await person.press("g", "o")
        await until(person, "できました。")
        await person.pilot.pause()
        assert shown == [(1753, 1240)]
        assert "表示できません" not in said(person)
        assert person.app.screen.query_one("#shown Static")


async def test_without_a_snapshot_there_is_a_sentence_instead(make_desk: Desks, open_app: Open) -> None:
    """Not an empty picture."""
    async with open_app(make_desk()) as person:
        await person.press("g", "o")
        assert person.screen == "ProgressScreen"


@pytest.mark.parametrize(
    ("environ", "asked"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/a"}, False),
        ({"TERM": "xterm-kitty", "DXCHECK_IMAGES": "no"}, False),
        ({"TERM": "xterm-256color", "DXCHECK_IMAGES": "yes"}, True),
    ],
)
def test_only_a_terminal_that_may_know_how_is_asked(environ: dict[str, str], asked: bool) -> None:
    """The question costs a moment at start."""
    assert inline.may_show_images(environ, in_terminal=True) is asked
    assert not inline.may_show_images(environ, in_terminal=False)


def test_files_go_to_downloads_or_where_dxcheck_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is opened over ssh or without a screen."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    assert viewer.download_folder() == tmp_path
    (tmp_path / "Downloads").mkdir()
    assert viewer.download_folder() == tmp_path / "Downloads"
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not viewer.can_open()


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_every_format_has_a_button_on_a_small_screen(
    make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """In a browser, also with more formats than there are side by side; each has a key."""
    i18n.use(language)  # type: ignore[arg-type]
    formats = tuple(FORMATS)
    async with open_app(make_desk(), SMALL) as person:
        monkeypatch.setattr(type(person.app), "is_web", property(lambda _self: True))
        monkeypatch.setattr(person.app, "deliver_binary", lambda *_file, **_about: None)
        person.app.open_making([Offer("表", Anything, formats)])
        await person.settle()
        await until(person, i18n._("図をページの上に開きました。"))
        whole = person.app.screen.query_one(".dialog").region
        for number in range(len(formats) - 1):
            given = person.app.screen.query_one(f"#give-{number}").region
            assert given.width > 8
            assert whole.contains_region(given), number


class Anything:
    """Something that becomes a file."""

    name = "表"

    def to_bytes(self, format_: str) -> bytes:
        """Its name alone."""
        return format_.encode()


class Broken:
    """Something with a fault in it that nobody thought of: in making it, or only in one of its formats."""

    name = "表"

    def __init__(self, *formats: str) -> None:
        self._formats = formats

    def make(self) -> Broken:
        """Itself, unless all of it is broken."""
        if not self._formats:
            raise KeyError("384011")
        return self

    def to_bytes(self, format_: str) -> bytes:
        """A broken format is not made."""
        if format_ in self._formats:
            raise ZeroDivisionError
        return b"made"


@pytest.mark.parametrize("is_web", [False, True])
async def test_an_error_that_nobody_thought_of_ends_the_waiting_and_is_told(
    make_desk: Desks, open_app: Open, downloads: Path, monkeypatch: pytest.MonkeyPatch, is_web: bool
) -> None:
    """In making and in saving, in a terminal and in a browser: its kind, what to do, and no word of what it was about."""
    async with open_app(make_desk()) as person:
        monkeypatch.setattr(type(person.app), "is_web", property(lambda _self: is_web))
        person.app.open_making([Offer("表", Broken().make, ("csv", "xlsx"))])
        await person.settle()
        await until(person, "思わぬ誤り（KeyError）")
        assert "384011" not in person.text
        assert "もう一度お試しください" in said(person)
        await person.press("escape")
        person.app.open_making([Offer("表", Broken("csv").make, ("csv", "xlsx"))])
        await person.settle()
        await until(person, "できました。")
        await person.press("1" if is_web else "enter")
        await until(person, "思わぬ誤り（ZeroDivisionError）")
        assert not any(downloads.iterdir())  # noqa: ASYNC240 - a test may wait for a folder


class Slow(Anything):
    """A long name, and a first file that takes as long as somebody likes."""

    name = "とても長い名前の表" * 4

    def __init__(self) -> None:
        self.goes_on = threading.Event()

    def to_bytes(self, format_: str) -> bytes:
        """Its name alone, once it may."""
        assert self.goes_on.wait(10)
        return super().to_bytes(format_)


async def test_in_a_browser_no_press_is_lost_and_no_button_moves_while_a_file_is_prepared(
    make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is pressed while another file is prepared comes after it; the buttons stand where they stood, however much there is to say."""
    given: list[str] = []
    made = Slow()
    async with open_app(make_desk(), SMALL) as person:
        monkeypatch.setattr(type(person.app), "is_web", property(lambda _self: True))
        monkeypatch.setattr(module_browser.BrowserMakingDialog, "made_of", lambda _self, offer: offer.make())
        monkeypatch.setattr(person.app, "deliver_binary", lambda *_file, save_filename, **_about: given.append(save_filename))
        person.app.open_making([Offer("表", lambda: made, ("csv", "xlsx", "pdf"))])
        await person.settle()
        await until(person, i18n._("できました。"))
        places = [(one.id, one.region) for one in person.app.screen.query(".dialog, CommandButton")]
        await person.press("1", "3")
        assert "用意しています" in said(person)
        made.goes_on.set()
        await until(person, f"「{made.name}.pdf」をダウンロードしました")
        await person.settle()
        assert [one.rpartition(".")[2] for one in given] == ["csv", "pdf"]
        assert [(one.id, one.region) for one in person.app.screen.query(".dialog, CommandButton")] == places


async def test_long_work_shows_how_far_it_is_and_esc_ends_it(
    make_desk: Desks, open_app: Open, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its share in one line; Esc closes the window, no further part is begun, nothing is written, and the screen goes on."""
    monkeypatch.setattr(module, "LONG", 1)
    goes_on, begun, over = threading.Event(), [], threading.Event()

    def make() -> None:
        try:
            for one in counted(range(40), "図を描いています"):
                begun.append(one)
                if one == 12:
                    goes_on.wait(20)
        finally:
            over.set()

    async with open_app(make_desk(), SMALL) as person:
        person.app.open_making([Offer("報告書", make, ("pdf",))])
        await person.settle()
        await until(person, "図を描いています　12/40（30%）")
        await person.settle()
        assert "やめる（Esc）" in str(person.app.screen.query_one("#close", CommandButton).label)
        await person.press("escape")
        goes_on.set()
        assert await asyncio.to_thread(over.wait, 20)
        assert begun == list(range(13))
        assert os.listdir(downloads) == []  # noqa: PTH208 - a look in memory
        assert person.screen == "HomeScreen"
        await person.press("g")
        assert person.screen == "ProgressScreen"
