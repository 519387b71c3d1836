"""Before submitting: what may deserve another look, each line leading to its item; then who answered, who confirmed, and who will see it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Horizontal, VerticalScroll

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.base import button
from dxcheck.app.screens.form import FormDialog, needed, post_field
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.staff.base import DeskScreen
from dxcheck.app.staff.new_version import news_rows
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.draft_life import begun_and_touched, what_is_old
from dxcheck.assessment.new_version import newer_version_there
from dxcheck.assessment.readiness import EVIDENCE_FROM, JUMP
from dxcheck.assessment.resubmission import already_submitted, what_is_lost
from dxcheck.assessment.scoring import dimension_scores
from dxcheck.desk import NoDraftError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.app.screens.form import Filled
    from dxcheck.assessment.readiness import Readiness
    from dxcheck.model.snapshot import Snapshot

SUBMIT = Command("submit", ("ctrl+s",), N_("提出へ進む"), N_("回答者と確認者を入れて提出します。その前にやめることもできます"))


class ReviewScreen(DeskScreen):
    """What to look at once more before submitting; nothing here keeps anybody from it."""

    TITLE_TEXT = N_("提出前の確認")
    GUIDE = N_("気になる行でEnterを押すと、その設問に移ります。空欄や「わからない」があっても提出できます。")
    TABLE = (
        SUBMIT,
        Command("open", ("enter",), N_("設問へ"), N_("選んだ行の設問に移ります")),
        BACK,
    )

    def body(self) -> Iterable[Widget]:
        """The list and the button."""
        with VerticalScroll(classes="page", can_focus=False):
            yield Rows(self._rows())
        with Horizontal(classes="buttons bottom"):
            yield button(SUBMIT)
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
        ready = self.desk.readiness(draft)
        questionnaire = self.desk.questionnaire_for(draft.questionnaire)

        def line(item: str, more: str = "") -> Row:
            title = questionnaire.item_by_id[item].title
            return Row(f"{title}{more}", value=item, head=item)

        age, cycle = self.desk.age(draft), self.desk.cycle
        old = what_is_old(age, cycle)
        rows = [*self._summary(ready), Row(begun_and_touched(age), style="$muted")]
        rows += [Row(one, style="$caution") for one in (*old, *self.desk.what_it_counts_for())]
        if old:
            rows.append(Row(_("はじめから答え直すときは、ホームの「新しく始める」（n）を選んでください。"), style="$muted"))
        rows += [Row(""), *news_rows(self.desk, draft)]
        if ready.without_mean:
            scores = dimension_scores(draft.answers, questionnaire)
            rows.append(Row(_("平均が出ない分野（回答が半分に届いていません）"), style="bold $caution"))
            for dimension in ready.without_mean:
                score = scores[dimension]
                first = next((i.id for i in questionnaire.items_by_dimension[dimension] if i.id in ready.unanswered), "")
                title = questionnaire.dimension_by_id[dimension].title
                rows.append(
                    Row(
                        _("{title}　レベルのある回答 {n}/{all}", title=title, n=score.answered, all=score.applicable), value=first, head=" "
                    )
                )
            rows.append(Row(""))
        asked = (item for one in self.desk.returns_of(draft.questionnaire) for item in one.items)
        again = [one for one in dict.fromkeys(asked) if one in questionnaire.item_by_id]
        blocks = (
            (_("専門官が見直してほしい設問"), [line(one) for one in again]),
            (
                _("{cycle}に入ってから見直していない設問", cycle=cycle.label),
                [
                    line(one, _("　{day}の回答", day=long_date(day)))
                    for one, day in age.carried_over.items()
                    if one in questionnaire.item_by_id
                ],
            ),
            (
                _("訂正を始めたあとに、ほかの人も変えて提出した設問（提出すると、こちらの回答になります）"),
                [line(one) for one in self.desk.disputed(draft) if one in questionnaire.item_by_id],
            ),
            (_n("未回答　{n}問", "未回答　{n}問", len(ready.unanswered)), [line(one) for one in ready.unanswered]),
            (
                _n(
                    "わからない　{n}問（「話し合う項目」として結果に残ります）",
                    "わからない　{n}問（「話し合う項目」として結果に残ります）",
                    len(ready.unknown),
                ),
                [line(one) for one in ready.unknown],
            ),
            (
                _("前回から{jump}段以上変わり、根拠がまだない設問", jump=JUMP),
                [line(j.item, _("　{before} から {after} へ", before=j.before, after=j.after)) for j in ready.jumps],
            ),
            (
                _("レベル{evidence_from}以上で、根拠がまだない設問（自己申告として残ります）", evidence_from=EVIDENCE_FROM),
                [line(one) for one in ready.without_evidence],
            ),
        )
        for heading, lines in blocks:
            if lines:
                rows += [Row(heading, style="bold $heading"), *lines, Row("")]
        return rows

    def _summary(self, ready: Readiness) -> list[Row]:
        total = _("{asked}問のうち{n}問に回答しました。", asked=ready.asked, n=ready.answered)
        nothing = not (ready.unanswered or ready.unknown or ready.jumps or ready.without_evidence)
        rest = (
            _("気になる点はありません。このまま提出できます。")
            if nothing
            else _("下の行は確かめの手がかりです。このままでも提出できます。")
        )
        return [Row(total + rest)]

    def action_open(self) -> None:
        """Go to the item under the cursor."""
        self.query_one(Rows).action_open()

    @on(Rows.Opened)
    def _to_item(self, event: Rows.Opened) -> None:
        self.dxcheck.open_item(event.value)

    async def on_screen_resume(self) -> None:
        """Look again: an item may have been answered meanwhile."""
        await super().on_screen_resume()
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
        standing = self.desk.submitted_in(self.desk.cycle)
        lines = [
            _("提出すると、この内容が今期（{cycle}）の診断結果になります。", cycle=self.desk.cycle.label),
            _(
                "見られるのは、{municipality}の職員、担当の専門官、センターだけです。ほかの市町には見えません。",
                municipality=self.desk.municipality,
            ),
            _("個人の名前ではなく、課・係・職名を入れてください。"),
        ]
        lines[1:1] = [*what_is_old(self.desk.age(draft), self.desk.cycle)[-1:], *self.desk.what_it_counts_for()]
        if (news := self.desk.news(draft)) is not None:
            lines.insert(1, newer_version_there(news) + _("このまま、前の版の回答として提出されます。"))
        if standing is not None:
            lines.insert(1, _("今期すでに提出したものは「訂正前」として残り、今回のものに置き換わります。"))
            lines[2:2] = what_is_lost(standing, draft.answers)
        answered, confirmed = _("回答者（課・係・職名）"), _("確認者（課・係・職名）")
        fields = [
            post_field("answered", answered, self.desk.post, fault=needed(answered)),
            post_field("confirmed", confirmed, fault=needed(confirmed)),
        ]
        made: list[Snapshot] = []

        def submit(posts: Filled) -> None:
            with contextlib.suppress(NoDraftError):
                made.append(self.desk.submit(posts["answered"].new, posts["confirmed"].new, only=draft.id))

        dialog = FormDialog("submit", _("診断を提出します"), lines, fields, go=_("提出する"), save=on_disk(submit))
        if await self.app.push_screen_wait(dialog) is None:
            self.notify(_("提出しませんでした。回答は下書きに残っています。"))
        elif not made:
            self.dxcheck.draft_gone(draft.id)
        else:
            self.attempt(self.saver.load)
            self.dxcheck.submitted(made[0])
            if made[0].draft != draft.id:
                self.notify(already_submitted(made[0]), timeout=15)
