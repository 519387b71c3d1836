"""見立てのそろい方: where self-assessed and specialists' levels differ over all municipalities, which words are read differently, and who judges alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on

from dxcheck.app.commands import BACK, Command
from dxcheck.app.specialist.everybody import EverybodyScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.agreement import LEAST_MUNICIPALITIES, JudgedAnswer, agreement
from dxcheck.i18n import N_, _, _n
from dxcheck.questionnaire.scale import as_level
from dxcheck.reports.agreement import agreement_offer, distance_in_words, together_in_words, what_it_is_for

if TYPE_CHECKING:
    from dxcheck.casework.agreement import Agreement
    from dxcheck.desk.case import CaseDesk
    from dxcheck.questionnaire.model import Questionnaire

_MOST_READ: Final = 60
"""Levels named in the window of one item."""
_OPEN = Command("open", ("enter",), N_("回答を見る"), N_("選んだ設問の、市町の回答と見立てを並べて見ます"))
_EXPORT = Command("export", ("o",), N_("書き出す"), N_("設問・分野・専門官どうしの表（Excelなど）にします"))


class AgreementScreen(EverybodyScreen[list[JudgedAnswer]]):
    """Items that are read differently first, then all, then dimensions, then pairs of specialists."""

    TITLE_TEXT = N_("見立てのそろい方")
    GUIDE = N_(
        "自己診断と専門官の見立てを、担当するすべての市町を通して比べます。開きの大きい設問は、言葉が読み分けられているかもしれません。"
        "専門官とセンターだけが見られます。"
    )
    OFFERED = (_OPEN, _EXPORT)
    TABLE = (_OPEN, _EXPORT, BACK)

    def read_one(self, case: CaseDesk) -> list[JudgedAnswer]:
        """The levels that specialists gave it."""
        return self.dxcheck.specialist.judged(case)

    @property
    def _questionnaire(self) -> Questionnaire | None:
        case = next(iter(self.dxcheck.specialist.cases()), None)
        return case.questionnaire if case is not None else None

    @property
    def _judged(self) -> list[JudgedAnswer]:
        return [judged for there in self.known for judged in there]

    def rows(self) -> list[Row]:
        """All of it."""
        self.make_sure()
        asked = self._questionnaire
        if asked is None or (self.is_read and not self._judged):
            return [*self.unread, Row(_("見立てはまだありません。診断結果の設問で l を押すと、見立てを書けます。"))]
        found = agreement(self._judged, asked)
        n, towns, who = found.answers, found.municipalities, found.specialists
        head = _("見立てのある回答 {n}件（{towns}市町、専門官{who}人）", n=n, towns=towns, who=who)
        rows = [Row(head + self.how_far(), style="bold $heading"), Row(what_it_is_for(), style="$caution"), *self.unread, Row("")]
        rows += [*self._items(found, asked), Row(""), Row(_("分野ごと"), style="bold $heading")]
        names = asked.dimension_by_id
        rows += [Row(f"{names[one].title}　{distance_in_words(distance)}") for one, distance in found.dimensions.items()]
        rows += [Row(""), Row(_("専門官どうし（同じ回答を見立てたとき。名前の順）"), style="bold $heading")]
        rows += [
            Row(_("{first} と {second}　{said}", first=one.first, second=one.second, said=together_in_words(one))) for one in found.pairs
        ]
        return rows if found.pairs else [*rows, Row(_("2人以上が見立てた回答は、まだありません。"), style="$muted")]

    @staticmethod
    def _items(found: Agreement, asked: Questionnaire) -> list[Row]:
        hints = found.read_apart
        rows = [Row(_n("言葉を見直す候補　{n}問", "言葉を見直す候補　{n}問", len(hints)), style="bold $heading")]
        if not hints:
            n = sum(one.apart is not None for one in found.items.values())
            said = _("{least}市町以上に見立てのある設問（{n}問）に、開きが1段以上のものはありません。", least=LEAST_MUNICIPALITIES, n=n)
            rows.append(Row(said, style="$muted"))
        others = [item for item in found.items if item not in hints]
        blocks = [(hints, rows), (others, [Row(""), Row(_("ほかの設問"), style="bold $heading")] if others else [])]
        return [
            row
            for items, begin in blocks
            for row in (
                *begin,
                *(Row(str(asked.item_by_id[one].title), one, one, below=distance_in_words(found.items[one])) for one in items),
            )
        ]

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        from dxcheck.app.screens.dialogs import ReadDialog  # Textual's editor is slow to import

        asked = self._questionnaire
        if asked is None:
            return
        item, towns = asked.item_by_id[event.value], {one.municipality.code: one.municipality for one in self.dxcheck.specialist.cases()}
        values = asked.scale_of(item.id).values
        there = sorted(one for one in self._judged if one.item == item.id)
        lines: list[tuple[str, str] | str] = [str(item.prompt), ""]
        lines += [
            _(
                "{town}　自己診断 {own}　見立て {judged}（{by}）",
                town=towns[one.municipality],
                own=as_level(values[one.own]),
                judged=as_level(values[one.judged]),
                by=one.by,
            )
            for one in there[:_MOST_READ]
        ]
        if len(there) > _MOST_READ:
            lines.append((_("ほか{n}件", n=len(there) - _MOST_READ), "$muted"))
        self.app.push_screen(ReadDialog(_("{id}　{item}", id=item.id, item=item.title), lines))

    def action_export(self) -> None:
        """The same as tables."""
        asked = self._questionnaire
        if asked is not None:
            self.open_making_of(agreement_offer(agreement(self._judged, asked), asked, self.dxcheck.specialist.now.date()))
