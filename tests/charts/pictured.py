"""Every picture that can be drawn of a data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.formats.output import NothingToMakeError
from dxcheck.prefecture.overview import MEASURES, WHOLE
from dxcheck.prefecture.selection import Selection, TableView
from dxcheck.reports.municipality_pictures import OfMunicipality
from dxcheck.reports.pictures import pictures_of
from dxcheck.reports.prefecture_subject import OfPrefecture
from dxcheck.reports.public_file import OfPublished
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.figure import Figure

    from dxcheck.reports.pictures import PictureKind, PictureSubject


def of_a_folder(folder: Path, *, is_quick: bool = False) -> Iterator[tuple[str, Figure]]:
    """Every page of every kind of picture, of every municipality and of all: of each measure, each dimension and some items.

    Args:
        folder: a data folder.
        is_quick: of all municipalities, only the whole and two dimensions.
    """
    workspace = Workspace.open(folder)
    centre = workspace.centre_desk()
    overview = centre.comparing.overview(None)
    for one in overview.lines:
        desk = workspace.staff_desk(one.municipality)
        for kind in pictures_of("municipality").values():
            for zoom in (False, True) if "zoom" in kind.options else (False,):
                yield from _pages(kind, OfMunicipality(desk, zoom=zoom), str(one.municipality))
    q = overview.questionnaire
    columns = [WHOLE, *(one.id for one in q.dimensions), *(one.id for one in q.ordered[::9])]
    for measure in MEASURES:
        for column in columns[:3] if is_quick else columns:
            of = OfPrefecture(centre, TableView(overview, measure, Selection()), column)
            for kind in pictures_of("prefecture").values():
                yield from _pages(kind, of, f"{measure} {column}")
    for kind in pictures_of("published").values():
        yield from _pages(kind, OfPublished(centre), "")


def _pages(kind: PictureKind, of: PictureSubject, about: str) -> Iterator[tuple[str, Figure]]:
    try:
        drawn = kind.draw(of)
    except NothingToMakeError:
        return
    for figure in (drawn.figure, *drawn.more):
        yield f"{kind.source} {kind.id} {about}", figure
