"""One person at a desk who is spoken to line by line: asking, keeping what they give, and saying truthfully whether it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from dxcheck import i18n
from dxcheck.answering.keeping import DirectKeeper
from dxcheck.desk import NoDraftError, UnsureError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.edit import Edit
from dxcheck.model.snapshot import LONGEST_TEXT
from dxcheck.model.text import cleaned, cleaned_line, remarks
from dxcheck.plain.console import LeavingError
from dxcheck.plain.words import ANYWHERE, Saying, Typed, as_compared, as_typed, help_lines, is_no, is_yes, number_of
from dxcheck.system.refusal import DxcheckError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.desk import StaffDesk
    from dxcheck.model.roster import Municipality, Roster
    from dxcheck.plain.console import Console

T = TypeVar("T")
_ADD: Final = Saying("add", ("a", "書き足す", "add"), N_("書き足す"))
_ANEW: Final = Saying("anew", ("w", "書き直す", "rewrite"), N_("書き直す"))
_ERASE: Final = Saying("erase", ("x", "消す", "erase"), N_("消す"))


def _nothing_else(_typed: str) -> None:
    """What cannot be understood is asked again."""


class GoingHomeError(Exception):
    """The person said that they want to go home from wherever they are."""


class Sitting:
    """What the places of the self-check share: the desk, the console, and what was kept so far."""

    def __init__(self, desk: StaffDesk, console: Console) -> None:
        self.desk = desk
        self.console = console
        self.keeper = DirectKeeper(desk)
        self._kept = 0
        self._is_lost = self._is_unsure = False
        """Whether the last thing that was entered is not on the disk."""

    @property
    def exit_code(self) -> int:
        """0 where everything that was entered is on the disk, else 1."""
        return int(self._is_lost)

    def look_at(self, questionnaire_id: str) -> None:
        """Sit down at the desk of another questionnaire."""
        self.desk = self.desk.looking_at(questionnaire_id)
        self.keeper = DirectKeeper(self.desk)

    # -- saying and asking ---------------------------------------------------------------------------------------------

    def say(self, *texts: str) -> None:
        """Say texts, a line each."""
        self.console.say(*texts)

    def ask(
        self,
        prompt: str,
        sayings: Sequence[Saying] = (),
        guide: Callable[[], list[str]] = list,
        otherwise: Callable[[str], Typed | None] = _nothing_else,
        *,
        most: int | None = 0,
    ) -> Typed:
        """Ask until something is said that the place can do something with; what can be said everywhere is done here.

        Args:
            prompt: the question, the last thing that is said.
            sayings: what can be said here, besides what can be said everywhere.
            guide: what the help says first.
            otherwise: what a line means that is none of these.
            most: how many things there are to choose from by number, from 1; None where the place itself says what any other number means.

        Raises:
            LeavingError: the person leaves.
            GoingHomeError: they want to go home.
        """
        every = (*sayings, *ANYWHERE)
        while True:
            typed = as_typed(self.console.ask(prompt), every)
            if typed.action == "help":
                self.say(*guide(), *help_lines(every))
            elif typed.action == "language":
                i18n.use("en" if i18n.language() == "ja" else "ja")
                return typed._replace(action="again")
            elif typed.action == "quit":
                raise LeavingError
            elif typed.action == "home":
                raise GoingHomeError
            elif typed.action == "number" and most and not 1 <= int(typed.rest) <= most:
                self.say(_("1から{n}の番号で選んでください。", n=most))
            elif typed.action == "?" and (meant := otherwise(typed.rest)) is not None:
                return meant
            elif typed.action == "?" or (typed.action == "number" and most == 0):
                self.say(_("「{typed}」は、ここでは使えません。? で、使える言葉を読み上げます。", typed=typed.rest[:40]))
            else:
                return typed

    def confirm(self, question: str) -> bool:
        """Ask for a yes in so many words; anything but a yes or a no is asked again, nothing typed is a no."""
        while True:
            typed = self.console.ask(_("{question}（はい y、いいえ n。空の行は「いいえ」）:", question=question))
            if is_yes(typed):
                return True
            if is_no(typed) or not typed.strip():
                return False
            self.say(_("「はい」か「いいえ」で答えてください。"))

    def pick(self, entries: Sequence[str], prompt: str) -> int | None:
        """Let one of several be chosen by its number; None where nothing is typed."""
        said = [_("{n}. {entry}", n=n, entry=one) for n, one in enumerate(entries, 1)]
        self.say(*said)
        while True:
            typed = self.ask(_("{prompt}（1から{n}の番号。空の行でやめる）:", prompt=prompt, n=len(entries)), most=len(entries))
            if typed.action == "number":
                return int(typed.rest) - 1
            if typed.action in ("", "back"):
                return None
            self.say(*said)

    # -- keeping -------------------------------------------------------------------------------------------------------

    def attempt(self, read: Callable[[], T]) -> T | None:
        """Read something; where it cannot be read, say why, and give None."""
        try:
            return read()
        except DxcheckError as problem:
            self.say(_("うまくいきませんでした"), problem.in_full())
        except NoDraftError:
            self.say(_("うまくいきませんでした"), _no_draft())
        return None

    def keep(self, do: Callable[[], object], *, said: Callable[[], str] = str) -> bool:
        """Put something on the disk and say so; where that fails, say why and try again as long as the person wants.

        Args:
            do: keeps it; it is on the disk when this returns. False says that there was nothing to keep.
            said: what else there is to say then.

        Returns:
            Whether it is kept.

        Raises:
            LeavingError: the person leaves instead; the exit code says that something was lost.
        """
        self._is_lost, self._is_unsure = True, False
        while True:
            try:
                is_kept = do() is not False
            except RefusedError as refused:
                self.say(_("保存できませんでした。"), refused.in_full())
                self._is_lost = False  # they have been told what to do instead
                return False
            except NoDraftError:
                self.say(_("保存できませんでした。"), _no_draft())
                self._is_lost = False
                return False
            except DxcheckError as problem:
                self._is_unsure = self._is_unsure or isinstance(problem, UnsureError)
                unsure = _("保存できたかどうか、まだ分かりません。もう一度保存すると、二重になることがあります。")
                self.say(unsure if self._is_unsure else _("まだ保存できていません。"), problem.in_full())
                if is_no(self.console.ask(_("Enter だけで、もう一度保存します。やめるときは「やめる」と入力してください:"))):
                    self.say(
                        _("保存できたかどうか分からないままです。あとで、いまの内容を確かめてください。")
                        if self._is_unsure
                        else _("保存しませんでした。保存済みのものは、そのまま残っています。")
                    )
                    self._is_lost = False
                    return False
            else:
                self._is_lost = False
                self._kept += is_kept
                self.say(_("保存しました。{more}", more=said()) if is_kept else said())
                return True

    def say_goodbye(self) -> None:
        """Say at the end what is kept and what is not."""
        if self._is_lost:
            self.say(
                _("最後に入力したものは、保存できたかどうか分かりません。")
                if self._is_unsure
                else _("最後に入力したものは、保存できていません。")
            )
        if self._kept:
            self.say(_n("今回、{n}件を保存しました。", "今回、{n}件を保存しました。", self._kept))
        self.say(_("終わります。「保存しました」と言ったものは、すべて残っています。続きは、同じところから始められます。"))

    # -- writing -------------------------------------------------------------------------------------------------------

    def write(self, title: str, now: str, *, guide: str, before: str = "", given: str = "") -> Edit[str] | None:
        """Let a text of several lines be written; an empty line, or the end of the input, ends it.

        Args:
            title: what is written.
            now: what stands there.
            guide: what to write.
            before: last time's text.
            given: what was typed behind the command already: it is added without another question.

        Returns:
            What was seen and what was made of it; None where nothing was changed.
        """
        if given:
            return self._checked(Edit(now, f"{now}\n{given}" if now else given))
        self.say(title, guide)
        if before:
            self.say(_("前回の内容:"), before)
        head = now
        if now:
            how = Typed("again")
            while how.action == "again":
                self.say(_("いまの内容:"), now)
                how = self.ask(
                    _("書き足す a、書き直す w、消す x。空の行でこのまま:"), (_ADD, _ANEW, _ERASE), lambda: [_("どうするかを選びます。")]
                )
            if how.action not in ("add", "anew", "erase"):
                self.say(_("そのままにしました。"))
                return None
            if how.action == "erase":
                return Edit(now, "")
            head = now if how.action == "add" else ""
        written = self._lines()
        if not written:
            self.say(_("何も書かれなかったので、そのままにしました。"))
            return None
        return self._checked(Edit(now, f"{head}\n{written}" if head else written))

    def _lines(self) -> str:
        """The lines that are typed, up to an empty one."""
        self.say(_("1行ずつ入力してください。空の行で終わります。"))
        lines: list[str] = []
        try:
            while (line := self.console.ask(_("文:"))).strip():
                lines.append(line)
        except LeavingError as leaving:
            if leaving.is_interrupt:
                self.say(_("書きかけの文は保存していません。") if lines else "")
                raise
        return "\n".join(lines)

    def _checked(self, written: Edit[str]) -> Edit[str] | None:
        """What is kept of a text, with a word about what is not."""
        made = written.read(cleaned)
        if len(made.new) > LONGEST_TEXT:
            n = len(made.new)
            self.say(_("{n}文字あります。{most}文字までにしてください。保存していません。", n=n, most=LONGEST_TEXT))
            return None
        self.say(*remarks(written.new))
        return made if made.new != made.seen else None

    def write_line(self, prompt: str, now: str = "", *, longest: int) -> str | None:
        """Ask for a text of one line; nothing typed leaves what stands there. A word that leads elsewhere is no text: None for going back.

        Raises:
            LeavingError: the person leaves.
            GoingHomeError: they want to go home.
        """
        while True:
            typed = self.console.ask(_("{prompt}（いまは「{now}」。空の行でこのまま）:", prompt=prompt, now=now) if now else f"{prompt}:")
            word = as_typed(typed, ANYWHERE).action
            if word == "back":
                return None
            if word == "quit":
                raise LeavingError
            if word == "home":
                raise GoingHomeError
            if word in ("help", "again", "language"):
                self.say(_("1行の文を入力してください。「もどる」で、入力せずに戻ります。"))
                continue
            made = cleaned_line(typed)
            if len(made) <= longest:
                self.say(*remarks(typed))
                return made or now
            self.say(_("{n}文字あります。{most}文字までにしてください。", n=len(made), most=longest))


def pick_line_by_line(console: Console, roster: Roster) -> Municipality:
    """Ask whose self-check it is, by a part of the name or by a number.

    Raises:
        LeavingError: the person leaves instead.
    """
    towns = list(roster.municipalities)
    console.say(*(_("{n}. {entry}", n=n, entry=one.name) for n, one in enumerate(towns, 1)))
    while True:
        typed = console.ask(_("どの市町の診断ですか（名前の一部か番号）:"))
        number = number_of(typed)
        if number is not None and 1 <= number <= len(towns):
            return towns[number - 1]
        wanted = as_compared(typed)
        fitting = [one for one in towns if wanted and wanted in as_compared(f"{one.name} {one.kana} {one.romaji} {one.code}")]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            console.say(_("いくつかあります: {names}", names=_("、").join(one.name for one in fitting)))
        else:
            console.say(_("「{typed}」は見つかりませんでした。別の言葉でお試しください。", typed=typed.strip()[:40]))


def _no_draft() -> str:
    """That somebody submitted it or gave it up meanwhile."""
    return _("答えている途中の下書きはありません。")
