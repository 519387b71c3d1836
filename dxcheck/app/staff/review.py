"""Before submitting: what may deserve another look, each line leading to its item; then who answered, who confirmed, and who will see it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from textual import on, work

from dxcheck.answering.review import review_blocks, review_summary, what_submitting_means
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.base import button
from dxcheck.app.screens.form import FormDialog, needed, post_field
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.staff.base import DeskScreen
from dxcheck.app.staff.new_version import block_rows, news_rows
from dxcheck.app.staff.ways import ALL_ANSWERS
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.long_page import LongPage
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.confirming import confirmation_in_words, standing_confirmation
from dxcheck.assessment.draft_life import begun_and_touched, what_is_old
from dxcheck.assessment.resubmission import already_submitted
from dxcheck.desk import NoDraftError
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.app.screens.form import Filled
    from dxcheck.model.snapshot import Snapshot

SUBMIT = Command("submit", ("ctrl+s",), N_("提出へ進む"), N_("回答者と確認者を入れて提出します。その前にやめることもできます"))


class ReviewScreen(DeskScreen):
    """What to look at once more before submitting; nothing here keeps anybody from it."""

    TITLE_TEXT = N_("提出前の確認")
    GUIDE = N_("気になる行でEnterを押すと、その設問に移ります。空欄や「わからない」があっても提出できます。")
    TABLE = (
        SUBMIT,
        ALL_ANSWERS,
        Command("open", ("enter",), N_("設問へ"), N_("選んだ行の設問に移ります")),
        BACK,
    )

    def body(self) -> Iterable[Widget]:
        """The list and the button."""
        with LongPage(classes="page"):
            yield Rows(self._rows())
        with Buttons(classes="bottom"):
            yield button(SUBMIT)
            yield button(ALL_ANSWERS, label=_("回答の一覧"))
            yield button(BACK, label=_("回答に戻る"))

    def on_mount(self) -> None:
        """Begin at the first line."""
        self.query_one(Rows).focus()

    def renewed(self) -> None:
        """After the words were switched."""
        self.query_one(Rows).focus()

    def _rows(self) -> list[Row]:
        draft = self.saver.draft
        if draft is None:
            return [Row(_("下書きがありません。"))]
        age, cycle = self.desk.age(draft), self.desk.cycle
        old = what_is_old(age, cycle)
        rows = [Row(review_summary(self.desk.readiness(draft))), Row(begun_and_touched(age), style="$muted")]
        rows += [Row(one, style="$caution") for one in (*old, *self.desk.what_it_counts_for())]
        if old:
            rows.append(Row(_("はじめから答え直すときは、ホームの「新しく始める」（n）を選んでください。"), style="$muted"))
        if said := confirmation_in_words(draft, self.desk.questionnaire_for(draft.questionnaire)):
            rows.append(Row(said, style="bold"))
        rows += [Row(""), *news_rows(self.desk, draft)]
        return rows + [row for one in review_blocks(self.desk, draft) for row in block_rows(one)]

    def action_open(self) -> None:
        """Go to the item under the cursor."""
        self.query_one(Rows).action_open()

    @on(Rows.Opened)
    def _to_item(self, event: Rows.Opened) -> None:
        self.dxcheck.open_item(event.value)

    async def on_screen_resume(self) -> None:
        """Look again: an item may have been answered meanwhile."""
        await self.saver.flush(3.0)
        self.query_one(Rows).show(self._rows())

    @work
    async def action_submit(self) -> None:
        """Ask for the two posts, then submit."""
        if not await self.saver.flush(3.0):
            self.notify(_("まだ保存できていない回答があります。保存されてから提出してください。"), severity="warning")
            return
        there = self.saver.draft
        draft = self.attempt(self.saver.load)
        if draft is None:
            self.dxcheck.draft_gone(there.id if there is not None else "")
            return
        lines, stands = what_submitting_means(self.desk, draft), standing_confirmation(draft)
        answered, confirmed = _("回答者（課・係・職名）"), _("確認者（課・係・職名）")
        fields = [
            post_field("answered", answered, self.desk.post, fault=needed(answered)),
            post_field("confirmed", confirmed, stands.by if stands is not None else "", fault=needed(confirmed)),
        ]
        made: list[Snapshot] = []

        def submit(posts: Filled) -> None:
            with contextlib.suppress(NoDraftError):
                made.append(self.desk.submit(posts["answered"].new, posts["confirmed"].new, only=draft.id))

        dialog = FormDialog("submit", _("診断を提出します"), lines, fields, go=_("提出する"), save=on_disk(submit))
        is_given = await self.app.push_screen_wait(dialog) is not None
        if dialog.is_unsure and not made:  # it may be kept all the same
            kept = self.attempt(lambda: self.desk.kept_after_all(draft.id))
            made += [kept] if kept is not None else []
        if not is_given and not made:
            if not dialog.is_unsure:  # else it was said
                self.notify(_("提出しませんでした。回答は下書きに残っています。"))
        elif not made:
            self.dxcheck.draft_gone(draft.id)
        else:
            self.attempt(self.saver.load)
            self.dxcheck.submitted(made[0])
            if made[0].draft != draft.id:
                self.notify(already_submitted(made[0]), timeout=15)
