"""Sentences that several screens, or a screen and the plain text, say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.benchmark.gate import band, is_earlier, shown, what_ends_mean, what_it_is, what_stands, why_hidden
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dxcheck.assessment.result import Result
    from dxcheck.benchmark.complete import Missing
    from dxcheck.benchmark.gate import Peers
    from dxcheck.benchmark.model import Beginning, Figure, Group
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.roster import Municipality
    from dxcheck.model.schedule import Schedule
    from dxcheck.model.snapshot import Snapshot


GROUP_NAMES: Final[dict[Group, str]] = {"all": N_("全市町"), "市区": N_("市区"), "町村": N_("町村"), "市": N_("市"), "町": N_("町")}
REASONS: Final = {
    "few": N_("市町の数が足りない"),
    "remainder": N_("残りの市町の数が足りない"),
    "alike": N_("回答がほぼそろっている"),
    "expired": N_("古い回答が抜けるのを待つ"),
    "unreadable": N_("読めないファイルがある"),
    "unchanged": N_("新しい提出が足りない"),
    "whole": N_("全市町の平均が出ない"),
}
"""Why a figure of the averages is suppressed, for the centre alone."""


def published_in_words(figure: Figure | None, cycle: Cycle) -> str:
    """A figure as it is written; one carried over from an earlier cycle with that cycle."""
    said = shown(figure)
    return _("{figure}（{cycle}）", figure=said, cycle=figure.cycle.short) if figure is not None and is_earlier(figure, cycle) else said


def about_averages(result: Result, peers: Peers) -> str:
    """Of which cycle the published averages are, how many municipalities they are made of, and what they are."""
    figures = {row.dimension: peers.dimensions.get(row.dimension.id) for row in result.rows}
    there = [one for one in figures.values() if one is not None]
    behind = {(one.cycle, one.band) for one in there}
    lines = []
    if len(behind) == 1:
        lines.append(_("県内平均は{cycle}のもので、{band}の平均です。", cycle=there[0].cycle.label, band=band(there[0])))
    else:
        lines += [
            _("{dimension}の県内平均は{cycle}のもので、{band}の平均です。", dimension=name.short, cycle=one.cycle.label, band=band(one))
            for name, one in figures.items()
            if one is not None
        ]
    lines.append(what_it_is(peers.rule))
    if any(is_earlier(one, peers.cycle) for one in there):
        lines.append(what_stands())
    if len(there) < len(figures):
        lines.append(why_hidden())
    if any(one.end for one in there):
        lines.append(what_ends_mean(result.questionnaire.scale))
    return "".join(lines)


# -- what a submission counts for --------------------------------------------------------------------------------------


def what_extended_means(schedule: Schedule, cycle: Cycle) -> str:
    """What a deadline in the next half-year means for what is submitted until then, and for the next cycle."""
    return _(
        "{day}までの提出は{cycle}の診断結果になります。{later}の受付は、そのあと（{first}から）です。",
        day=long_date(schedule.closing_day(cycle)),
        cycle=cycle.label,
        later=cycle.next.label,
        first=long_date(schedule.first_day(cycle.next)),
    )


def after_the_deadline(schedule: Schedule, cycle: Cycle) -> str:
    """What holds for a submission that came after its cycle's deadline."""
    return _(
        "締切（{day}）のあとに提出したものは、{cycle}の県内平均に入りません。次の期の平均に入ります。",
        day=long_date(schedule.closing_day(cycle)),
        cycle=cycle.label,
    )


def too_late(schedule: Schedule, cycle: Cycle, in_time: Snapshot | None) -> str:
    """What is said to whoever submits after a cycle's deadline.

    Args:
        schedule: the centre's decisions.
        cycle: the one that is submitted for.
        in_time: what stands for the municipality in the cycle's average, if it submitted anything for the cycle by then.
    """
    closed = _(
        "{cycle}の締切（{day}）を過ぎているため、この提出は{cycle}の県内平均に入りません。",
        cycle=cycle.label,
        day=long_date(schedule.closing_day(cycle)),
    )
    if in_time is not None:
        return closed + _("平均には、{day}に提出した診断結果が使われます。", day=long_date(in_time.submitted_at))
    return closed + _("診断結果としては残り、次の期の平均に入ります（そのときいちばん新しいものが使われます）。")


def submitted_too_early(cycle: Cycle, municipalities: Sequence[Municipality]) -> str:
    """For the centre that extends: who is not in the cycle although something came in since it ended."""
    return _(
        "次の市町は、締切のあとに{later}の診断結果として提出しています。{cycle}に入れるときは、もう一度提出してもらってください"
        "（前の回答から始められます）: {names}",
        later=cycle.next.label,
        cycle=cycle.label,
        names=_("、").join(str(one) for one in municipalities),
    )


# -- what stands in the way of publishing ------------------------------------------------------------------------------


def what_is_missing_means(missing: Missing) -> str:
    """What is not there that publishing needs; empty where everything is."""
    if missing == "ledger":
        return _("公表した県内平均が、公表の記録（benchmarks.ledger.json）にありません。")
    if missing == "key":
        return _("公表に使う鍵（benchmarks.key.json）がありません。")
    return _("公表に使う鍵（benchmarks.key.json）が、これまでの公表に使ったものと違います。") if missing else ""


def how_to_find_it() -> str:
    """What to do about it."""
    return _(
        "公表の記録と鍵を、dxcheck backup でとった控えから戻してください。なくしたまま公表すると、前の平均との差から個別の市町が分かるおそれがあるため、公表できません。"
        "取り込んだ平均を見るだけのPCなら、このままでかまいません。"
        "控えがどこにもないときは、dxcheck benchmark begin-anew で新しく始められます。"
    )


def what_begins_anew(lost: Beginning) -> Iterator[str]:
    """What a new beginning leaves behind, and what holds from then on."""
    for one in lost.without:
        yield _(
            "{cycle}の県内平均（{day}公表）: どの市町の回答から計算したかの記録がありません",
            cycle=one.cycle.label,
            day=long_date(one.published_on),
        )
    if lost.keys:
        yield _("これまでの公表に使った鍵がありません。これからの公表には、別の鍵を使います。")
    if lost.without:
        yield _("これまでに公表した平均は、そのまま残ります。")
        yield _(
            "前の平均との差から個別の市町が分からないよう、その公表の日までに提出された回答は、これからの平均に入りません。"
            "次に公表できるのは、そのあとに提出した市町が、決まりの数だけそろった期です。"
        )
