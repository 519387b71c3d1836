"""The quick check: one short question at a time, then at most three first steps. Never submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.i18n import N_, _
from dxcheck.plain.words import Saying

if TYPE_CHECKING:
    from dxcheck.plain.sitting import Sitting
    from dxcheck.questionnaire import QuickCheck

_UNKNOWN: Final = Saying("unknown", ("k", "わからない", "分からない", "unknown"), N_("わからない"))
_PREVIOUS: Final = Saying("previous", ("<", "u", "前", "まえ", "previous"), N_("前の質問へ"))
AT_QUICK: Final = (_UNKNOWN, _PREVIOUS)
_ANEW: Final = Saying("anew", ("a", "答え直す", "again"), N_("もう一度答える"), N_("かんたん診断をはじめから答え直します"))
_START: Final = Saying(
    "start", ("s", "はじめる", "start"), N_("診断をはじめる"), N_("診断に進みます。かんたん診断の回答は、めやすとして出ます")
)


class QuickTold:
    """The quick check, asked line by line."""

    def __init__(self, sitting: Sitting, quick: QuickCheck) -> None:
        self._s = sitting
        self._quick = quick

    def go(self) -> bool:
        """Ask what is open, then tell the result; whether the person goes on to the full questionnaire."""
        while True:
            if self._s.desk.quick_result() is None and not self._ask():
                return False
            self._tell()
            typed = self._s.ask(_("s で診断へ、a でもう一度答える。空の行でホームへ:"), (_START, _ANEW))
            if typed.action == "start":
                return True
            if typed.action in ("", "back"):
                return False
            if typed.action == "anew":
                self._s.keep(self._s.desk.restart_quick)

    def _ask(self) -> bool:
        """The questions; False where the person stops before the last."""
        items, choices = self._quick.items, self._quick.choices
        progress = self._s.desk.quick_progress()
        answers = dict(progress.answers) if progress else {}
        at = next((n for n, item in enumerate(items) if item.id not in answers), 0)
        self._s.say("", _("かんたん診断"), _("迷ったら、近いほうで大丈夫です。答えはこの市町の中だけに残り、提出も平均もされません。"))
        while at < len(items):
            self._s.say("", _("{all}問のうち{n}問目", n=at + 1, all=len(items)), str(items[at].prompt))
            self._s.say(
                *(_("{n}. {entry}", n=n, entry=one.label) for n, one in enumerate(choices, 1)),
                _("{key} {name}", key="k", name=_("わからない")),
            )
            typed = self._s.ask(
                _("1から{n}の番号か k で答えてください。空の行でもう一度読みます:", n=len(choices)), AT_QUICK, most=len(choices)
            )
            if typed.action == "back":
                return False
            if typed.action == "previous":
                at = max(0, at - 1)
            elif typed.action in ("unknown", "number"):
                level = None if typed.action == "unknown" else choices[int(typed.rest) - 1].level
                at += self._s.keep(lambda item=items[at].id, level=level: self._s.desk.answer_quick(item, level))  # type: ignore[misc]
        return self._s.keep(self._s.desk.finish_quick)

    def _tell(self) -> None:
        made, basis = self._s.desk.quick_result(), self._s.desk.questionnaire
        self._s.say("", _("かんたん診断の結果"))
        if made is None or made.all_unknown:
            self._s.say(
                _("まずは一緒に答えてみませんか"),
                _("「わからない」が続いたときは、隣の席の人と2人で、もう一度答えてみてください。話すこと自体が最初の一歩です。"),
            )
        if made is None:
            return
        if made.already is not None:
            title = basis.item_by_id[made.already].title
            self._s.say(_("もうできていること"), _("「{title}」は、もう動き出しています。この調子で大丈夫です。", title=title))
        if made.steps:
            self._s.say(_("最初の一歩（どれか1つで十分です）"))
        for n, step in enumerate(made.steps, 1):
            item = basis.item_by_id[step.item]
            self._s.say(_("{n}. {step}", n=n, step=basis.step_to(step.item, step.level)), str(item.title))
        if made.field is not None:
            field = basis.field_by_id[made.field].title
            self._s.say(_("相談先: {field}。「かんたん診断をした」と伝えれば、そこから一緒に考えられます。", field=field))
