"""Sentences that several screens, or a screen and the plain text, say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.benchmark.gate import band, what_ends_mean, what_it_is, why_hidden
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from dxcheck.assessment.result import Result
    from dxcheck.benchmark.gate import Peers
    from dxcheck.benchmark.model import Group


GROUP_NAMES: Final[dict[Group, str]] = {"all": N_("全市町"), "市": N_("市"), "町": N_("町")}
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


def about_averages(result: Result, peers: Peers) -> str:
    """Of which cycle the published averages are, how many stand behind them, and what they are."""
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
    lines.append(what_it_is())
    if len(there) < len(figures):
        lines.append(why_hidden())
    if any(one.end for one in there):
        lines.append(what_ends_mean())
    return "".join(lines)
