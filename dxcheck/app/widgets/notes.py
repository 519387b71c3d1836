"""Beside an item: last time's answer, this time's evidence and comment, the target, and what somebody else did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message

from dxcheck.app.widgets.lines import Lines
from dxcheck.assessment.wording import answer_and_target, answer_in_words
from dxcheck.i18n import _
from dxcheck.model.calendar import clock
from dxcheck.system.terminal_width import shorten, wrap

if TYPE_CHECKING:
    from textual import events

    from dxcheck.model.snapshot import Answer, DraftEntry
    from dxcheck.questionnaire.model import Questionnaire


@dataclass(frozen=True)
class Notable:
    """What the notes show."""

    answer: Answer
    questionnaire: Questionnaire
    before: Answer | None = None
    before_label: str = ""
    reworded: bool = False
    """The wording changed since last time."""
    by: str = ""
    """Who gave the answer in force, if it was somebody else."""
    other: DraftEntry | None = None
    """Somebody else's answer that mine replaced here, or mine that theirs replaced."""
    other_is_mine: bool = False


class Notes(Lines):
    """Texts beside an item."""

    @dataclass
    class Wanted(Message):
        """A block was clicked: `evidence`, `comment`, `target` or `restore`."""

        what: str

    def __init__(self) -> None:
        super().__init__(id="notes")
        self._notable: Notable | None = None
        self._targets: list[str] = []
        self.short = False
        """Whether there is little room: every block in one line, last time's texts left out."""

    def show(self, notable: Notable, *, short: bool) -> None:
        """Show the notes of an item."""
        if (notable, short) != (self._notable, self.short):
            self._notable, self.short = notable, short
            self.renew()

    def make(self, width: int) -> list[Content]:
        """All blocks, one below the other."""
        self._targets = []
        if self._notable is None:
            return []
        one = self._notable
        made: list[Content] = []

        def block(head: str, text: str, what: str, *, muted: bool = False) -> None:
            rows = self._block(head, text, width, muted=muted)
            made.extend(rows)
            self._targets.extend([what] * len(rows))

        if one.other is not None:
            who = _("あなた") if one.other_is_mine else one.other.by or _("別の画面")
            block(
                _("{who}の回答も残っています（r で戻す）", who=who),
                _("{time} {answer}", time=clock(one.other.at), answer=answer_and_target(one.other.answer, one.questionnaire)),
                "restore",
            )
        if one.by:
            block(_("いまの回答者: {who}", who=one.by), "", "")
        if one.answer.choice == "not_applicable":
            block(_("該当なしの理由"), one.answer.reason, "reason")
        block(_("根拠（e）"), one.answer.evidence or _("まだありません"), "evidence", muted=not one.answer.evidence)
        block(_("コメント（c）"), one.answer.comment or _("まだありません"), "comment", muted=not one.answer.comment)
        target = one.answer.target
        aim = f"{target} {one.questionnaire.scale[target].name}" if target is not None else _("まだありません")
        block(_("3年後の目標（t）"), aim, "target", muted=target is None)
        if one.before is not None:
            self._last_time(one, block)
        return made

    def _last_time(self, one: Notable, block: object) -> None:
        assert callable(block)
        assert one.before is not None
        block(_("前回（{when}）", when=one.before_label), answer_in_words(one.before, one.questionnaire), "")
        if one.reworded:
            block("", _("前回から設問の言葉が変わっています。"), "", muted=True)
        if not self.short:
            if one.before.evidence:
                block("", _("根拠: {text}", text=one.before.evidence), "", muted=True)
            if one.before.comment:
                block("", _("コメント: {text}", text=one.before.comment), "", muted=True)

    def _block(self, head: str, text: str, width: int, *, muted: bool) -> list[Content]:
        style = "$muted" if muted else ""
        if self.short:
            line = ": ".join(part for part in (head, " ".join(text.split())) if part)
            return [Content.styled(shorten(line, width), style) if style else Content(shorten(line, width))]
        made = [Content.styled(row, "bold") for row in wrap(head, width)] if head else []
        made += [Content.styled(row, style) if style else Content(row) for row in wrap(text, width)] if text else []
        return [*made, Content("")]

    def on_click(self, event: events.Click) -> None:
        """Open what was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y < len(self._targets) and self._targets[offset.y]:
            event.stop()
            self.post_message(self.Wanted(self._targets[offset.y]))
