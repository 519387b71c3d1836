"""Charts of every kind of data there can be: one point, none, gaps, all zeros, twelve cycles, long names, both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from dxcheck import i18n
from dxcheck.assessment.change import LevelChange
from dxcheck.assessment.measured import MeanFigure, OwnFigure
from dxcheck.benchmark.model import Figure as Average
from dxcheck.benchmark.trend import Trend
from dxcheck.charts.averages import Published, averages_figure
from dxcheck.charts.canvas import Caption
from dxcheck.charts.change import Dumbbell, change_figures
from dxcheck.charts.course import CourseLines, course_figure
from dxcheck.charts.heatmap import ShadedRow, heatmap_figure
from dxcheck.charts.inside import bars_inside, change_inside, course_inside, progress_inside, spread_inside
from dxcheck.charts.onpage import averages_on_page, course_on_page, spread_on_page, towns_on_page
from dxcheck.charts.prefecture import counts_figures, table_figures
from dxcheck.charts.profile import Spoke, bars_figure, radar_figure
from dxcheck.charts.progress import progress_figure
from dxcheck.charts.scale import levels_to, scale_of
from dxcheck.charts.small import small_profile, small_progress
from dxcheck.charts.spread import spread_figure
from dxcheck.charts.towns import MunicipalityLine, crowd_figure, towns_figures
from dxcheck.model.calendar import Cycle
from dxcheck.questionnaire.scale import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.heatmap import ShadedCell
    from dxcheck.charts.spread import Strip
    from dxcheck.prefecture.overview import Measure

NAMES = (
    "機運・対話・人の変化",
    "方針・推進体制",
    "人材・学び",
    "業務改革",
    "住民サービス・地域",
    "システム・働く環境",
    "情報セキュリティ",
    "データ・AI",
)
ENGLISH = (
    "Momentum, dialogue and people",
    "Policy and governance",
    "People and learning",
    "Work reform",
    "Services for residents",
    "Systems and workplace",
    "Information security",
    "Data and AI",
)
WORDS = Caption(
    "西予市　診断結果の推移",
    "平均は0から5。線の切れ目は、提出のなかった期です。",
    "県内平均は、個別の市町が分からない形の平均です。\n2026年11月23日作成",
    "推移",
)
CYCLE = Cycle(2026, 1)


def cycles(count: int) -> list[Cycle]:
    """So many cycles up to 令和8年度前期."""
    made = [CYCLE]
    while len(made) < count:
        made.insert(0, made[0].previous)
    return made


def own(value: float | None, n: int = 0, count: int = 1, *, is_older: bool = False, is_open: bool = False) -> OwnFigure | None:
    """A municipality's figure of the nth of so many cycles."""
    cycle = cycles(count)[n]
    return None if value is None else OwnFigure(value, 5, 5, cycle, cycle.previous if is_older else cycle, is_open)


def of_all(value: float | None, n: int = 0, count: int = 1, towns: int = 19, *, is_open: bool = False) -> MeanFigure | None:
    """A mean of some municipalities in the nth of so many cycles."""
    return None if value is None else MeanFigure(value, towns, 0, cycles(count)[n], is_open)


def average(mean: float | None, end: str = "") -> Average:
    """A published average."""
    return Average(CYCLE, "10+", mean, end)  # type: ignore[arg-type]


def lines(count: int, *, names: tuple[str, ...] = NAMES, gaps: bool = False, zero: bool = False, is_open: bool = False) -> list[Trend]:
    """The whole and eight dimensions."""
    made = []
    for place, name in enumerate(("全体", *names)):
        means = tuple(0.0 if zero else min(5.0, 0.3 + 0.11 * place + 0.12 * n) for n in range(count))
        counts = ["5/5"] * count
        peers = [average(round(0.6 + 0.07 * n, 1)) if n else average(None, "low") for n in range(count)]
        if gaps:
            means = tuple(None if n in (1, 4) else value for n, value in enumerate(means))
            counts = ["" if n == 1 else one for n, one in enumerate(counts)]
            peers = [None if n in (2, count - 1) else one for n, one in enumerate(peers)]
        points = tuple(own(value, n, count, is_open=is_open and n == count - 1) for n, value in enumerate(means))
        made.append(Trend(name, points, tuple(counts), tuple(peers), None if zero or place == 3 else 2.0 + 0.1 * place))
    return made


def progress(count: int, *, is_open: bool = False, **rest: object) -> Figure:
    """A progress picture."""
    labels = [one.short for one in cycles(count)] if count else []
    if is_open:
        labels[-1] += "\n受付中"
    return progress_figure(lines(count, is_open=is_open, **rest) if count else [], labels, "西予市", WORDS, levels_to(DEFAULT))  # type: ignore[arg-type]


def spokes(*, zero: bool = False, gaps: bool = False, names: tuple[str, ...] = NAMES) -> list[Spoke]:
    """Eight dimensions."""
    ends = [average(1.2), average(None, "low"), None, average(0.9), average(1.4), average(2.0), average(1.1), average(None, "low")]
    made = []
    for place, name in enumerate(names):
        mean = None if gaps and place == 2 else 0.0 if zero else 0.4 + 0.2 * place
        before = None if gaps else 0.0 if zero else 0.3 + 0.15 * place
        change = None if before is None else LevelChange(None if place == 6 else (place - 3) / 4, 5, 5, place % 2, 0)
        at = CYCLE.next if place == 4 else CYCLE
        made.append(Spoke(name, mean, "5/5", before, None if zero else ends[place], None if zero or place == 5 else 2.5, change, at))
    return made


def changed() -> list[tuple[str, list[Dumbbell]]]:
    """Forty-two items, some up, some down, most the same."""
    kinds = [
        (1, 2, "1→2"),
        (1, 1, "1"),
        (0, 0, "0"),
        (3, 1, "3→1"),
        (None, 1, "わからない→1"),
        (2, None, "2→該当なし"),
        (None, None, "わからない"),
    ]
    items = [Dumbbell(f"設問の題がいちばん長いもの{n}", *kinds[n % len(kinds)], is_reworded=n in (7, 10)) for n in range(42)]
    return [(name, items[5 * place : 5 * place + (7 if place == 7 else 5)]) for place, name in enumerate(NAMES)]


def in_english() -> Figure:
    """Long Latin names."""
    i18n.use("en")
    try:
        return bars_figure(spokes(names=ENGLISH), "Seiyo City", WORDS, scale=levels_to(DEFAULT), with_average=True)
    finally:
        i18n.use("ja")


TOWNS = ("松山市", "今治市", "四国中央市", "久万高原町", "上島町")


def town_means(number: int, *, gaps: bool = False) -> list[float | None]:
    """Invented means of one municipality by column."""
    return [None if gaps and (number + column) % 4 == 0 else (0.4 + 0.37 * number + 0.53 * column) % 3.1 for column in range(9)]


HEADS = ("全体", *(one[:6] for one in NAMES))


def shaded(values: Sequence[float | str | None], *, is_older: bool = False) -> tuple[ShadedCell, ...]:
    """Figures as cells; words stay words."""
    return tuple(one if isinstance(one, str) else own(one, is_older=is_older) for one in values)


def prefecture_rows(count: int, *, gaps: bool = False) -> list[ShadedRow]:
    """So many municipalities, one of them without anything; then the mean."""
    rows = [
        ShadedRow(TOWNS[n % 5] + ("" if n % 3 else "*"), shaded(town_means(n, gaps=gaps), is_older=n % 3 == 0)) for n in range(count - 1)
    ]
    rows.insert(count // 2, ShadedRow("松野町", said="まだ提出がありません"))
    counts = ShadedRow("市町の数", ("19",) * 9)
    return [*rows, ShadedRow("県内の平均", tuple(of_all(value) for value in town_means(3)), is_mean=True), counts]


def table_of(measure: Measure) -> Figure:
    """Changes up, down and none; shares; whole levels and words."""
    if measure == "change":
        rows = [
            ShadedRow(TOWNS[n % 5], shaded([None if value is None else value / 2 - 0.6 for value in town_means(n, gaps=n == 2)]))
            for n in range(20)
        ]
    elif measure == "unknown":
        rows = [ShadedRow(TOWNS[n % 5], shaded([(value or 0.0) / 5 for value in town_means(n)])) for n in range(20)]
    else:
        rows = [ShadedRow(TOWNS[n % 5], shaded([1.4, *(("？", "＊", None, n % 6)[(n + at) % 4] for at in range(8))])) for n in range(20)]
    scale = scale_of(measure, DEFAULT, [cell.value for row in rows for cell in row.cells if isinstance(cell, OwnFigure)])
    return table_figures(rows, HEADS, scale, WORDS)[0]


def prefecture_spread(count: int, measure: Measure = "level") -> Figure:
    """So many municipalities' dots."""
    by = {"level": 1.0, "gap": 1.0, "change": -0.4, "unknown": 0.2}[measure]
    columns = prefecture_columns(count, by)
    return spread_figure(columns, scale_of(measure, DEFAULT, [one.value for _name, figures in columns for one in figures]), WORDS)


def prefecture_columns(count: int, by: float = 1.0) -> list[Strip]:
    """The strips of so many municipalities."""
    return [
        (name, [one for n in range(count) if (one := own(by * (town_means(n)[at] or 0.0), is_older=n % 2 == 0)) is not None])
        for at, name in enumerate(("全体", *NAMES))
    ]


def item_answers() -> Figure:
    """One item: most in one row, nobody in some, a long line of names."""
    names = "松山市、今治市、宇和島市、八幡浜市、新居浜市、西条市、大洲市、伊予市、\n四国中央市、西予市、東温市、上島町、久万高原町、松前町、砥部町"
    rows = [("0　未着手", 3, "内子町、伊方町、松野町"), ("1　個人の工夫", 15, names), *((f"{n}　全庁で実施", 0, "") for n in range(2, 6))]
    return counts_figures([*rows, ("わからない", 1, "鬼北町"), ("まだ提出がありません", 1, "愛南町")], WORDS)[0]


def prefecture_course(count: int, *, gaps: bool = False, is_open: bool = False) -> Figure:
    """The same municipalities beside all of them."""
    return course_figure(
        prefecture_lines(count, gaps=gaps, is_open=is_open), [one.short for one in cycles(count)], scale_of("level", DEFAULT), WORDS
    )


def prefecture_lines(count: int, *, gaps: bool = False, is_open: bool = False) -> list[CourseLines]:
    """The whole and eight dimensions."""

    def means(at: int, by: float, towns: int, *, is_all: bool) -> tuple[MeanFigure | None, ...]:
        made = []
        for n in range(count):
            last = is_open and n == count - 1
            missing = (gaps and n % 3 == 1) or (last and not is_all)
            made.append(of_all(None if missing else 0.5 + 0.1 * at + by * n, n, count, 9 if last else towns, is_open=last))
        return tuple(made)

    return [
        CourseLines(name, means(at, 0.2, 17, is_all=False), means(at, 0.17, 19, is_all=True), 17)
        for at, name in enumerate(("全体", *NAMES))
    ]


def course_alone(top: float) -> Figure:
    """One line near the top or the bottom of the scale."""
    line = CourseLines(
        "業務の棚卸し",
        tuple(of_all(one, n, 3, 14) for n, one in enumerate((top - 0.2, top - 0.1, top))),
        tuple(of_all(one, n, 3) for n, one in enumerate((top - 0.5, None, top - 0.1))),
        14,
    )
    return course_figure([line], [one.short for one in cycles(3)], scale_of("level", DEFAULT), WORDS)


def course_in_english() -> Figure:
    """The longest names, and a dimension with fewer municipalities behind it."""
    before = i18n.language()
    i18n.use("en")
    try:
        same, every = (tuple(of_all(one, n, 2, 17) for n, one in enumerate(means)) for means in ((0.7, 0.9), (0.7, 0.8)))
        lines = [CourseLines(name, same, every, 17 if at < 3 else 18) for at, name in enumerate(("Overall", *ENGLISH))]
        return course_figure(lines, ["FY25 H2", "FY26 H1"], scale_of("level", DEFAULT), WORDS)
    finally:
        i18n.use(before)


def prefecture_towns(count: int, over: int, *, is_open: bool = False) -> Figure:
    """Small panels."""
    return towns_figures(small_towns(count, over, is_open=is_open), [one.short for one in cycles(over)], scale_of("level", DEFAULT), WORDS)[
        0
    ]


def small_towns(count: int, over: int, *, is_open: bool = False) -> list[MunicipalityLine]:
    """One without anything, one at the top."""

    def points(values: Sequence[float | None]) -> tuple[OwnFigure | None, ...]:
        return tuple(own(one, n, over, is_open=is_open and n == over - 1) for n, one in enumerate(values))

    towns = [MunicipalityLine(TOWNS[n % 5], points(town_means(n, gaps=n % 3 == 0)[:over])) for n in range(count - 2)]
    return [*towns, MunicipalityLine("松野町", said="まだ提出がありません"), MunicipalityLine("鬼北町", points((5.0,) * over))]


def averages() -> list[Published]:
    """Published averages with ends of the scale, hidden ones and one carried over from an earlier cycle."""
    kept = Average(CYCLE.previous.previous, "6-9", 1.5)
    kinds = [average(None, "low"), average(0.9), None, average(1.2), kept, average(1.4)]
    made = [tuple(kinds[(n + at) % 6] for n in range(6)) for at in range(8)]
    made.append((average(None, "high"), average(4.4), None, None, average(4.0), average(None, "high")))
    return [Published(name, of_cycle(figures), tuple(cycles(6))) for name, figures in zip(("全体", *NAMES), made, strict=True)]


def of_cycle(figures: Sequence[Average | None]) -> tuple[Average | None, ...]:
    """Averages of their own cycles, apart from one that stands from an earlier one."""
    there = cycles(len(figures))
    return tuple(one if one is None or one.cycle < CYCLE else structs.replace(one, cycle=there[n]) for n, one in enumerate(figures))


def standing() -> Figure:
    """Every third average is the one of the cycle before."""
    there, made = cycles(6), []
    for one in lines(6):
        peers = tuple(Average(there[n].previous if n % 3 == 2 else there[n], "10+", 1.4 + 0.1 * n) for n in range(6))
        made.append(replace(one, peers=peers, cycles=tuple(there)))
    return progress_figure(made, [one.short for one in there], "西予市", WORDS, levels_to(DEFAULT))


def crowd(count: int = 1741) -> Figure:
    """Very many municipalities, one cycle without any."""
    figures = [[] if n == 1 else [(0.4 + 0.1 * n + 0.0137 * town) % 3 for town in range(count)] for n in range(6)]
    return crowd_figure([("全体", figures)], [one.short for one in cycles(6)], scale_of("level", DEFAULT), WORDS)


SAMPLES: dict[str, Callable[[], Figure]] = {
    "progress-five": lambda: progress(5),
    "progress-twelve": lambda: progress(12),
    "progress-gaps": lambda: progress(7, gaps=True),
    "progress-one": lambda: progress(1),
    "progress-none": lambda: progress(0),
    "progress-zero": lambda: progress(4, zero=True),
    "progress-standing": standing,
    "progress-open": lambda: progress(5, is_open=True),
    "bars": lambda: bars_figure(spokes(), "西予市", WORDS, scale=levels_to(DEFAULT), with_average=True),
    "bars-zero": lambda: bars_figure(spokes(zero=True), "西予市", WORDS, scale=levels_to(DEFAULT), with_average=False),
    "bars-gaps": lambda: bars_figure(spokes(gaps=True), "西予市", WORDS, scale=levels_to(DEFAULT), with_average=True),
    "bars-english": in_english,
    "radar": lambda: radar_figure(spokes(), "西予市", WORDS, scale=levels_to(DEFAULT)),
    "radar-zero": lambda: radar_figure(spokes(zero=True), "西予市", WORDS, scale=levels_to(DEFAULT)),
    "radar-gaps": lambda: radar_figure(spokes(gaps=True), "西予市", WORDS, scale=levels_to(DEFAULT)),
    "change": lambda: change_figures(changed(), WORDS, levels_to(DEFAULT))[0],
    "small-profile": lambda: small_profile(spokes(), levels_to(DEFAULT)),
    "small-profile-gaps": lambda: small_profile(spokes(gaps=True), levels_to(DEFAULT)),
    "progress-inside": lambda: progress_inside(
        lines(6), [one.short for one in cycles(6)], "西予市", (918.0, 243.0), scale=levels_to(DEFAULT)
    ),
    "progress-inside-chosen": lambda: progress_inside(
        lines(6), [one.short for one in cycles(6)], "西予市", (918.0, 243.0), scale=levels_to(DEFAULT), line=3
    ),
    "progress-inside-small": lambda: progress_inside(
        lines(7, gaps=True), [one.short for one in cycles(7)], "西予市", (444.0, 243.0), line=2, scale=levels_to(DEFAULT)
    ),
    "bars-inside": lambda: bars_inside(
        spokes(), "西予市", (918.0, 243.0), scale=levels_to(DEFAULT), with_average=True, more=[("次の段まで", ["あと0.6"] * len(spokes()))]
    ),
    "change-inside": lambda: change_inside(changed(), (918.0, 300.0), levels_to(DEFAULT)),
    "course-inside": lambda: course_inside(
        prefecture_lines(5), [one.short for one in cycles(5)], scale_of("level", DEFAULT), (918.0, 243.0)
    ),
    "spread-inside": lambda: spread_inside(prefecture_columns(20), scale_of("level", DEFAULT), (918.0, 260.0)),
    "small-progress": lambda: small_progress(lines(6)[0], [one.short for one in cycles(6)], levels_to(DEFAULT)),
    "small-progress-gaps": lambda: small_progress(lines(7, gaps=True)[0], [one.short for one in cycles(7)], levels_to(DEFAULT)),
    "table": lambda: table_figures(prefecture_rows(20), HEADS, scale_of("level", DEFAULT), WORDS)[0],
    "table-forty": lambda: table_figures(prefecture_rows(40, gaps=True), HEADS, scale_of("level", DEFAULT), WORDS)[0],
    "table-on-a-page": lambda: heatmap_figure(prefecture_rows(20), HEADS, scale_of("level", DEFAULT)),
    "table-change": lambda: table_of("change"),
    "table-unknown": lambda: table_of("unknown"),
    "table-items": lambda: table_of("level"),
    "spread": lambda: prefecture_spread(20),
    "spread-change": lambda: prefecture_spread(20, "change"),
    "spread-unknown": lambda: prefecture_spread(20, "unknown"),
    "answers": item_answers,
    "spread-many": lambda: prefecture_spread(400),
    "towns-many": crowd,
    "spread-one": lambda: prefecture_spread(1),
    "course": lambda: prefecture_course(6),
    "course-gaps": lambda: prefecture_course(5, gaps=True),
    "course-english": course_in_english,
    "course-on-a-page": lambda: course_on_page(prefecture_lines(6), [one.short for one in cycles(6)], scale_of("level", DEFAULT)),
    "spread-on-a-page": lambda: spread_on_page(prefecture_columns(20), scale_of("level", DEFAULT)),
    "towns-on-a-page": lambda: towns_on_page(small_towns(20, 6), [one.short for one in cycles(6)], scale_of("level", DEFAULT)),
    "course-open": lambda: prefecture_course(6, is_open=True),
    "towns-open": lambda: prefecture_towns(20, 6, is_open=True),
    "towns-open-on-a-page": lambda: towns_on_page(
        small_towns(20, 6, is_open=True), [one.short for one in cycles(6)], scale_of("level", DEFAULT)
    ),
    "averages": lambda: averages_figure(averages(), [one.short for one in cycles(6)], WORDS, levels_to(DEFAULT)),
    "averages-on-a-page": lambda: averages_on_page(averages(), [one.short for one in cycles(6)], levels_to(DEFAULT)),
    "course-high": lambda: course_alone(5.0),
    "course-low": lambda: course_alone(0.5),
    "course-one": lambda: prefecture_course(1),
    "towns": lambda: prefecture_towns(20, 6),
    "towns-thirty": lambda: prefecture_towns(30, 3),
    "change-nothing-shared": lambda: change_figures([], WORDS, levels_to(DEFAULT))[0],
}
