"""Shapes of data that nobody thought of: drawn by lot from a number, the same number always gives the same shape."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from charts.samples import ENGLISH, NAMES, TOWNS, WORDS, cycles, of_all, own

from dxcheck import i18n
from dxcheck.app.widgets.progress import zoomed_top
from dxcheck.assessment.change import LevelChange
from dxcheck.assessment.measured import OwnFigure
from dxcheck.benchmark.model import Figure as Average
from dxcheck.benchmark.trend import Trend
from dxcheck.charts.averages import Published, averages_figures
from dxcheck.charts.change import Dumbbell, change_figures
from dxcheck.charts.course import CourseLines, course_figures
from dxcheck.charts.heatmap import ShadedRow, heatmap_figure
from dxcheck.charts.inside import bars_high, bars_inside, change_inside, course_inside, progress_inside, spread_high, spread_inside
from dxcheck.charts.onpage import averages_on_page, course_on_page, spread_on_page, towns_on_page
from dxcheck.charts.prefecture import counts_figures, table_figures
from dxcheck.charts.profile import Spoke, bars_figure, radar_figure
from dxcheck.charts.progress import progress_figures
from dxcheck.charts.scale import levels_to, scale_of
from dxcheck.charts.small import small_profile, small_progress
from dxcheck.charts.spread import spread_figure
from dxcheck.charts.towns import MunicipalityLine, towns_figures
from dxcheck.questionnaire.scale import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.scale import AxisScale
    from dxcheck.prefecture.overview import Measure

LONG = (
    "いちばん長い名前をもつ分野のひとつで、まだ続くもの",
    "住民との対話と参加、そして人の変化",
    "短",
    "データ",
    "AI・自動化の活用と職員の学び",
    "安全",
)
MUNICIPALITIES = (*TOWNS, "南アルプス市", "かすみがうら市", "いちき串木野市", "ニセコ町", "津市")
MOST_CYCLES = 30


@dataclass(frozen=True)
class Shape:
    """Data for every kind of picture."""

    lot: random.Random
    """Gives the values."""
    cycles: int
    names: tuple[str, ...]
    level: str
    """How its values run: low, any, equal, zero, five."""
    gaps: float
    """Share of cycles without a submission."""
    lag: int
    """Cycles by which the published averages are behind."""
    is_open: bool
    is_english: bool


def shape_of(number: int) -> Shape:
    """The shape of a number."""
    lot = random.Random(number)
    is_english = lot.random() < 0.25
    names = ENGLISH if is_english else lot.choice((NAMES, NAMES, LONG, NAMES[:3]))
    return Shape(
        lot,
        lot.choice((1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 22, MOST_CYCLES)),
        names,
        lot.choice(("low", "low", "any", "equal", "zero", "five")),
        lot.choice((0.0, 0.0, 0.2, 0.5)),
        lot.choice((0, 1, 1, 1, 2)),
        lot.random() < 0.3,
        is_english,
    )


def values(shape: Shape, count: int) -> list[float]:
    """A course of levels."""
    lot = shape.lot
    if shape.level in ("zero", "five"):
        return [0.0 if shape.level == "zero" else 5.0] * count
    if shape.level == "equal":
        return [lot.choice((0.5, 1.2, 3.0))] * count
    now, made = lot.uniform(0, 1.5 if shape.level == "low" else 5), []
    for _n in range(count):
        now = min(5.0, max(0.0, now + lot.uniform(-0.3, 0.6)))
        made.append(now)
    return made


def average(shape: Shape, value: float, at: int) -> Average:
    """As they are published: near the own value, one decimal, ends of the scale; some are an earlier cycle's that still stand."""
    near = round(min(5.0, max(0.0, value + shape.lot.choice((0, 0, 0.1, 0.3, -0.3, 0.8)))), 1)
    end = "low" if near <= 0.5 else "high" if near >= 4.5 else ""
    cycle = cycles(shape.cycles)[at]
    return Average(cycle.previous if shape.lot.random() < 0.15 else cycle, "10+", None if end else near, end)  # type: ignore[arg-type]


def labels(shape: Shape) -> list[str]:
    """The cycles' labels."""
    made = [one.short for one in cycles(shape.cycles)]
    if shape.is_open:
        made[-1] += "\n受付中"
    return made


def trend(shape: Shape, name: str) -> Trend:
    """One line of a municipality with the averages beside."""
    course, n = values(shape, shape.cycles), shape.cycles
    missing = [at < n - 1 and shape.lot.random() < shape.gaps for at in range(n)]
    is_unanswered = shape.lot.random() < 0.1
    points = tuple(
        None if missing[at] or (is_unanswered and at == n - 1) else own(course[at], at, n, is_open=shape.is_open and at == n - 1)
        for at in range(n)
    )
    peers = tuple(None if at >= n - shape.lag or shape.lot.random() < 0.1 else average(shape, course[at], at) for at in range(n))
    target = None if shape.lot.random() < 0.2 else min(5.0, course[-1] + shape.lot.choice((0, 0.1, 0.5, 1.5)))
    return Trend(name, points, tuple("" if one else "5/5" for one in missing), peers, target, cycles=tuple(cycles(n)))


def spokes(shape: Shape) -> list[Spoke]:
    """The dimensions of one snapshot; some have no mean."""
    made = []
    for name in shape.names:
        mean, before = values(shape, 2)
        is_missing = shape.lot.random() < 0.15
        change = LevelChange(before - mean, 5, 5, 1, 0) if shape.lot.random() < 0.7 else None
        made.append(
            Spoke(
                name,
                None if is_missing else mean,
                "5/5",
                before if shape.lot.random() < 0.8 else None,
                average(shape, mean, 0) if shape.lot.random() < 0.8 else None,
                min(5.0, mean + 0.4) if shape.lot.random() < 0.8 else None,
                change,
                cycles(shape.cycles)[0],
            )
        )
    return made


def dumbbells(shape: Shape) -> list[tuple[str, list[Dumbbell]]]:
    """Items before and after."""
    words = {None: "わからない"}
    groups = []
    for name in shape.names:
        items = []
        for n in range(shape.lot.randint(1, 7)):
            before, after = (shape.lot.choice((None, 0, 1, 1, 2, 5)) for _ in range(2))
            said = f"{words.get(before, before)}→{words.get(after, after)}"
            title = shape.lot.choice(("業務の棚卸し", "設問の題がいちばん長いもので、まだ終わらない", "Taking stock of how work is done"))
            items.append(Dumbbell(f"{title}{n}", before, after, said, is_reworded=shape.lot.random() < 0.1))
        groups.append((name, items))
    return groups


def course_lines(shape: Shape) -> list[CourseLines]:
    """The same municipalities beside all of them."""
    n = shape.cycles

    def means(course: Sequence[float], by: float) -> tuple:
        made = []
        for at in range(n):
            last = shape.is_open and at == n - 1
            gap = shape.lot.random() < shape.gaps / 2
            made.append(None if gap else of_all(min(5.0, course[at] + by), at, n, shape.lot.randint(1, 19), is_open=last))
        return tuple(made)

    found = []
    for name in ("全体", *shape.names):
        course = values(shape, n)
        same = shape.lot.choice((17, 17, 16))
        found.append(CourseLines(name, means(course, shape.lot.choice((0, 0.05, 0.3))), means(course, 0), same))
    return found


def towns(shape: Shape, count: int) -> list[MunicipalityLine]:
    """Each municipality small."""
    made = []
    for n in range(count):
        line = trend(shape, "")
        said = shape.lot.choice(("まだ提出がありません", "ほかの診断票だけに回答", "値がありません")) if shape.lot.random() < 0.15 else ""
        made.append(MunicipalityLine(MUNICIPALITIES[n % len(MUNICIPALITIES)], () if said else line.points, said))
    return made


def strips(shape: Shape, measure: Measure, count: int) -> list[tuple[str, list]]:
    """The spread of every dimension."""
    found = []
    for name in ("全体", *shape.names):
        there = [shape.lot.uniform(-1, 1) if measure == "change" else values(shape, 1)[0] for _ in range(count)]
        there = [one / 5 for one in there] if measure == "unknown" else there
        found.append((name, [made for one in there if (made := own(one, is_older=shape.lot.random() < 0.3)) is not None]))
    return found


def rows(shape: Shape, measure: Measure, count: int) -> list[ShadedRow]:
    """A table of all municipalities."""
    made = []
    columns = strips(shape, measure, count)
    for n in range(count):
        name = MUNICIPALITIES[n % len(MUNICIPALITIES)] + ("*" if n % 3 == 0 else "")
        if shape.lot.random() < 0.1:
            made.append(ShadedRow(name, said="まだ提出がありません"))
        else:
            made.append(ShadedRow(name, tuple(figures[n] for _name, figures in columns)))
    made.append(ShadedRow("県内の平均", tuple(of_all(1.2) for _ in columns), is_mean=True))
    return [*made, ShadedRow("市町の数", tuple(str(count) for _ in columns))]


def heads(shape: Shape) -> list[str]:
    """Short names."""
    return ["全体", *(one[:7] for one in shape.names)]


def answers(shape: Shape, count: int) -> list[tuple[str, int, str]]:
    """Who gave which answer."""
    made = []
    for name in (
        "0　未着手",
        "1　個人の工夫",
        "2　係の工夫",
        "3　課で実施",
        "4　全庁で実施",
        "5　住民とつくる",
        "わからない",
        "まだ提出がありません",
    ):
        n = shape.lot.choice((0, 1, count // 2))
        who = [MUNICIPALITIES[at % len(MUNICIPALITIES)] for at in range(n)]
        made.append((name, n, "、".join(who)))
    return made


def drawn(number: int, kind: str) -> list[Figure]:
    """The pages of one kind of picture of a number's shape."""
    shape = shape_of(number)
    before = i18n.language()
    i18n.use("en" if shape.is_english else "ja")
    try:
        made = KINDS[kind](shape)
        return made if isinstance(made, list) else [made]
    finally:
        i18n.use(before)


def _short(shape: Shape) -> list[str]:
    return [one.partition("\n")[0] for one in labels(shape)]


def _all_trends(shape: Shape) -> list[Trend]:
    return [trend(shape, name) for name in ("全体", *shape.names)]


def _published(shape: Shape) -> list[Published]:
    return [Published(one.name, tuple(one.peers), one.cycles) for one in _all_trends(shape)]


def _measured(shape: Shape, most: int) -> tuple[list[tuple[str, list]], AxisScale, Measure, int]:
    measure: Measure = shape.lot.choice(("level", "gap", "change", "unknown"))
    count = shape.lot.choice([one for one in (1, 5, 20, 26, 60, 250) if one <= most])
    columns = strips(shape, measure, count)
    return columns, scale_of(measure, DEFAULT, [one.value for _n, figures in columns for one in figures]), measure, count


def _table(shape: Shape, most: int) -> tuple[list[ShadedRow], list[str], AxisScale]:
    _columns, _scale, measure, count = _measured(shape, most)
    made = rows(shape, measure, count)
    found = [cell.value for row in made for cell in row.cells if isinstance(cell, OwnFigure)]
    return made, heads(shape), scale_of(measure, DEFAULT, found)


def _towns(shape: Shape, most: int) -> tuple[list[MunicipalityLine], list[str], AxisScale]:
    count = shape.lot.choice([one for one in (1, 5, 20, 26, 60) if one <= most])
    return towns(shape, count), _short(shape), scale_of("level", DEFAULT)


def _courses(shape: Shape) -> tuple[list[CourseLines], list[str], AxisScale]:
    return course_lines(shape), _short(shape), scale_of("level", DEFAULT)


def _name(shape: Shape) -> str:
    return "Seiyo City" if shape.is_english else shape.lot.choice(("西予市", "いちき串木野市", "架空の長い名前の広域連合"))


def _opened(shape: Shape) -> dict[str, bool]:
    return {"is_open": shape.is_open}


PLACES = ((444.0, 243.0), (678.0, 240.0), (708.0, 324.0), (918.0, 243.0), (1128.0, 356.0))
"""Points of a place in a screen of 80x24, 120x40 (in two shapes of cells), and of the browser at 1280x720 and 1920x1080."""


def _tall(shape: Shape, high: Callable[[list[Spoke], float], float]) -> tuple[float, float]:
    """A place as high as it is asked for."""
    wide, least = shape.lot.choice(PLACES)
    return wide, max(least, high(spokes(shape), wide))


def _spread_inside(shape: Shape) -> Figure:
    columns, scale, _measure, _count = _measured(shape, 250)
    wide, least = shape.lot.choice(PLACES)
    return spread_inside(columns, scale, (wide, max(least, spread_high(columns))))


KINDS: dict[str, Callable[[Shape], Figure | list[Figure]]] = {
    "progress": lambda shape: progress_figures(_all_trends(shape), labels(shape), _name(shape), WORDS, levels_to(DEFAULT)),
    "progress-inside": lambda shape: progress_inside(
        made := _all_trends(shape),
        labels(shape),
        _name(shape),
        shape.lot.choice(PLACES),
        scale=levels_to(DEFAULT, shape.lot.choice((None, zoomed_top(made, DEFAULT)))),
        line=shape.lot.randrange(len(made)),
    ),
    "course-inside": lambda shape: course_inside(*_courses(shape), shape.lot.choice(PLACES)),
    "bars-inside": lambda shape: bars_inside(
        spokes(shape), _name(shape), _tall(shape, bars_high), scale=levels_to(DEFAULT), with_average=True, **_opened(shape)
    ),
    "spread-inside": _spread_inside,
    "change-inside": lambda shape: change_inside(dumbbells(shape), shape.lot.choice(PLACES), levels_to(DEFAULT)),
    "bars": lambda shape: bars_figure(spokes(shape), _name(shape), WORDS, scale=levels_to(DEFAULT), with_average=True, **_opened(shape)),
    "radar": lambda shape: radar_figure(spokes(shape), _name(shape), WORDS, scale=levels_to(DEFAULT), **_opened(shape)),
    "change": lambda shape: change_figures(dumbbells(shape), WORDS, levels_to(DEFAULT)),
    "small-profile": lambda shape: small_profile(spokes(shape), levels_to(DEFAULT)),
    "small-progress": lambda shape: small_progress(trend(shape, "全体"), labels(shape), levels_to(DEFAULT)),
    "averages": lambda shape: averages_figures(_published(shape), labels(shape), WORDS, levels_to(DEFAULT)),
    "averages-on-a-page": lambda shape: averages_on_page(_published(shape), labels(shape), levels_to(DEFAULT)),
    "table": lambda shape: table_figures(*_table(shape, 60), WORDS),
    "table-on-a-page": lambda shape: heatmap_figure(*_table(shape, 26)),
    "spread": lambda shape: spread_figure(*_measured(shape, 250)[:2], WORDS),
    "spread-on-a-page": lambda shape: spread_on_page(*_measured(shape, 250)[:2]),
    "course": lambda shape: course_figures(*_courses(shape), WORDS),
    "course-on-a-page": lambda shape: course_on_page(*_courses(shape)),
    "towns": lambda shape: towns_figures(*_towns(shape, 60), WORDS),
    "towns-on-a-page": lambda shape: towns_on_page(*_towns(shape, 26)),
    "answers": lambda shape: counts_figures(answers(shape, shape.lot.choice((1, 20, 60, 200))), WORDS),
}
"""Every kind of picture, of a shape."""
INSIDE = [one for one in KINDS if one.endswith("-inside")]
"""Those for a place in a screen, which are never printed."""
