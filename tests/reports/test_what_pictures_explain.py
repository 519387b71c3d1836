"""What stands around a picture is about what is in it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from dxcheck.formats.output import NothingToMakeError
from dxcheck.reports.municipality_pictures import OfMunicipality
from dxcheck.reports.pictures import pictures_of
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from demos import CopyDemo

    from dxcheck.charts.canvas import Caption

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
