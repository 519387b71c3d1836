"""What stands around a picture is about what is in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dxcheck.assessment.figures import as_mean
from dxcheck.formats.output import NothingToMakeError
from dxcheck.prefecture.overview import WHOLE
from dxcheck.prefecture.selection import Selection, TableView
from dxcheck.reports.municipality_pictures import OfMunicipality
from dxcheck.reports.pictures import AsShown, pictures_of
from dxcheck.reports.prefecture_subject import OfPrefecture
from dxcheck.reports.scenes import progress_scene
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from demos import CopyDemo

    from dxcheck.charts.canvas import Caption
    from dxcheck.prefecture.overview import Measure
    from dxcheck.reports.pictures import DrawnPicture

GAP = "線の切れ目は、提出のなかった期です。"
AVERAGES = "県内平均は、"
CHANGES = "変化は、"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, copy_demo: CopyDemo) -> Workspace:
    """The demo on a day of its own."""
    folder: Path = copy_demo(tmp_path_factory.mktemp("explain") / "demo", dt.date(2026, 11, 24))
    return Workspace.open(folder)


def words(workspace: Workspace, kind: str, name: str) -> Caption:
    """What stands around a picture of a municipality."""
    desk = workspace.staff_desk(workspace.roster.find(name))
    return pictures_of("municipality")[kind].draw(OfMunicipality(desk)).words


def test_gaps_are_explained_where_there_are_gaps(workspace: Workspace) -> None:
    """松山市 left out a cycle, 八幡浜市 none, and 松野町 has one cycle only."""
    assert {one: GAP in words(workspace, "progress", one).subtitle for one in ("松山市", "八幡浜市", "松野町")} == {
        "松山市": True,
        "八幡浜市": False,
        "松野町": False,
    }


def test_averages_are_explained_where_they_are_drawn(workspace: Workspace) -> None:
    """The only cycle of 松野町 has no published average yet."""
    assert AVERAGES in words(workspace, "progress", "松山市").note
    assert AVERAGES not in words(workspace, "progress", "松野町").note


def test_a_change_beside_a_bar_is_explained(workspace: Workspace) -> None:
    """It is not the difference of the two means beside it; who has no last time needs no word about it."""
    assert CHANGES in words(workspace, "bars", "松山市").note
    assert CHANGES not in words(workspace, "bars", "松野町").note
    assert CHANGES not in words(workspace, "radar", "松山市").note


@pytest.mark.parametrize("kind", [*pictures_of("municipality")])
def test_no_picture_is_drawn_of_a_municipality_without_a_snapshot(workspace: Workspace, kind: str) -> None:
    """Every kind says the same instead of an empty page."""
    with pytest.raises(NothingToMakeError, match="まだ診断結果がない"):
        words(workspace, kind, "上島町")


def of_all(
    workspace: Workspace, kind: str, column: str = WHOLE, measure: Measure = "level", *, zoom: bool = False, **whose: str
) -> DrawnPicture:
    """A picture of all municipalities, or of some."""
    desk = workspace.centre_desk()
    view = TableView(desk.comparing.overview(), measure, Selection(**whose))  # type: ignore[arg-type]
    return pictures_of("prefecture")[kind].draw(OfPrefecture(desk, view, column, zoom))


@pytest.mark.parametrize("dimension", ["bpr", "gov", "hum", "dat"])
def test_only_marks_that_stand_in_a_table_are_explained(workspace: Workspace, dimension: str) -> None:
    """わからない, 該当なし and an older result look different, and none of them is explained where there is none."""
    drawn = of_all(workspace, "heatmap", dimension)
    cells = [one.get_text() for axes in drawn.figure.axes for one in axes.texts]
    for mark, meaning in (("？", "わからない"), ("／", "該当なし")):
        assert (f"{mark} は「{meaning}」。" in drawn.words.subtitle) == (mark in cells)
    assert "* は前の期までの診断結果" in drawn.words.note
    assert not any("＊" in one for one in cells)


def test_an_enlarged_picture_of_all_says_so(workspace: Workspace) -> None:
    """And ends where its figures end; what is fitted to its figures anyway cannot be enlarged, which is said instead."""
    for kind in ("progress", "multiples", "distribution"):
        assert "【拡大】" not in of_all(workspace, kind).words.subtitle
        drawn = of_all(workspace, kind, zoom=True)
        assert "【拡大】目盛りは0から" in drawn.words.subtitle
        assert "（全体は5まで）" in drawn.words.subtitle
        axes = drawn.figure.axes[0]
        assert max(axes.get_xlim()[1] if kind == "distribution" else axes.get_ylim()[1], 0) < 4
    with pytest.raises(NothingToMakeError, match="もともと値に合わせてあります"):
        of_all(workspace, "distribution", measure="unknown", zoom=True)


@pytest.mark.parametrize(
    ("whose", "said", "count"), [({"size": "small"}, "人口1万人未満", 5), ({"type": "町", "region": "南予"}, "南予、町", 5)]
)
def test_a_picture_of_some_municipalities_says_of_which(workspace: Workspace, whose: dict[str, str], said: str, count: int) -> None:
    """Below it and in its file's name; and it draws those alone."""
    drawn = of_all(workspace, "multiples", **whose)
    assert f"市町: {said}（{count}市町）" in drawn.words.note
    assert len(drawn.figure.axes) == count
    assert said.split("、", maxsplit=1)[0] in drawn.name


def test_a_picture_of_what_a_screen_shows_is_of_the_same(workspace: Workspace) -> None:
    """Its line is the large one and in the file's name, the axis ends where the screen's does, and a target above it stands at its edge with its figure."""
    desk = workspace.staff_desk(workspace.roster.find("今治市"))
    scene = progress_scene(desk)
    assert scene is not None
    line = next(n for n, one in enumerate(scene.lines) if n and one.target is not None and one.target > 3)
    drawn = pictures_of("municipality")["progress"].draw(OfMunicipality(desk, shown=AsShown(line, 3.0)))
    assert "目盛りは0から3までです" in drawn.words.subtitle
    assert drawn.name.endswith(f"_{scene.lines[line].name}")
    assert drawn.words.alt.startswith(scene.lines[line].name)
    for figure in (drawn.figure, replace(scene, line=line, top=3.0).draw(900, 400)):
        large = figure.axes[0]
        assert large.get_yticks().max() == 3.0
        assert f"目標 {as_mean(scene.lines[line].target, 1)}（図より上）" in [one.get_text() for one in large.texts]
        assert [one.get_marker() for one in large.get_lines() if one.get_ydata()[-1] == 3.0] == ["^"]
    whole = pictures_of("municipality")["progress"].draw(OfMunicipality(desk))
    assert "拡大" not in whole.words.subtitle
    assert whole.words.alt.startswith(scene.lines[0].name)
