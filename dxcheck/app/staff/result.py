"""The result: what it means first, the numbers after, never a rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.base import button
from dxcheck.app.screens.moved import risen_in_short
from dxcheck.app.staff.base import DeskScreen
from dxcheck.app.staff.pictured import distance, result_scene
from dxcheck.app.staff.ways import PAPER
from dxcheck.app.widgets.bars import LEAST_BAR, axis, level_bar
from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.lines import Lines, Paragraphs, with_key
from dxcheck.app.widgets.long_page import LongPage
from dxcheck.app.widgets.picture import PicturePlace
from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.result import whole_mean, why_no_step
from dxcheck.assessment.wording import about_changes, change_in_short, confirmed_in_words, level_in_a_sentence, whole_change
from dxcheck.benchmark.gate import band, shown
from dxcheck.benchmark.wording import about_averages
from dxcheck.casework.stocktaking import where_to_take_stock
from dxcheck.i18n import N_, _, _n
from dxcheck.model.approval import typed_boxes
from dxcheck.model.calendar import long_date
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.app.screens.form import Filled
    from dxcheck.assessment.result import OutlineRow, Result
    from dxcheck.benchmark.gate import Peers
    from dxcheck.benchmark.model import Figure
    from dxcheck.formats.output import Offer
    from dxcheck.model.snapshot import Snapshot

STEPS_SHOWN = 3
ANSWERED, CHANGE, TARGET = 9, 9, 8
"""Cells of columns whose English headings are long."""
_FIGURES = 1 + 5 + 1 + ANSWERED + 6 + CHANGE + TARGET
"""Cells of everything beside a dimension's name and bar."""
_MANY = 10
"""Items from which on their number has two digits."""
_WIDE, _SCALE = 112, 50
"""Cells from which on each bar has a line of its own, and how long the scale is there: a cell for each 0.1, whichever way it is drawn."""


class DimensionTable(Lines):
    """Each dimension: mean, bar, how many items it is made of, last time, how far it came since, target, distance to the next level."""

    def __init__(self, result: Result, peers: Peers | None) -> None:
        super().__init__()
        self._result, self._peers = result, peers

    def make(self, width: int) -> list[Content]:
        """A heading and a line a dimension; columns go where there is little room."""
        scale = self._result.questionnaire.scale
        more = scale.digits - 1 + any(row.change is not None and row.change.items >= _MANY for row in self._result.outline)
        names = 26 if width >= 76 + more else 16
        wide = width >= _WIDE
        beside = (22 + more if wide else 9) if self._peers else 0
        bars = 0 if wide else max(LEAST_BAR, min(_SCALE, width - names - _FIGURES - more - beside))
        head = pad(_("分野"), names) + " " + pad(_("平均"), 5) + " " * (bars + 1)
        head += pad(_("回答"), ANSWERED) + pad(_("前回"), 6) + pad(_("変化"), CHANGE + more) + pad(_("目標"), TARGET)
        if self._peers:
            head += pad(_("県内平均（匿名）") if wide else _("県内平均"), beside)
        if wide:
            head += pad(_("次の段まで"), 12) + _("目標まで")
        made = [Content.styled(head, "$muted")]
        for number, row in enumerate(self._result.outline):
            drawn = level_bar(row.score.mean, bars, scale, drawing=self.drawing, shade=number)
            line = self._line(row, names, drawn, (scale.digits, CHANGE + more), narrow=names < 20)  # noqa: PLR2004
            if self._peers:
                average = self._peers.dimensions.get(row.id)
                said = self._average(average) if wide else shown(average, self._peers.cycle)
                said = said if row.is_dimension else ""
                line += Content.styled(pad(said, beside), "$caution")
            if wide:
                line += Content(pad(distance(row.score.to_next_level(scale), scale), 12) + distance(row.score.to_target, scale))
            made.append(line)
            if wide:
                made.append(Content(" " * (names + 2)) + level_bar(row.score.mean, _SCALE, scale, drawing=self.drawing))
        return [*made, Content.styled(" " * (names + 2) + axis(_SCALE, scale), "$muted")] if wide else made

    @staticmethod
    def _average(average: Figure | None) -> str:
        """With its cycle and how many municipalities it is made of."""
        if average is None:
            return shown(average)
        return _("{shown} {cycle} {band}", shown=shown(average), cycle=average.cycle.short, band=band(average))

    @staticmethod
    def _line(row: OutlineRow, names: int, drawn: Content, figures: tuple[int, int], *, narrow: bool) -> Content:
        score, (digits, change) = row.score, figures
        name = pad(row.label(narrow=narrow), names)
        mean = f"{as_mean(score.mean, digits):>4} "
        line = Content.assemble(name, " ", (mean, "bold"), drawn, " ")
        counted = pad(f"{score.answered}/{score.applicable}", ANSWERED)
        before = pad(as_mean(row.before, digits), 6) + pad(change_in_short(row.change, digits), change)
        target = pad(as_mean(score.target, digits), TARGET)
        return line + Content(counted + before + target)


class ResultScreen(DeskScreen):
    """What a submitted snapshot means."""

    TITLE_TEXT = N_("診断結果")
    GUIDE = N_("1・2・3のキーで「最初の一歩」を選ぶと、ホームに並び、できたら印をつけられます。低い段は、これからの出発点です。")
    TABLE = (
        *(
            Command(f"take({n})", (str(n + 1),), N_("この一歩に取り組む"), N_("その一歩を選び、ホームに並べます"), footer=False)
            for n in range(STEPS_SHOWN)
        ),
        PAPER,
        Command("boxes", ("d",), N_("決裁欄"), N_("結果票の決裁欄に並べる職名を決めます。次からも使います"), footer=False),
        Command("compare", ("c",), N_("前回と比べる"), N_("前回の診断結果と設問ごとに比べます")),
        Command("picture", ("o",), N_("図"), N_("分野ごとの平均を図にして、ファイル（PNG・PDF・SVG）に保存します")),
        Command("items", ("i",), N_("設問ごとの回答"), N_("すべての設問の回答・根拠・コメントを見ます")),
        Command("scroll('up')", ("up",), N_("上へ"), footer=False),
        Command("scroll('down')", ("down",), N_("下へ"), footer=False),
        Command("scroll('pageup')", ("pageup",), N_("前のページ"), footer=False),
        Command("scroll('pagedown')", ("pagedown", "space"), N_("次のページ"), footer=False),
        BACK,
    )

    @property
    def guide(self) -> str:
        """How to go on from here, and where what the first steps ask for is written down."""
        steps = "".join(dict.fromkeys(where_to_take_stock(one.item) for one in self._result.first_steps))
        return _(self.GUIDE) + steps

    def __init__(self, snapshot: Snapshot, *, fresh: bool = False) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._fresh = fresh
        self._result = self.desk.result(snapshot)
        self._peers: Peers | None = None

    def body(self) -> Iterable[Widget]:
        """Meaning, steps, topics, numbers."""
        made = self._result
        self._peers = self.attempt(lambda: self.desk.peers(self._snapshot))  # here, so that averages that do not come in time come later
        with LongPage(classes="page"):
            yield Paragraphs(*self._opening(), classes="block")
            yield Buttons(button(PAPER), classes="block")
            with Vertical(classes="block"):
                yield from self._steps()
            if made.to_discuss:
                titles = _("、").join(str(item.title) for item in made.to_discuss)
                yield Paragraphs(
                    (_n("話し合う項目　{n}問", "話し合う項目　{n}問", len(made.to_discuss)), "bold $heading"),
                    titles,
                    (_("「わからない」は大事な手がかりです。係で、または専門官と話してみてください。"), "$muted"),
                    classes="block",
                )
            with Vertical(classes="block"):
                yield Paragraphs((whole_mean(self._result), "bold $heading"))
                with PicturePlace():
                    yield DimensionTable(made, self._peers)
                if made.change is not None:
                    yield Paragraphs("", (whole_change(made.change, made.questionnaire.scale.digits) + about_changes(), "$muted"))
                if self._peers:
                    yield Paragraphs((about_averages(made, self._peers), "$muted"))
            yield Paragraphs((self._behind(), "$muted"), classes="block")

    def on_mount(self) -> None:
        """Show the bars as a picture, where pictures are shown."""
        self._show_picture()

    def renewed(self) -> None:
        """After the words were switched."""
        self._show_picture()

    def on_resize(self) -> None:
        """Fit the picture to the width."""
        self.call_after_refresh(self._show_picture)

    def _show_picture(self) -> None:
        place = self.query_one(PicturePlace)
        scene = self.attempt(lambda: result_scene(self.desk, self._snapshot, self._result.rows)) if place.shows_pictures else None
        place.show(scene, "o")

    def _opening(self) -> list[tuple[str, str] | str]:
        made, snapshot = self._result, self._snapshot
        about = _("{cycle}の診断結果　{day}提出", cycle=snapshot.cycle.label, day=long_date(snapshot.submitted_at))
        about += self.desk.before_merger(snapshot)
        lines: list[tuple[str, str] | str] = [(about, "$muted")]
        if self._fresh:
            lines.append((_("提出しました。おつかれさまでした。"), "bold"))
        superseding = next((one for one in self.desk.snapshots() if one.supersedes == snapshot.id), None)
        if superseding is not None:
            lines.append((_("この診断結果は、{day}に訂正されたものがあります。", day=long_date(superseding.submitted_at)), "$caution"))
        if made.strengths:
            lines += ["", (_("もうできていること"), "bold $heading")]
            lines += [f"・{item.title}: {made.questionnaire.descriptor(item.id, level)}" for item, level in made.strengths]
        if made.risen:
            lines += ["", (_n("前回より上がった設問　{n}問", "前回より上がった設問　{n}問", len(made.risen)), "bold $heading")]
            lines += risen_in_short(made)
        return lines

    def _steps(self) -> Iterable[Widget]:
        made = self._result
        yield Paragraphs((_("最初の一歩（どれか1つで十分です）"), "bold $heading"))
        if not made.first_steps:
            yield Paragraphs(why_no_step(made))
        chosen = {(one.item, one.level) for one in self.desk.actions() if one.state != "dropped"}
        for number, step in enumerate(made.first_steps):
            item = made.questionnaire.item_by_id[step.item]
            field = made.questionnaire.field_by_id[step.field].title
            level = level_in_a_sentence(step.item, step.level, made.questionnaire)
            yield Paragraphs(
                (_("{n}. {step}", n=number + 1, step=made.questionnaire.step_to(step.item, step.level)), "bold"),
                (
                    _("   {title}を{level}へ。相談先: {field}", title=item.title, level=level, field=field),
                    "$muted",
                ),
                classes="step",
            )
            taken = (step.item, step.level) in chosen
            label = Content(_("選びました（ホームに並んでいます）")) if taken else with_key(_("この一歩に取り組む"), str(number + 1))
            yield CommandButton(label, name=f"take({number})", disabled=taken, classes="take")

    def _behind(self) -> str:
        made, snapshot = self._result, self._snapshot
        lines = [
            _("回答者: {by}　確認者: {confirmed}", by=snapshot.answered_by, confirmed=confirmed_in_words(snapshot)),
            _(
                "診断票: {title} {version}版　控え番号: {id}",
                title=made.questionnaire.title,
                version=made.questionnaire.version,
                id=snapshot.id,
            ),
            _("「該当なし」「わからない」「未回答」は平均に入りません。回答の欄は、レベルのある回答／当てはまる設問の数です。"),
            _("平均はほかの市町と競うためのものではありません。前の自分たちと比べるためのものです。"),
        ]
        return "\n".join(lines)

    async def action_take(self, number: int) -> None:
        """Choose a first step."""
        steps = self._result.first_steps
        if number < len(steps) and self.attempt(lambda: self.desk.choose(steps[number], self._snapshot)) is not None:
            place = self.query_one(VerticalScroll).scroll_y
            await self.recompose()
            self._show_picture()
            self.query_one(VerticalScroll).scroll_to(y=place, animate=False)
            self.notify(_("選びました。ホームに並びます。"))

    def action_scroll(self, how: str) -> None:
        """Scroll the page."""
        page = self.query_one(VerticalScroll)
        moves = {"up": page.scroll_up, "down": page.scroll_down, "pageup": page.scroll_page_up, "pagedown": page.scroll_page_down}
        moves[how](animate=False)

    def action_compare(self) -> None:
        """Compare with the one before."""
        if self._result.before is None:
            self.notify(_("前回の診断結果がまだありません。次の診断期からここで比べられます。"))
        else:
            self.dxcheck.open_comparison(self._result.before, self._snapshot)

    def printed(self) -> Offer | None:
        """The paper of this result."""
        from dxcheck.reports.result_sheet import sheet_offer  # opened later than the first frame

        return sheet_offer(self.desk, self._snapshot)

    def action_paper(self) -> None:
        """Make the paper of this result."""
        self.dxcheck.open_making([offer] if (offer := self.printed()) is not None else [])

    @work
    async def action_boxes(self) -> None:
        """Decide which posts stand over the boxes of the result sheet."""
        from dxcheck.app.screens.form import Field, FormDialog, unreadable_fault  # few come here
        from dxcheck.app.screens.saving import on_disk
        from dxcheck.reports.result_sheet import USUAL_BOXES

        now = self.attempt(self.desk.approvers)
        if now is None:
            return
        usual = _("、").join(map(_, USUAL_BOXES))
        field = Field(
            "boxes", _("職名（左から順に、「、」で区切る）"), _("、").join(now) or usual, usual, fault=unreadable_fault(typed_boxes)
        )

        def keep(values: Filled) -> None:
            typed = values["boxes"].new
            self.desk.set_approvers("" if typed.strip() == usual else typed)

        about = [_("これからつくる結果票のすべてに使います。空にすると、{usual}に戻ります。", usual=usual)]
        if (
            await self.app.push_screen_wait(FormDialog("boxes", _("決裁欄"), about, [field], go=_("決める"), save=on_disk(keep)))
            is not None
        ):
            self.notify(_("決裁欄: {boxes}", boxes=_("、").join(self.desk.approvers()) or usual), markup=False)

    def action_picture(self) -> None:
        """The profile as a picture."""
        self.dxcheck.open_pictures("result", self._snapshot)

    def action_items(self) -> None:
        """Every item of this snapshot."""
        self.dxcheck.open_items(self._snapshot)
