"""Pictures of all municipalities, for the centre alone: names and figures that no other desk sees. Slow imports happen in `draw`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from dxcheck.calendar import long_date
from dxcheck.i18n import N_, _
from dxcheck.output import NothingToMakeError, Offer
from dxcheck.overview import WHOLE
from dxcheck.pictures import Picture
from dxcheck.wording import in_common, in_every_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.centre import CentreDesk
    from dxcheck.charts.canvas import Words
    from dxcheck.overview import Line, Overview

Kind = Literal["heatmap", "distribution", "progress", "multiples"]
KINDS: Final[dict[Kind, str]] = {
    "heatmap": N_("市町と分野の表"),
    "distribution": N_("分野ごとの散らばり"),
    "progress": N_("県全体の推移"),
    "multiples": N_("市町ごとの推移"),
}


def offers(desk: CentreDesk, overview: Overview, lines: Sequence[Line], kinds: Sequence[Kind] = tuple(KINDS)) -> list[Offer]:
    """Pictures to choose from, of the lines that are on the screen."""
    return [Offer(_("図: {name}", name=_(KINDS[one])), partial(draw, desk, one, overview, lines), ("pdf", "png", "svg")) for one in kinds]


def draw(desk: CentreDesk, kind: Kind, overview: Overview, lines: Sequence[Line]) -> Picture:
    """Draw a picture.

    Args:
        desk: the centre's.
        kind: which.
        overview: as of a cycle.
        lines: of which municipalities.

    Raises:
        NothingToMakeError: nobody among them has submitted, or there are too many for one sheet.
    """
    there = [one for one in lines if one.state == "counted"]
    if not there:
        raise NothingToMakeError(_("集計に入る診断結果がまだないため、図をつくれません。"))
    if kind == "heatmap":
        return _table(desk, overview, there)
    if kind == "distribution":
        return _spread(desk, overview, there)
    return _course(desk, overview, lines) if kind == "progress" else _towns(desk, overview, lines)


def _words(desk: CentreDesk, overview: Overview, kind: Kind, alt: Sequence[str], subtitle: str) -> Words:
    from dxcheck.charts.canvas import Words  # noqa: PLC0415 - slow, and only here

    demo = _("デモ（架空のデータ）　") if desk.cases.is_demo else ""
    notes = [in_common(overview.common)] if overview.common is not None and kind in ("heatmap", "distribution") else []
    made = _("{demo}取扱注意（センター用）　{day}作成", demo=demo, day=long_date(desk.cases.now))
    title = _("{prefecture}　{kind}", prefecture=desk.prefecture, kind=_(KINDS[kind]))
    return Words(title, subtitle, "\n".join([*notes, made]), "\n".join(alt))


def _name(overview: Overview, kind: Kind) -> str:
    return "_".join([_(KINDS[kind]), _("センター用"), overview.cycle.label.replace(" ", "")])


def _named(overview: Overview) -> list[tuple[str, str, str]]:
    """Column, its whole name, its short name."""
    return [(WHOLE, _("全体"), _("全体")), *((one.id, str(one.title), str(one.short)) for one in overview.questionnaire.dimensions)]


def _too_many(count: int, most: int) -> None:
    if count > most:
        raise NothingToMakeError(
            _("{n}市町は1枚の図に入りません（{most}市町まで）。地域や規模で絞り込んでから、つくってください。", n=count, most=most)
        )


def _table(desk: CentreDesk, overview: Overview, lines: Sequence[Line]) -> Picture:
    from dxcheck.charts.prefecture import MOST_ROWS, table_figure  # noqa: PLC0415 - slow, and only here

    _too_many(len(lines), MOST_ROWS)
    columns = _named(overview)
    values = [[one.value(column, "level") for column, _long, _short in columns] for one in lines]
    names = [str(one.municipality) for one in lines]
    if len(lines) == len(overview.counted):
        names.append(_("県内の平均"))
        values.append([overview.mean(column, "level") for column, _long, _short in columns])
    alt = [f"{name}: " + _("、").join(_figure(value) for value in row) for name, row in zip(names, values, strict=True)]
    words = _words(
        desk, overview, "heatmap", alt, _("{cycle}の時点　分野ごとのレベルの平均（0から5）。濃さは目安です。", cycle=overview.cycle.label)
    )
    figure = table_figure(names, [short for _column, _long, short in columns], values, words)
    return Picture("heatmap", figure, words, _name(overview, "heatmap"))


def _spread(desk: CentreDesk, overview: Overview, lines: Sequence[Line]) -> Picture:
    from dxcheck.charts.prefecture import spread_figure  # noqa: PLC0415 - slow, and only here

    columns = [
        (long, [value for one in lines if (value := one.value(column, "level")) is not None]) for column, long, _short in _named(overview)
    ]
    alt = [f"{name}: " + _("、").join(f"{value:.1f}" for value in sorted(values)) for name, values in columns]
    subtitle = _("{cycle}の時点　{n}市町のレベルの平均（0から5）", cycle=overview.cycle.label, n=len(lines))
    words = _words(desk, overview, "distribution", alt, subtitle)
    return Picture("distribution", spread_figure(columns, words), words, _name(overview, "distribution"))


def _course(desk: CentreDesk, overview: Overview, lines: Sequence[Line]) -> Picture:
    from dxcheck.charts.course import Lines, course_figure  # noqa: PLC0415 - slow, and only here

    found = desk.comparing.history(overview.cycle, [one.municipality for one in lines])
    if found.common is None:
        raise NothingToMakeError(_("集計に入る診断結果がまだないため、図をつくれません。"))
    titles = {WHOLE: _("全体"), **{one.id: str(one.title) for one in found.common.newest.dimensions}}
    drawn = [Lines(titles[one.column], one.matched, one.plain, one.same) for one in found.courses]
    cycles = [one.short for one in found.cycles]
    subtitle = _("それぞれの期の終わりの時点（2年より前の診断結果は除く）。")
    if found.common.shared < found.common.items:
        subtitle += in_every_version(found.common)
    alt = [
        _(
            "{name}: 同じ{n}市町で {matched}。すべての市町で {plain}。",
            name=one.name,
            n=one.same,
            matched=_over(cycles, one.matched),
            plain=_over(cycles, one.plain),
        )
        for one in drawn
    ]
    words = _words(desk, overview, "progress", alt, subtitle)
    return Picture("progress", course_figure(drawn, cycles, words), words, _name(overview, "progress"))


def _towns(desk: CentreDesk, overview: Overview, lines: Sequence[Line]) -> Picture:
    from dxcheck.charts.course import MOST_PANELS, towns_figure  # noqa: PLC0415 - slow, and only here

    _too_many(len(lines), MOST_PANELS)
    found = desk.comparing.history(overview.cycle, [one.municipality for one in lines])
    cycles = [one.short for one in found.cycles]
    drawn = [(str(one.municipality), found.towns[one.municipality.code]) for one in lines if one.municipality.code in found.towns]
    if not drawn:
        raise NothingToMakeError(_("集計に入る診断結果がまだないため、図をつくれません。"))
    alt = [f"{name}: {_over(cycles, means)}" for name, means in drawn]
    words = _words(desk, overview, "multiples", alt, _("全体のレベルの平均。どの市町も同じ目盛りです。線の切れ目は、値のない期です。"))
    return Picture("multiples", towns_figure(drawn, cycles, words), words, _name(overview, "multiples"))


def _over(cycles: Sequence[str], means: Sequence[float | None]) -> str:
    return _("、").join(f"{cycle} {_figure(mean)}" for cycle, mean in zip(cycles, means, strict=True))


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
