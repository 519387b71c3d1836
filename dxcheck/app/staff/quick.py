"""The quick check: one short question at a time, then at most three first steps. Never submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.containers import Vertical, VerticalScroll

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.base import button
from dxcheck.app.staff.base import DeskScreen
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.assessment.quick_check import QuickResult
    from dxcheck.questionnaire import Questionnaire, QuickCheck
    from dxcheck.questionnaire.scale import Level

MOST_CHOICES: Final = 6
_START = Command("start", ("s",), N_("診断をはじめる"), N_("診断に進みます。かんたん診断の回答は、めやすとして出ます"))
AGAIN = Command("again", ("a",), N_("もう一度答える"), N_("かんたん診断をはじめから答え直します"))


class QuickScreen(DeskScreen):
    """The questions of the quick check."""

    TITLE_TEXT = N_("かんたん診断")
    GUIDE = N_("番号のキー、または上下キーとEnterで答えます。わからなければ k で先へ進めます。")
    TABLE = (
        *(Command(f"pick({n})", (str(n + 1),), N_("この答えを選ぶ"), footer=False) for n in range(MOST_CHOICES)),
        Command("unknown", ("k",), N_("わからない")),
        Command("previous", ("left", "u", "backspace"), N_("前の質問へ")),
        BACK,
    )

    def __init__(self, quick: QuickCheck) -> None:
        super().__init__()
        self._quick = quick
        progress = self.desk.quick_progress()
        self._answers: dict[str, Level | None] = dict(progress.answers) if progress else {}
        self._place = next((n for n, item in enumerate(quick.items) if item.id not in self._answers), 0)

    def body(self) -> Iterable[Widget]:
        """The question and its answers."""
        with VerticalScroll(classes="page narrow-page", can_focus=False):
            yield Paragraphs("", id="question", classes="block")
            yield Rows([], id="choices")
            yield Paragraphs(
                (_("迷ったら、近いほうで大丈夫です。答えはこの市町の中だけに残り、提出も平均もされません。"), "$muted"),
                classes="block",
            )

    def on_mount(self) -> None:
        """Show the first open question."""
        self._show()

    def renewed(self) -> None:
        """After the words were switched."""
        self._show()

    def _show(self) -> None:
        item = self._quick.items[self._place]
        self.query_one("#question", Paragraphs).update(
            (_("{n}問目／全{all}問", n=self._place + 1, all=len(self._quick.items)), "$muted"), "", (str(item.prompt), "bold")
        )
        given = self._answers.get(item.id, "")
        rows = [
            Row(str(choice.label), value=str(n), head=f"[{n + 1}]" if choice.level == given else f" {n + 1} ")
            for n, choice in enumerate(self._quick.choices)
        ]
        unknown = item.id in self._answers and given is None
        rows.append(Row(_("わからない"), value="unknown", head="[k]" if unknown else " k "))
        choices = self.query_one(Rows)
        choices.show(rows)
        choices.focus()

    def action_pick(self, number: int) -> None:
        """Answer with a choice."""
        if number < len(self._quick.choices):
            self._answer(self._quick.choices[number].level)

    def action_unknown(self) -> None:
        """Answer わからない."""
        self._answer(None)

    @on(Rows.Opened)
    def _chosen(self, event: Rows.Opened) -> None:
        if event.value == "unknown":
            self._answer(None)
        else:
            self.action_pick(int(event.value))

    def _answer(self, level: Level | None) -> None:
        item = self._quick.items[self._place]
        if self.attempt(lambda: self.desk.answer_quick(item.id, level)) is None:
            return
        self._answers[item.id] = level
        if self._place + 1 < len(self._quick.items):
            self._place += 1
            self._show()
        elif self.attempt(self.desk.finish_quick) is not None:
            self.dxcheck.finish_quick()

    def action_previous(self) -> None:
        """Back to the question before."""
        if self._place > 0:
            self._place -= 1
            self._show()


class QuickResultScreen(DeskScreen):
    """What the quick check leads to."""

    TITLE_TEXT = N_("かんたん診断の結果")
    GUIDE = N_("最初の一歩はどれか1つで十分です。")
    TABLE = (_START, AGAIN, BACK)

    def body(self) -> Iterable[Widget]:
        """A win first, then the steps, then whom to talk to."""
        made = self.desk.quick_result()
        basis = self.desk.questionnaire
        with VerticalScroll(classes="page narrow-page", can_focus=False):
            if made is None or made.all_unknown:
                yield Paragraphs(
                    (_("まずは一緒に答えてみませんか"), "bold $heading"),
                    _("「わからない」が続いたときは、隣の席の人と2人で、もう一度答えてみてください。話すこと自体が最初の一歩です。"),
                    classes="block",
                )
            if made is not None and made.already is not None:
                title = basis.item_by_id[made.already].title
                yield Paragraphs(
                    (_("もうできていること"), "bold $heading"),
                    _("「{title}」は、もう動き出しています。この調子で大丈夫です。", title=title),
                    classes="block",
                )
            if made is not None and made.steps:
                with Vertical(classes="block"):
                    yield from self._steps(made, basis)
            if made is not None and made.field is not None:
                yield Paragraphs(
                    (_("専門官に話す"), "bold $heading"),
                    _(
                        "相談先: {field}。「かんたん診断をした」と伝えれば、そこから一緒に考えられます。",
                        field=basis.field_by_id[made.field].title,
                    ),
                    classes="block",
                )
        with Buttons(classes="bottom"):
            yield button(_START, primary=True)
            yield button(AGAIN)
            yield button(BACK, label=_("ホームへ"))

    @staticmethod
    def _steps(made: QuickResult, basis: Questionnaire) -> Iterable[Widget]:
        yield Paragraphs((_("最初の一歩（どれか1つで十分です）"), "bold $heading"))
        for number, step in enumerate(made.steps):
            item = basis.item_by_id[step.item]
            yield Paragraphs(
                (_("{n}. {step}", n=number + 1, step=basis.step_to(step.item, step.level)), "bold"),
                (_("   {title}", title=item.title), "$muted"),
                classes="step",
            )

    def on_mount(self) -> None:
        """Put the keyboard on the way forward."""
        self.query("CommandButton.-primary").first().focus()

    def renewed(self) -> None:
        """After the words were switched."""
        self.query("CommandButton.-primary").first().focus()

    def action_start(self) -> None:
        """On to the full questionnaire."""
        self.dxcheck.open_questions()

    def action_again(self) -> None:
        """Answer again from the start."""
        if self.attempt(self.desk.restart_quick) is not None:
            self.dxcheck.open_quick()
