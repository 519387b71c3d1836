"""Progress over the cycles on the screen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from app.people import DESIGN, SMALL, Open, Person
from moments import EARLIER, NOW

from dxcheck import i18n
from dxcheck.app.drawing import COARSE, DOUBTFUL, FINE
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.app.widgets.multiples import Multiples
from dxcheck.app.widgets.progress import LevelColumns
from dxcheck.app.widgets.progress_table import ProgressTable
from dxcheck.desk import StaffDesk
from dxcheck.model.snapshot import Answer
from dxcheck.reports.pictures import AsShown
from dxcheck.workspace import Workspace

Desks = Callable[..., StaffDesk]
LONG_AGO = dt.datetime(2025, 6, 10, 9, 0, tzinfo=EARLIER.tzinfo)


def submit(desk: StaffDesk, level: int) -> None:
    """Every item at one level, with a target."""
    desk.submit_answers({item.id: Answer(choice=level, target=3) for item in desk.questionnaire.ordered}, "企画課", "課長")


def with_a_gap(make_desk: Desks) -> StaffDesk:
    """令和7年度前期 at 0, nothing in its second half, 令和8年度前期 at 1, 後期 at 2."""
    for moment, level in ((LONG_AGO, 0), (EARLIER, 1), (NOW, 2)):
        submit(make_desk(now=lambda moment=moment: moment), level)
    return make_desk()


def columns(person: Person) -> str:
    """The large columns as text."""
    return str(person.app.screen.query_one(LevelColumns).render())


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_progress_shows_every_cycle_a_gap_and_the_target(make_desk: Desks, open_app: Open, size: tuple[int, int]) -> None:
    """From home with g: four cycles, one of them empty, and the figures in a sentence; arrows move, the table stays."""
    async with open_app(with_a_gap(make_desk), size) as person:
        await person.press("g")
        assert person.screen == "ProgressScreen"
        text = person.text.replace("\n", "")
        for wanted in ("R7前期", "R7後期", "R8前期", "R8後期", "提出なし", "目標 3.0", "平均 2.0", "その前から +1.0", "42/42"):
            assert wanted in text, wanted
        await person.press("left", "left")
        assert "令和7年度後期: この期の提出はありません" in person.text
        await person.press("left", "left", "down")
        assert "令和7年度前期（2025年6月10日提出）: 平均 0.0" in person.text
        assert "機運・対話・人の変化" in person.text
        await person.press(*["down"] * 7)
        assert "データ・AI" in person.text


async def test_tab_hides_the_columns_and_the_table_stays(make_desk: Desks, open_app: Open) -> None:
    """Every figure of the columns is in the table."""
    async with open_app(with_a_gap(make_desk)) as person:
        await person.press("g", "tab")
        assert not person.app.screen.query_one("#drawings").display
        table = str(person.app.screen.query_one("#table").render())
        assert table.splitlines()[1].split() == [">", "全体", "0.0", "-", "1.0", "(2.0)", "3.0"]
        await person.press("tab")
        assert person.app.screen.query_one("#drawings").display


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_zoom_says_so_on_the_picture_and_goes_back(make_desk: Desks, open_app: Open, size: tuple[int, int]) -> None:
    """The axis is 0 to 5 until z, and again after the next."""
    async with open_app(with_a_gap(make_desk), size) as person:
        await person.press("g")
        assert "5_" in columns(person)
        assert "拡大表示" not in columns(person)
        await person.press("z")
        assert "拡大表示 0〜2（z で 0〜5 に戻す）" in columns(person)
        assert "5_" not in columns(person)
        assert "目標 3.0 （図より上）" in " ".join(columns(person).split())
        opened: list[AsShown] = []
        person.app.open_pictures = lambda _screen, shown: opened.append(shown)
        await person.press("down", "o", "up", "z")
        assert "5_" in columns(person)
        await person.press("o")
        assert opened == [AsShown(1, 2.0), AsShown()], "the picture is of what the screen shows"


async def test_zoom_where_there_is_nothing_to_enlarge_says_so(make_desk: Desks, open_app: Open) -> None:
    """Somebody at 5.0."""
    submit(make_desk(), 5)
    async with open_app(make_desk()) as person:
        await person.press("g", "z")
        assert "これより拡大できません" in person.said[-1]
        assert "拡大表示" not in columns(person)


async def test_a_click_moves_the_cursor(make_desk: Desks, open_app: Open) -> None:
    """On a cycle of the columns, and on a row of the table."""
    async with open_app(with_a_gap(make_desk)) as person:
        await person.press("g")
        left = columns(person).splitlines()[-4].index("R7前期")
        await person.pilot.click(LevelColumns, offset=(left + 2, 5))
        await person.settle()
        assert "令和7年度前期（2025年6月10日提出）: 平均 0.0" in person.text
        await person.pilot.click(ProgressTable, offset=(4, 3))
        await person.settle()
        assert "> 方針・推進体制" in person.text
        assert "令和7年度前期（2025年6月10日提出）" in person.text


async def test_a_click_on_a_small_drawing_moves_both_cursors(make_desk: Desks, open_app: Open) -> None:
    """The line by its name, the cycle by its column."""
    async with open_app(with_a_gap(make_desk)) as person:
        await person.press("g")
        small = person.app.screen.query_one(Multiples)
        assert small._shown is not None
        one = small.width_of_one(small._shown)
        await person.pilot.click(Multiples, offset=(one + 3, 4))
        await person.settle()
        assert "> 方針・推進体制" in person.text
        assert "令和7年度前期（2025年6月10日提出）" in person.text


@pytest.mark.parametrize(("size", "there"), [(DESIGN, True), (SMALL, False), ((120, 30), False), ((90, 40), False), ((160, 31), True)])
async def test_dimensions_have_drawings_of_their_own_where_there_is_room(
    make_desk: Desks, open_app: Open, size: tuple[int, int], there: bool
) -> None:
    """At the size it is designed for, and in a browser on a usual screen, which is wide and low."""
    async with open_app(with_a_gap(make_desk), size) as person:
        await person.press("g")
        assert person.app.screen.query_one(Multiples).display == there


async def test_another_way_of_drawing_is_one_key_away(make_desk: Desks, open_app: Open) -> None:
    """Fine characters come and go, and the figures stay."""
    async with open_app(with_a_gap(make_desk)) as person:
        await person.press("g", "left")
        before = person.text
        assert not set(before) & set(DOUBTFUL)
        await person.press("ctrl+g")
        assert person.app.drawing is FINE
        assert "もう一度 Ctrl+G" in person.said[-1]
        await person.press("ctrl+g")
        assert person.app.drawing is COARSE
        assert person.text == before


async def test_the_average_is_never_glued_to_its_mark(open_app: Open, workspace: Workspace) -> None:
    """Each average has a place of its own under its head, in the columns and in the table."""
    async with open_app(workspace.staff_desk(workspace.home, post="")) as person:
        await person.press("g")
        text = person.text
        assert re.search(r"県内平均 +0\.7 +0\.8", text)
        assert not re.search(r"[A-Za-z]\d\.\d", text)


async def test_a_cycle_opens_its_result(make_desk: Desks, open_app: Open) -> None:
    """Enter on an earlier cycle; on a gap nothing happens."""
    async with open_app(with_a_gap(make_desk)) as person:
        await person.press("g", "left", "enter")
        assert person.screen == "ResultScreen"
        assert "令和8年度前期の診断結果" in person.text
        await person.press("escape", "left", "enter")
        assert person.screen == "ProgressScreen"


async def test_without_a_result_it_says_what_will_be_here(desk: StaffDesk, open_app: Open) -> None:
    """And no key does harm."""
    async with open_app(desk) as person:
        await person.press("g", "left", "down", "tab", "enter", "a")
        assert "1回提出すると" in person.text
        assert person.screen == "ProgressScreen"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
def test_the_progress_screen_looks_as_it_did(
    make_desk: Desks, snap_compare: Callable[..., bool], size: tuple[int, int], language: i18n.Language
) -> None:
    """Both sizes, both languages."""
    i18n.use(language)
    assert snap_compare(DxcheckApp(with_a_gap(make_desk)), press=("g",), terminal_size=size)


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_sentence_stays_on_the_screen_when_the_drawing_is_enlarged(make_desk: Desks, open_app: Open, language: str) -> None:
    """At 120x40, with its last line; and in English it begins with a capital letter."""
    i18n.use(language)  # type: ignore[arg-type]
    try:
        async with open_app(with_a_gap(make_desk), DESIGN) as person:
            await person.press("g")
            for _again in range(2):
                said = person.app.screen.query_one("#at")
                assert said.region.bottom <= person.app.screen.query_one("VerticalScroll").region.bottom
                assert said.text[0] == said.text[0].upper()  # type: ignore[attr-defined]
                await person.press("z")
    finally:
        i18n.use("ja")
