"""The view of whoever confirms: all answers with what deserves another look; asking back, and confirming what was seen."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.containers import VerticalScroll

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.base import button
from dxcheck.app.screens.form import Field, FormDialog, needed, post_field
from dxcheck.app.screens.moved import item_head
from dxcheck.app.screens.rows import rows_or_trouble
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.staff.base import DeskScreen
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.confirming import LOOK_AT, confirmation_in_words, confirmed_said, counted_kinds, standing_confirmation, still_asked
from dxcheck.assessment.why_level import why_in_words
from dxcheck.assessment.wording import answer_in_words, copied_from_last_time
from dxcheck.desk import NoDraftError
from dxcheck.i18n import N_, _, _n
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.seen import Seen
from dxcheck.system.terminal_width import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from dxcheck.app.screens.form import Filled
    from dxcheck.assessment.confirming import AnswerLine, LookAt
    from dxcheck.model.snapshot import Draft
    from dxcheck.questionnaire import Questionnaire

LONGEST_EVIDENCE: Final = 120
"""Cells of the evidence in the list; the item has all of it."""
_LOOK_EVERY: Final = 2.0
CONFIRM = Command("confirm", ("c",), N_("確認する"), N_("いま見ている回答のすべてを確認したことを、職名と時刻とともに残します"))
ASK_ABOUT = Command("ask_back", ("q",), N_("聞き返す"), N_("選んだ設問について聞きたいことを、その設問の画面に出します"))
FILTER = Command("filter", ("f",), N_("しぼり込み"), N_("前回から変わった、根拠がないなど、見たい回答だけを順に切り替えます"))


class AnswersScreen(DeskScreen):
    """Every answer of the draft, a line each."""

    TITLE_TEXT = N_("回答の一覧と確認")
    GUIDE = N_(
        "提出の前に、すべての回答を見渡します。行でEnterを押すとその設問に移り、Escで戻ります。"
        "確認したあとに回答が変わると、確認は取り消しになり、どの設問かがここに出ます。"
    )
    TABLE = (CONFIRM, ASK_ABOUT, FILTER, Command("open", ("enter",), N_("設問へ"), N_("選んだ行の設問に移ります")), BACK)

    def __init__(self) -> None:
        super().__init__()
        self._look_at: LookAt = "all"
        self._seen: Draft | None = None
        """The draft whose answers are shown."""
        self._shown = Seen()

    def body(self) -> Iterable[Widget]:
        """The list and the buttons."""
        with VerticalScroll(classes="page", can_focus=False):
            yield Rows(rows_or_trouble(self._rows))
        with Buttons(classes="bottom"):
            yield button(CONFIRM)
            yield button(ASK_ABOUT)
            yield button(FILTER)
            yield button(BACK)

    def on_mount(self) -> None:
        """Begin at the first line, and see from now on whether a confirmation still stands."""
        self.query_one(Rows).focus()
        self.look_every(_LOOK_EVERY, self._look)

    def renewed(self) -> None:
        """After the words were switched."""
        self.query_one(Rows).focus()

    async def on_screen_resume(self) -> None:
        """Look again: an item may have been answered meanwhile."""
        await self.saver.flush(3.0)
        self._show()

    def _show(self) -> None:
        with self.showing(self._show):
            self.query_one(Rows).show(rows_or_trouble(self._rows))

    def _look(self) -> None:
        """What is read and not confirmed yet stays as it is: that is what will be confirmed. A confirmation does not go on standing here when it has gone."""
        is_to_be_read = self._seen is None or standing_confirmation(self._seen) is not None
        if is_to_be_read and self.app.screen is self and not self._shown.is_at(self.desk.draft_stamp()):
            self._show()

    # -- the list ------------------------------------------------------------------------------------------------------

    def _rows(self) -> list[Row]:
        self._seen = None  # what cannot be read cannot be confirmed
        with self._shown.taking_in(self.desk.draft_stamp()):
            draft = self.saver.load()
            lines = self.desk.answer_lines(draft) if draft is not None else []
        self._seen = draft
        if draft is None:
            return [Row(_("答えている途中の診断はありません。ホームの「診断をはじめる」から始められます。"))]
        questionnaire = self.desk.questionnaire_for(draft.questionnaire)
        counts = counted_kinds(lines)
        said = _("　").join(_n("{what} {n}問", "{what} {n}問", n, what=_(LOOK_AT[kind])) for kind, n in counts.items() if n)
        rows = [Row(said, style="$muted")]
        if self._look_at != "all":
            rows.append(Row(_("しぼり込み: {what}", what=_(LOOK_AT[self._look_at])), style="bold $accent"))
        if confirmation := confirmation_in_words(draft, questionnaire):
            rows.insert(0, Row(confirmation, style="bold"))
        asked = {one.item: one for one in still_asked(draft)}
        last = ""
        for line in lines:
            if self._look_at not in line.kinds:
                continue
            if line.item.dimension != last:
                last = line.item.dimension
                rows += [Row(""), Row(str(questionnaire.dimension_by_id[last].title), style="bold $heading")]
            rows.append(self._row(line, questionnaire))
            if line.item.id in asked:
                question = asked[line.item.id]
                rows.append(Row(_("{who}から: {text}", who=question.by or _("確認者"), text=question.text), head="  ", style="$caution"))
        return rows

    def _row(self, line: AnswerLine, questionnaire: Questionnaire) -> Row:
        item, answer = line.item.id, line.answer
        words = answer_in_words(item, answer, questionnaire)
        differs = line.before is not None and line.before.choice != answer.choice
        about = (
            [_("前回 {answer}", answer=answer_in_words(item, line.before, questionnaire))] if line.before is not None and differs else []
        )
        about += [why] if (why := why_in_words(item, answer, questionnaire)) else []
        about += [_("根拠: {text}", text=shorten(" ".join(answer.evidence.split()), LONGEST_EVIDENCE))] if answer.evidence else []
        about += [_("根拠がありません")] if "bare" in line.kinds else []
        about += [_("目標 {n}", n=as_level(answer.target))] if answer.target is not None else []
        about += [copied_from_last_time()] if "copied" in line.kinds else []
        about += [_("{post}が回答", post=line.by)] if line.by and answer.is_answered else []
        head = item_head(item, line.movement, questionnaire, self.host.drawing)
        return Row(_("{title}　{answer}", title=line.item.title, answer=words), value=item, head=head, below=_("・").join(about))

    def action_filter(self) -> None:
        """The next kind of answers that there is."""
        draft = self._seen
        counts = counted_kinds(self.desk.answer_lines(draft)) if draft is not None else {}
        there = [kind for kind in LOOK_AT if kind == "all" or counts.get(kind)]
        at = there.index(self._look_at) if self._look_at in there else -1
        self._look_at = there[(at + 1) % len(there)]
        self._show()

    def action_open(self) -> None:
        """Go to the item under the cursor."""
        self.query_one(Rows).action_open()

    @on(Rows.Opened)
    def _to_item(self, event: Rows.Opened) -> None:
        self.dxcheck.open_item(event.value)

    # -- asking back and confirming ------------------------------------------------------------------------------------

    @work
    async def action_ask_back(self) -> None:
        """Ask about the item under the cursor."""
        draft, item = self._seen, self.query_one(Rows).value
        if draft is None or not item:
            return
        title = self.desk.questionnaire_for(draft.questionnaire).item_by_id[item].title
        text = _("聞きたいこと")
        fields = [Field("text", text, "", _("例: 根拠の資料はどれですか"), fault=needed(text)), self._post()]

        made: list[Draft] = []

        def ask(filled: Filled) -> None:
            with contextlib.suppress(NoDraftError):
                made.append(self.desk.ask_about(draft.id, item, filled["text"].new, filled["by"].new))

        guide = _("その設問の画面に出ます。誰かがその設問に書くと、消えます。")
        dialog = FormDialog(f"ask back {item}", f"{item}  {title}", [guide], fields, go=_("聞き返す"), save=on_disk(ask))
        if await self.app.push_screen_wait(dialog) is not None:
            self._done(draft, made, _("聞き返しました。"))

    @work
    async def action_confirm(self) -> None:
        """Confirm the answers as they are shown."""
        if not await self.saver.flush(3.0):
            self.notify(_("まだ保存できていない回答があります。保存されてから、もう一度お試しください。"), severity="warning")
            return
        draft = self._seen
        if draft is None:
            return
        counts = counted_kinds(self.desk.answer_lines(draft))
        said = [_("いま画面にある{n}問の回答を確認したことを残します。あとで回答が変わると、確認は取り消しになります。", n=counts["all"])]
        if counts["open"]:
            said.append(_n("未回答が{n}問あります。", "未回答が{n}問あります。", counts["open"]))
        if counts["asked"]:
            said.append(
                _n(
                    "聞き返したまま、まだ書かれていない設問が{n}問あります。",
                    "聞き返したまま、まだ書かれていない設問が{n}問あります。",
                    counts["asked"],
                )
            )

        made: list[Draft] = []

        def confirm(filled: Filled) -> None:
            with contextlib.suppress(NoDraftError):
                made.append(self.desk.confirm(draft, filled["by"].new))

        dialog = FormDialog("confirm", _("回答を確認します"), said, [self._post()], go=_("確認する"), save=on_disk(confirm))
        if await self.app.push_screen_wait(dialog) is not None:
            self._done(draft, made, confirmed_said())

    def _post(self) -> Field:
        label = _("確認者（課・係・職名）")
        confirmed = self._seen.confirmed if self._seen is not None else None
        return post_field("by", label, confirmed.by if confirmed is not None else "", fault=needed(label))

    def _done(self, draft: Draft, made: Sequence[Draft], said: str) -> None:
        """Say that it was done; where the draft was submitted or given up meanwhile, that."""
        if made:
            self._show()
            self.notify(said)
        else:
            self.dxcheck.draft_gone(draft.id)
