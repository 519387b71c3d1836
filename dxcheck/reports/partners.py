"""Partners for a joint project that were found, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.formats.file_formats import endings_of
from dxcheck.formats.output import Offer
from dxcheck.formats.sheets import Column, Sheet
from dxcheck.i18n import _
from dxcheck.model.roster import SIZES
from dxcheck.reports.camp import OneTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.prefecture.overview import Line


def partners_offer(found: Iterable[tuple[str, Line, str, str]], asked: str) -> Offer:
    """The file to be made.

    Args:
        found: of each the part of the list it stands in, the municipality, why it is there, and whom to write to.
        asked: the conditions, in words.
    """
    heads = (
        Column(_("区分"), _("どの一覧のものか"), "text", 30),
        Column(_("コード"), _("全国地方公共団体コード"), "code", 9),
        Column(_("市町名"), _("市町の名前。* は前の期までの診断結果です"), "text", 14),
        Column(_("地域"), _("市町一覧の地域"), "text", 10),
        Column(_("人口"), _("人口の区分"), "text", 18),
        Column(_("理由"), _("条件のうち、何が足りないか、どれだけ先を行くか"), "long", 60),
        Column(_("宛先"), _("前に回答した課・係・職名。空白のときは記録がありません"), "text", 24),
    )
    rows = tuple(
        (part, line.municipality.code, line.name, line.municipality.region_named, _(SIZES[line.municipality.size]), why, post)
        for part, line, why, post in found
    )
    said = _("市町ごとの状況が入った、センターの表です。市町には配らないでください。")
    sheet = Sheet(_("組む相手"), heads, rows, _("組む相手（{asked}）", asked=asked))
    table = OneTable(_("組む相手"), sheet, ("part", "code", "municipality", "region", "size", "why", "post"), said)
    return Offer(_("見つかった市町の一覧"), lambda: table, endings_of("table"))
