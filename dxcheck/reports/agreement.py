"""見立てのそろい方 in words, for its screen and its table. Of no specialist alone, and for no municipality to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import as_mean, as_step
from dxcheck.casework.agreement import LEAST_MUNICIPALITIES, LEAST_TOGETHER
from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import Offer
from dxcheck.formats.sheets import Column, Sheet
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dxcheck.casework.agreement import Agreement, Distance, Together
    from dxcheck.formats.sheets import Encoding
    from dxcheck.questionnaire.model import Questionnaire

_DIGITS: Final = 1


def what_it_is_for() -> str:
    """Said wherever the figures stand."""
    return _(
        "どちらが正しいか、だれの見方がよいかを言うものではありません。見立ては訪問で話した設問にかたよっていて、市町全体を表すものでもありません。"
        "設問の言葉と見方をそろえるための手がかりとして使ってください。"
    )


def distance_in_words(one: Distance) -> str:
    """How far apart, with how many stand behind it."""
    n = _("{towns}市町・{n}件のうち同じレベル{alike}件", towns=one.municipalities, n=one.answers, alike=one.alike)
    if one.apart is None:
        return n + _("　開きは{least}市町から出します", least=LEAST_MUNICIPALITIES)
    return n + _("　開き {apart}段（見立ては平均 {mean}段）", apart=as_mean(one.apart, _DIGITS), mean=as_step(one.mean, _DIGITS))


def together_in_words(one: Together) -> str:
    """How alike two specialists judged the same answers."""
    n = _("同じ回答を見た{n}件のうち、同じレベル{alike}件", n=one.answers, alike=one.alike)
    if one.apart is None:
        return n + _("　開きは{least}件から出します", least=LEAST_TOGETHER)
    return n + _("　開き {apart}段", apart=as_mean(one.apart, _DIGITS))


@dataclass(frozen=True)
class AgreementFile:
    """Items, dimensions and pairs as tables."""

    found: Agreement
    questionnaire: Questionnaire = field(repr=False)
    today: dt.date
    encoding: Encoding = "utf-8-sig"

    @property
    def name(self) -> str:
        """A file name without its ending."""
        return "_".join([_("見立てのそろい方"), f"{self.today:%Y%m%d}"])

    @property
    def title(self) -> str:
        """Of the workbook."""
        return _("見立てのそろい方（{day}現在）", day=long_date(self.today))

    def sheets(self) -> Sequence[Sheet]:
        """Three tables."""
        return [self.flat(), self._dimensions(), self._pairs()]

    def flat(self) -> Sheet:
        """A row an item."""
        hints, items = set(self.found.read_apart), self.questionnaire.item_by_id
        heads = (
            Column(_("番号"), _("設問の番号"), "text", 10),
            Column(_("設問"), _("設問の題"), "text", 34),
            *_heads(),
            Column(_("手がかり"), _("平均の開きが1段以上のとき「言葉を見直す候補」"), "text", 20),
        )
        rows = tuple(
            (item, str(items[item].title), *_figures(one), _("言葉を見直す候補") if item in hints else "")
            for item, one in self.found.items.items()
        )
        return Sheet(_("設問"), heads, rows, self.title)

    def _dimensions(self) -> Sheet:
        names = self.questionnaire.dimension_by_id
        rows = tuple((str(names[one].title), *_figures(distance)) for one, distance in self.found.dimensions.items())
        return Sheet(_("分野"), (Column(_("分野"), _("分野の名前"), "text", 26), *_heads()), rows, self.title)

    def _pairs(self) -> Sheet:
        heads = (
            Column(_("専門官"), _("名前の順です"), "text", 20),
            Column(_("もうひとりの専門官"), _("名前の順です"), "text", 20),
            Column(_("件数"), _("2人とも見立てた回答の数"), "count"),
            Column(_("同じレベル"), _("そのうち、2人の見立てが同じ数"), "count"),
            Column(_("開き"), _("2人の見立てが平均で何段ちがうか。件数が少ないときは空欄"), "mean"),
        )
        rows = tuple((one.first, one.second, one.answers, one.alike, one.apart) for one in self.found.pairs)
        return Sheet(_("専門官どうし"), heads, rows, self.title)

    def plain(self) -> object:
        """The same under names that stay."""
        return {
            "items": {item: one._asdict() for item, one in self.found.items.items()},
            "dimensions": {dimension: one._asdict() for dimension, one in self.found.dimensions.items()},
            "pairs": [one._asdict() for one in self.found.pairs],
            "read_apart": self.found.read_apart,
        }

    def about(self) -> Sequence[str]:
        """What holds for all of it."""
        return [what_it_is_for(), _("専門官とセンターだけのものです。市町には配らないでください。")]

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "table", self)


def _heads() -> tuple[Column, ...]:
    return (
        Column(_("市町"), _("見立てのある市町の数"), "count"),
        Column(_("件数"), _("見立てのある回答の数"), "count"),
        Column(_("同じレベル"), _("自己診断と見立てが同じ数"), "count"),
        Column(_("見立てとの差"), _("見立てから自己診断を引いた段数の平均。市町が少ないときは空欄"), "change"),
        Column(_("開き"), _("向きを問わない段数の差の平均。市町が少ないときは空欄"), "mean"),
    )


def _figures(one: Distance) -> tuple[int | float | None, ...]:
    return (one.municipalities, one.answers, one.alike, one.mean, one.apart)


def agreement_offer(found: Agreement, questionnaire: Questionnaire, today: dt.date) -> Offer:
    """The file to be made."""
    return Offer(_("見立てのそろい方"), lambda: AgreementFile(found, questionnaire, today), endings_of("table"))
