"""Every picture there is, a row each: what it is called, what it is of, which options it takes, what draws it and which screens offer it.

The screens that offer pictures, the command `dxcheck chart` and the tests of who may see what read this table, so a new picture is a figure in `charts/`, a function
that draws it from what a desk may see, and a row here. Functions are named instead of held: what draws is imported when it draws, and the app of the staff never loads
what draws the whole prefecture.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, Protocol

from dxcheck.assessment.figures import NOTHING
from dxcheck.assessment.measured import MeanFigure
from dxcheck.formats.file_formats import endings_of
from dxcheck.formats.output import Offer
from dxcheck.i18n import N_, _, _n

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.figure import Figure

    from dxcheck.assessment.measured import OwnFigure
    from dxcheck.charts.canvas import Caption
    from dxcheck.model.calendar import Cycle

PictureSource = Literal["municipality", "prefecture", "published"]
"""What a picture is of: the snapshots of one municipality, the overview of all, or the published averages."""
PictureOption = Literal["snapshot", "cycle", "region", "type", "size", "measure", "dimension", "item", "zoom"]
"""The options of `dxcheck chart` that say what exactly is drawn, without their dashes."""
PictureScreen = Literal["result", "progress", "comparison", "overview", "spread", "course"]
"""The screens that offer pictures."""


class PictureSubject(Protocol):
    """What a picture is drawn from: a desk, and what of it."""

    @property
    def source(self) -> PictureSource:
        """Which pictures can be drawn from it."""


@dataclass(frozen=True)
class AsShown:
    """What of its subject a screen shows when its picture is opened: the picture is of the same."""

    line: int = 0
    """Which of its lines is the large one: the whole, or the place of a dimension."""
    top: float | None = None
    """The highest level shown; None for all of them."""
    is_plain: bool = False
    """Whether each cycle's mean is of all its items, not of those that all cycles share."""


AS_A_WHOLE: Final = AsShown()


@dataclass(frozen=True)
class DrawnPicture:
    """A figure with what is said about it."""

    figure: Figure
    words: Caption
    name: str
    """A file name without its ending."""
    more: tuple[Figure, ...] = ()
    """Further pages, where one does not hold everything."""

    @property
    def alt(self) -> str:
        """Everything in it, in words."""
        return self.words.alt

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        from dxcheck.charts.canvas import pages_to_bytes  # slow, and only here

        return pages_to_bytes([self.figure, *self.more], format_, self.words)


@dataclass(frozen=True)
class PictureKind:
    """One kind of picture."""

    id: str
    """On the command line. One name may stand for a picture of one municipality and for one of all."""
    source: PictureSource
    name: str
    """A source string: in lists, in the picture's title, in the file's name."""
    about: str
    """A source string: in the help of `dxcheck chart`."""
    drawn_by: str
    """As `module:function`; the function gets this row and the subject, and gives a `DrawnPicture`. It is slow, so call it off the screen's thread."""
    options: tuple[PictureOption, ...] = ()
    """Those that change it; the command refuses the others."""
    offered_on: tuple[PictureScreen, ...] = ()
    usual: str = "png"
    """The format that screens offer first."""
    name_of_items: str = ""
    """A source string: its name where it shows items instead of dimensions, if it is another."""

    @property
    def is_of_one(self) -> bool:
        """Whether a municipality must be named for it."""
        return self.source == "municipality"

    def draw(self, subject: PictureSubject) -> DrawnPicture:
        """Draw it.

        Raises:
            NothingToMakeError: what it would show is not there yet; the message says what is missing.
            StoreError: the data cannot be read.
        """
        import pkgutil  # only where something is drawn

        drawn: DrawnPicture = pkgutil.resolve_name(self.drawn_by)(self, subject)
        return drawn


_ONE: Final = "dxcheck.reports.municipality_pictures"
_ALL, _OVER_CYCLES = "dxcheck.reports.prefecture_pictures", "dxcheck.reports.course_pictures"
_OF_ALL: Final[tuple[PictureOption, ...]] = ("cycle", "region", "type", "size", "measure", "dimension", "item")
_WITH_AXIS: Final[tuple[PictureOption, ...]] = (*_OF_ALL, "zoom")

PICTURES: Final = (
    PictureKind(
        "progress",
        "municipality",
        N_("推移"),
        N_("推移（全体と分野ごとの折れ線、県内平均と目標つき）"),
        f"{_ONE}:progress_picture",
        ("zoom",),
        offered_on=("progress",),
    ),
    PictureKind(
        "bars",
        "municipality",
        N_("分野ごとの平均"),
        N_("分野ごとの平均（横棒）"),
        f"{_ONE}:bars_picture",
        ("snapshot", "zoom"),
        ("result",),
    ),
    PictureKind(
        "radar",
        "municipality",
        N_("分野ごとの形"),
        N_("分野ごとの形（レーダー）"),
        f"{_ONE}:radar_picture",
        ("snapshot", "zoom"),
        ("result",),
    ),
    PictureKind(
        "change",
        "municipality",
        N_("前回との比較"),
        N_("前回との比較（設問ごと）"),
        f"{_ONE}:change_picture",
        ("snapshot",),
        ("comparison",),
    ),
    PictureKind(
        "heatmap",
        "prefecture",
        N_("市町と分野の表"),
        N_("市町と分野の表"),
        f"{_ALL}:heatmap_picture",
        _OF_ALL,
        ("overview",),
        usual="pdf",
        name_of_items=N_("市町と設問の表"),
    ),
    PictureKind(
        "distribution",
        "prefecture",
        N_("分野ごとの散らばり"),
        N_("分野ごとの市町の散らばり"),
        f"{_ALL}:distribution_picture",
        _WITH_AXIS,
        ("overview", "spread"),
        usual="pdf",
        name_of_items=N_("設問ごとの散らばり"),
    ),
    PictureKind(
        "progress",
        "prefecture",
        N_("県全体の推移"),
        N_("県全体の推移（どの期にも提出した同じ市町と、その期に提出したすべての市町の平均）"),
        f"{_OVER_CYCLES}:course_picture",
        _WITH_AXIS,
        ("course",),
        usual="pdf",
    ),
    PictureKind(
        "multiples",
        "prefecture",
        N_("市町ごとの推移"),
        N_("市町ごとの推移を小さく並べたもの"),
        f"{_OVER_CYCLES}:multiples_picture",
        _WITH_AXIS,
        ("course",),
        usual="pdf",
    ),
    PictureKind(
        "averages",
        "published",
        N_("県内平均の推移（公表用）"),
        N_("公表した県内平均の推移（市町名も、公表していない数字も入りません）"),
        "dxcheck.reports.public_file:averages_picture",
        offered_on=("overview",),
        usual="pdf",
    ),
)
"""In the order of lists and of the help."""


def cycle_label(cycle: Cycle, open_cycle: Cycle | None) -> str:
    """A cycle on a picture's axis; under the one that still takes in answers it says so."""
    return cycle.short + ("\n" + _("受付中") if cycle == open_cycle else "")


def over(cycles: Sequence[str], figures: Sequence[OwnFigure | MeanFigure | None], write: Callable[[float], str]) -> str:
    """A course in words: with how many municipalities stand behind a mean, and that a cycle is open."""
    return _("、").join(f"{cycle} {_point_said(one, write)}" for cycle, one in zip(cycles, figures, strict=True))


def _point_said(one: OwnFigure | MeanFigure | None, write: Callable[[float], str]) -> str:
    if one is None:
        return NOTHING
    about = [_n("{n}市町", "{n}市町", one.municipalities)] if isinstance(one, MeanFigure) else []
    about += [_("受付中")] if one.is_open else []
    return write(one.value) + (_("（{about}）", about=_("、").join(about)) if about else "")


def pictures_of(source: PictureSource) -> dict[str, PictureKind]:
    """The pictures that can be drawn from something, by id."""
    return {one.id: one for one in PICTURES if one.source == source}


def picture_offers(screen: PictureScreen, subject: PictureSubject) -> list[Offer]:
    """What a screen offers to draw of a subject."""
    return [
        Offer(_("図: {name}", name=_(one.name)), partial(one.draw, subject), endings_of("picture", usual=one.usual))
        for one in pictures_of(subject.source).values()
        if screen in one.offered_on
    ]
