"""The prefecture's report for everybody: averages as they were published, through the one gate; no name, no count, nothing else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.benchmark.gate import Peers, band, peers, what_ends_mean, what_it_is, which_rule, why_hidden
from dxcheck.benchmark.model import Benchmark
from dxcheck.benchmark.wording import GROUP_NAMES, published_in_words
from dxcheck.formats.blocks import Columns, NewPage, Paper, Picture, Prose, Section, Table
from dxcheck.formats.output import NothingToMakeError
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.questionnaire import Questionnaire
from dxcheck.questionnaire.scale import as_level
from dxcheck.reports.parts import made_by_dxcheck, svg_of

if TYPE_CHECKING:
    from dxcheck.benchmark.model import Figure, Group
    from dxcheck.charts.averages import Published
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.formats.blocks import Block
    from dxcheck.model.calendar import Cycle

_LAST: Final = 6
"""Cycles in a table or a picture."""


class View(msgspec.Struct, frozen=True):
    """Everything of the published averages that the public report is made of."""

    benchmarks: tuple[Benchmark, ...]
    """Of the last cycles, the oldest first."""
    questionnaire: Questionnaire
    named: tuple[str, ...] = ()
    """Its title, where there are several; a part of the file's name."""

    @property
    def newest(self) -> Benchmark:
        """The last one."""
        return self.benchmarks[-1]

    @property
    def cycles(self) -> list[Peers]:
        """Each cycle's averages of all municipalities."""
        return [peers(one, self.questionnaire) for one in self.benchmarks]

    @property
    def latest(self) -> Peers:
        """The newest cycle."""
        return self.cycles[-1]

    def peers(self, cycle: Cycle, group: Group) -> Peers:
        """One of its cycles for one of the fixed groups."""
        return peers(next(one for one in self.benchmarks if one.cycle == cycle), self.questionnaire, group)


def published(desk: CentreDesk) -> View:
    """What was published.

    Raises:
        NothingToMakeError: nothing is published yet.
        StoreError: something cannot be read.
    """
    benchmarks = desk.benchmarks()
    if not benchmarks:
        raise NothingToMakeError(_("まだ公表した県内平均がないため、つくれません。"))
    return View(tuple(benchmarks[-_LAST:]), desk.text_of(benchmarks[-1]), desk.instruments.named)


def public_report(desk: CentreDesk) -> Paper:
    """The report for everybody.

    Raises:
        NothingToMakeError: nothing is published yet.
        StoreError: something cannot be read.
    """
    view = published(desk)
    newest, q = view.newest, view.questionnaire
    blocks: list[Block] = [
        Prose(
            _(
                "県内の市町が自分たちで答えた診断（{title}）の、県全体の平均です。レベルは{low}（{name}）から{high}までの{n}段階で、平均が低いことは、これから始めるところだということです。",
                title=q.title,
                low=as_level(q.scale.low),
                name=q.grades[0].name,
                high=as_level(q.scale.high),
                n=len(q.scale.values),
            )
        ),
        Section(_("1　県内平均の推移"), 1),
        _picture(view),
        Section(_("2　分野ごとの県内平均"), 1),
        _over_cycles(view),
        Prose(_notes(view), is_quiet=True),
        NewPage(),
        Section(_("3　市区と町村の平均（{cycle}）", cycle=newest.cycle.label), 1),
        *_groups(view),
        Section(_("4　設問ごとの県内平均（{cycle}）", cycle=newest.cycle.label), 1),
        _items(view),
        Prose(_("情報セキュリティは、設問ごとの平均を出しません。"), is_quiet=True),
        Section(_("この資料の読み方"), 1),
        Prose(what_it_is(newest.rule) + why_hidden() + what_ends_mean(q.scale)),
        Prose(
            _(
                "出所: {title} {version}版（{n}問）。公式の統計ではありません。",
                title=q.title,
                version=q.version,
                n=len(q.items),
            ),
            is_quiet=True,
        ),
    ]
    return Paper(
        title=_("市町のDXの県内平均（匿名）"),
        subtitle=_("{cycle}　{day}公表", cycle=newest.cycle.label, day=long_date(newest.published_on)),
        mark="",
        made=desk.cases.now,
        foot=centre_foot(desk),
        name="_".join([_("県内平均_公表用"), *view.named, newest.cycle.label.replace(" ", "")]),
        blocks=tuple(blocks),
    )


def centre_foot(desk: CentreDesk) -> str:
    """Where and when a paper was made about all municipalities."""
    return made_by_dxcheck(desk.cases.now, desk.instruments.named, is_demo=desk.cases.is_demo)


def _named(view: View) -> list[tuple[str, str]]:
    return [("", _("全体")), *((one.id, str(one.title)) for one in view.questionnaire.dimensions)]


def _of(one: Peers, dimension: str) -> Figure | None:
    return one.dimensions.get(dimension) if dimension else one.overall


def published_lines(view: View) -> list[Published]:
    """What a picture of the averages draws: the whole, then the dimensions."""
    from dxcheck.charts.averages import Published  # slow, and only here

    cycles = tuple(one.cycle for one in view.cycles)
    return [Published(name, tuple(_of(one, dimension) for one in view.cycles), cycles) for dimension, name in _named(view)]


def _picture(view: View) -> Picture:
    from dxcheck.charts.onpage import averages_on_page  # slow, and only here
    from dxcheck.charts.scale import levels_to

    lines = published_lines(view)
    cycles = [one.cycle.short for one in view.cycles]
    alt = _("、").join(f"{cycle} {figure}" for cycle, figure in zip(cycles, lines[0].figures, strict=True))
    return Picture(
        svg_of(partial(averages_on_page, lines, cycles, levels_to(view.questionnaire.scale))), _("全体の県内平均の推移: {means}", means=alt)
    )


def _over_cycles(view: View) -> Table:
    rows = [(name, *(published_in_words(_of(one, dimension), one.cycle) for one in view.cycles)) for dimension, name in _named(view)]
    heads = (_("分野"), *(one.cycle.short for one in view.cycles))
    return Table(heads, tuple(rows), (2.4, *(1.0 for _one in view.cycles)), figures=True)


def _notes(view: View) -> str:
    figures = [figure for dimension, _name in _named(view) if (figure := _of(view.latest, dimension)) is not None]
    notes = []
    if figures:
        bands = _("、").join(dict.fromkeys(band(one) for one in figures))
        notes.append(_("平均のもとになった市町の数（{cycle}）: {bands}。", cycle=view.latest.cycle.short, bands=bands))
    shown_ones = [(figure, one.cycle) for one in view.cycles for dimension, _name in _named(view) if (figure := _of(one, dimension))]
    if any(figure.cycle != cycle for figure, cycle in shown_ones):
        notes.append(_("（ ）の期があるものは、新しい提出が少ないため、その期の平均をそのまま載せています。"))
    earlier = [one for one in view.benchmarks if which_rule(one) and not which_rule(view.newest)]
    exact, moved = ([one.cycle.short for one in earlier if (one.rule == 1) is is_exact] for is_exact in (True, False))
    if exact:
        notes.append(_("{cycles}は、前の決まりで公表したもので、数を動かしていません。", cycles=_("、").join(exact)))
    if moved:
        notes.append(_("{cycles}は、前の決まりで公表したものです。", cycles=_("、").join(moved)))
    return "".join(notes)


def _groups(view: View) -> list[Block]:
    groups = [view.peers(view.newest.cycle, one) for one in view.newest.groups]
    rows = [(name, *(published_in_words(_of(one, dimension), one.cycle) for one in groups)) for dimension, name in _named(view)]
    made: list[Block] = [
        Table((_("分野"), *(_(GROUP_NAMES[one]) for one in view.newest.groups)), tuple(rows), (2.4, 1, 1, 1), figures=True)
    ]
    if any(figure.band == "6-9" for one in groups for figure in (one.overall, *one.dimensions.values()) if figure is not None):
        made.append(
            Prose(
                _("もとになった市町が10に満たない平均は、{step}きざみにしています。", step=as_level(view.questionnaire.scale.coarse)),
                is_quiet=True,
            )
        )
    return made


def _items(view: View) -> Columns:
    """A table a dimension, in two stacks of about the same height."""
    q = view.questionnaire
    tables: list[tuple[Section, Table]] = []
    for dimension, items in q.items_by_dimension.items():
        rows = tuple(
            (str(one.title), published_in_words(view.latest.items.get(one.id), view.latest.cycle)) for one in items if not one.sensitive
        )
        if rows:
            head = Section(str(q.dimension_by_id[dimension].title))
            tables.append((head, Table((_("設問"), _("県内平均")), rows, (3, 1.3), figures=True)))
    left: list[Block] = []
    right: list[Block] = []
    half = sum(len(table.rows) + 3 for _title, table in tables) / 2
    filled = 0
    for title, table in tables:
        (left if filled < half else right).extend((title, table))
        filled += len(table.rows) + 3
    return Columns(tuple(left), tuple(right))
