"""The published averages on the screens and in plain text: with their cycle and band, or 非表示 with one sentence."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from app.people import DESIGN, SMALL, Open
from demos import CopyDemo
from moments import NOW

from dxcheck import i18n
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.benchmark.model import Benchmark, dimension_key
from dxcheck.cli.text import result_text
from dxcheck.desk import StaffDesk
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace


@pytest.fixture(scope="module")
def made_demo(tmp_path_factory: pytest.TempPathFactory, copy_demo: CopyDemo) -> Path:
    """A demo prefecture, made once, after the centre published the cycle that closed last."""
    i18n.use("ja")
    folder = copy_demo(tmp_path_factory.mktemp("demo") / "demo", NOW.date())
    desk = Workspace.open(folder).centre_desk(now=lambda: NOW)
    desk.publish(desk.preview(desk.last_closed))
    return folder


@pytest.fixture
def demo(made_demo: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(made_demo, tmp_path / "demo")
    return tmp_path / "demo"


def home(folder: Path) -> StaffDesk:
    """The desk of 今治市."""
    workspace = Workspace.open(folder)
    return workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_progress_marks_the_average_beside_the_own_bar(demo: Path, open_app: Open, size: tuple[int, int]) -> None:
    """As a mark of its own, in the table, and in the sentence under the cursor."""
    async with open_app(home(demo), size) as person:
        await person.press("g")
        text = person.text.replace("\n", "")
        assert "県内平均 1.5（10市町以上）" in text
        columns, table = (str(person.app.screen.query_one(one).render()) for one in ("#columns", "#table"))
        figures = next(line for line in columns.splitlines() if "県内平均" in line)
        assert figures.split()[-1] == "1.5"
        assert "県内" in table.splitlines()[1]
        assert re.search(r"> 全体 .* 1\.8  1\.5 ", table)
        assert "個別の市町が分からないよう" in text


async def test_a_suppressed_average_is_said_to_be_and_one_that_stands_names_its_cycle(demo: Path, open_app: Open) -> None:
    """In the sentence, in the table, and never as a zero."""
    published = place(demo, "benchmarks.json")
    content = msgspec.json.decode(published.read_bytes())
    newest = msgspec.convert(content["benchmarks"]["5"], Benchmark)
    before = msgspec.convert(content["benchmarks"]["4"], Benchmark)
    figures = {**newest.figures["all"], dimension_key("gov"): before.figures["all"][dimension_key("gov")]}
    del figures[dimension_key("mom")]
    changed = msgspec.structs.replace(newest, figures={**newest.figures, "all": figures})
    content["benchmarks"]["5"] = msgspec.to_builtins(changed)
    published.write_bytes(msgspec.json.encode(content))
    async with open_app(home(demo)) as person:
        await person.press("g", "down")
        assert "県内平均は非表示。" in person.text
        assert " 非表示 " in str(person.app.screen.query_one("#table").render())
        await person.press("down")
        assert "令和7年度後期のもの" in person.text
        await person.press("enter")
        assert person.screen == "ResultScreen"
        assert "非表示" in person.text
        assert "「非表示」は" in person.text
        assert "方針・体制の県内平均は令和7年度後期のもの" in person.text


async def test_the_result_shows_each_dimensions_average_with_cycle_and_band(demo: Path, open_app: Open) -> None:
    """Beside the own mean, never instead of it."""
    async with open_app(home(demo)) as person:
        await person.press("g", "enter")
        assert "1.4 R8前期 10市町以上" in person.text
        assert "県内平均は令和8年度前期のもので、10市町以上の平均です。" in person.text.replace("\n", "")


async def test_averages_that_cannot_be_read_are_said_and_the_own_answers_stay(demo: Path, open_app: Open) -> None:
    """A damaged file of averages does not take the questionnaire away."""
    place(demo, "benchmarks.json").write_bytes(b'{"dxcheck"')
    async with open_app(home(demo)) as person:
        await person.press("g")
        assert person.screen == "ProgressScreen"
        assert "平均 1.8" in person.text
        assert any("benchmarks.json" in one for one in person.said)
        await person.press("enter")
        assert "方針・推進体制" in person.text
    assert "benchmarks.json" in result_text(home(demo))


def test_the_plain_text_shows_them_too(demo: Path) -> None:
    """For pipes and screen readers."""
    text = result_text(home(demo))
    assert "県内平均は令和8年度前期のもの" in text
    assert text.count("1.5") >= 2


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
def test_progress_with_averages_looks_as_it_did(
    demo: Path, snap_compare: Callable[..., bool], size: tuple[int, int], language: i18n.Language
) -> None:
    """Both sizes, both languages."""
    i18n.use(language)
    assert snap_compare(DxcheckApp(home(demo)), press=("g",), terminal_size=size)
