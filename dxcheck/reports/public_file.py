"""The published averages as files for other programs, and as a picture: what the gate lets out, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

import msgspec

from dxcheck.benchmark.gate import shown, what_ends_mean, what_it_is, what_stands, why_hidden
from dxcheck.benchmark.model import Group
from dxcheck.benchmark.wording import GROUP_NAMES
from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import Offer
from dxcheck.formats.sheets import Column, Encoding, Sheet
from dxcheck.i18n import _
from dxcheck.model.calendar import Cycle, long_date
from dxcheck.questionnaire.scale import as_level
from dxcheck.reports.pictures import DrawnPicture, picture_offers
from dxcheck.reports.public import View, centre_foot, published, published_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dxcheck.benchmark.gate import Peers
    from dxcheck.benchmark.model import Figure
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.formats.sheets import Cell
    from dxcheck.reports.pictures import PictureKind, PictureSource

_SCHEMA: Final = 2
"""Of the JSON; raised when a key changes its meaning."""


class Released(msgspec.Struct, frozen=True):
    """One published average, or the place of one that is not published."""

    cycle: str
    group: Group
    kind: str
    """overall, dimension or item."""
    id: str
    """The dimension's or the item's; empty for the whole."""
    name: str
    shown: str
    """As every screen writes it: 1.2, 0.5以下, 4.5以上 or 非表示."""
    mean: float | None
    """None where it is hidden or at an end of the scale."""
    band: str
    """How many municipalities it is made of: 6-9, 10+ or empty."""
    computed_for: str
    """The cycle it was computed for; empty where it is hidden."""


class AveragesFile(msgspec.Struct, frozen=True):
    """The published averages as a file."""

    view: View
    made: str
    encoding: Encoding = "utf-8-sig"

    @property
    def name(self) -> str:
        """A file name without its ending."""
        return "_".join([_("県内平均_公表用"), *self.view.named, self.view.newest.cycle.label.replace(" ", "")])

    def to_bytes(self, format_: str) -> bytes:
        """The file's content.

        Raises:
            NotInEncodingError: a CSV's encoding lacks a character.
        """
        return written_as(format_, "table", self)

    @property
    def title(self) -> str:
        """What it is of."""
        return _("市町のDXの県内平均（匿名）　{cycle}", cycle=self.view.newest.cycle.label)

    def sheets(self) -> list[Sheet]:
        """The course over the cycles, and every figure."""
        return [self._over_cycles(), self.flat()]

    def plain(self) -> dict[str, object]:
        """Every figure, with the day of the newest publication."""
        return {"schema": _SCHEMA, "published_on": self.view.newest.published_on.isoformat(), "averages": list(self.released())}

    def about(self) -> list[str]:
        """How a published average is to be read."""
        return [what_it_is(self.view.newest.rule), why_hidden(), what_ends_mean(self.view.questionnaire.scale), self.made]

    def released(self) -> Iterator[Released]:
        """Every figure of every cycle, for each of the fixed groups."""
        for one in self.view.benchmarks:
            for group in one.groups:
                yield from self._of(group, self.view.peers(one.cycle, group))

    def _of(self, group: Group, found: Peers) -> Iterator[Released]:
        q = self.view.questionnaire
        yield self._one(group, found, "overall", "", _("全体"), found.overall)
        for dimension in q.dimensions:
            yield self._one(group, found, "dimension", dimension.id, str(dimension.title), found.dimensions.get(dimension.id))
        for item in q.ordered:
            if not item.sensitive:
                yield self._one(group, found, "item", item.id, str(item.title), found.items.get(item.id))

    def _one(self, group: Group, found: Peers, kind: str, id_: str, name: str, figure: Figure | None) -> Released:
        mean, behind, of = (figure.mean, figure.band, str(figure.cycle)) if figure is not None else (None, "", "")
        return Released(str(found.cycle), group, kind, id_, name, shown(figure), mean, behind, of)

    def _over_cycles(self) -> Sheet:
        """A row a figure of all municipalities, a column a cycle: numbers where there are numbers."""
        levels = self.view.questionnaire.scale
        heads = (
            Column(_("区分"), _("全体、分野、設問のどれか"), width=9),
            Column(_("名前"), _("分野や設問の名前"), width=34),
            *(
                Column(one.cycle.short, _("その期の県内平均（{range}）。出していないものは「非表示」", range=levels.in_words), "mean", 12)
                for one in self.view.cycles
            ),
        )
        rows: dict[tuple[str, str], list[Cell]] = {}
        kinds = {"overall": _("全体"), "dimension": _("分野"), "item": _("設問")}
        for one in self.released():
            if one.group == "all":
                rows.setdefault((one.kind, one.id), [kinds[one.kind], one.name]).append(one.shown if one.mean is None else one.mean)
        note = _("{cycle}　{day}公表", cycle=self.view.newest.cycle.label, day=long_date(self.view.newest.published_on))
        return Sheet(_("県内平均"), heads, tuple(tuple(row) for row in rows.values()), _("市町のDXの県内平均（匿名）"), note, levels=levels)

    def flat(self) -> Sheet:
        """Every figure of every cycle and group, a row each."""
        levels = self.view.questionnaire.scale
        about = _(
            "レベル（{range}）の平均、{low}以下、{high}以上、非表示のどれか",
            range=levels.in_words,
            low=as_level(levels.low_end),
            high=as_level(levels.high_end),
        )
        bands = {"6-9": _("6から9市町"), "10+": _("10市町以上"), "": ""}
        heads = (
            Column(_("診断期"), _("どの診断期に公表したか"), width=16),
            Column(_("市町の範囲"), _("全市町、市区、町村のどれか。前の決まりで公表したものは、全市町、市、町のどれか"), width=10),
            Column(_("区分"), _("全体、分野、設問のどれか"), width=9),
            Column(_("番号"), _("分野や設問の番号。全体は空白"), width=10),
            Column(_("名前"), _("分野や設問の名前"), width=34),
            Column(_("県内平均"), about, "published", 10),
            Column(_("もとの市町"), _("平均のもとになった市町の数の幅"), width=13),
            Column(_("計算した期"), _("その平均を計算した診断期。新しい提出が少ないときは、前の期のまま"), width=16),
        )
        kinds = {"overall": _("全体"), "dimension": _("分野"), "item": _("設問")}
        rows = tuple(
            (
                _named(one.cycle),
                _(GROUP_NAMES[one.group]),
                kinds[one.kind],
                one.id,
                one.name,
                one.shown if one.mean is None else one.mean,
                bands[one.band],
                _named(one.computed_for),
            )
            for one in self.released()
        )
        return Sheet(_("一覧"), heads, rows, _("市町のDXの県内平均（匿名）"), _("すべての診断期の、すべての公表した平均"), levels=levels)


def _named(cycle: str) -> str:
    """A cycle in words: a spreadsheet takes 2026-1 for a day in January."""
    return Cycle.parse(cycle).label if cycle else ""


def public_file(desk: CentreDesk, encoding: Encoding = "utf-8-sig") -> AveragesFile:
    """The published averages for other programs.

    Raises:
        NothingToMakeError: nothing is published yet.
        StoreError: something cannot be read.
    """
    return AveragesFile(published(desk), centre_foot(desk), encoding)


@dataclass(frozen=True)
class OfPublished:
    """What was published, as a picture's subject."""

    desk: CentreDesk
    source: ClassVar[PictureSource] = "published"


def averages_picture(_kind: PictureKind, of: OfPublished) -> DrawnPicture:
    """The course of the published averages on A4 landscape.

    Raises:
        NothingToMakeError: nothing is published yet.
        StoreError: something cannot be read.
    """
    from dxcheck.charts.averages import averages_figures  # slow, and only here
    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.scale import levels_to

    desk = of.desk
    view = published(desk)
    lines, cycles = published_lines(view), [one.cycle.short for one in view.cycles]
    alt = [f"{one.name}: " + _("、").join(f"{cycle} {figure}" for cycle, figure in zip(cycles, one.figures, strict=True)) for one in lines]
    title = _("{prefecture}　市町のDXの県内平均（匿名）", prefecture=desk.prefecture)
    subtitle = _("{cycle}　{day}公表", cycle=view.newest.cycle.label, day=long_date(view.newest.published_on))
    notes = [what_it_is(view.newest.rule), *([what_stands()] if any(one.standing for one in lines) else []), centre_foot(desk)]
    words = Caption(title, subtitle, "\n".join(notes), "\n".join(alt))
    name = "_".join([_("県内平均の推移_公表用"), *view.named, view.newest.cycle.label.replace(" ", "")])
    first, *more = averages_figures(lines, cycles, words, levels_to(view.questionnaire.scale))
    return DrawnPicture(first, words, name, tuple(more))


def public_offers(desk: CentreDesk) -> list[Offer]:
    """What was published, as a table and as a picture."""
    return [
        Offer(_("県内平均の表（公表用）"), partial(public_file, desk), endings_of("table")),
        *picture_offers("overview", OfPublished(desk)),
    ]
