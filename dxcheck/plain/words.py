"""What can be typed at a question: one table a place gives letters, words in both languages, and the help."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.i18n import N_, _, language
from dxcheck.system.input_method import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ENDS: Final = " 。．.、，,！!"
"""What an input method or a habit puts behind a word."""
_KANJI_DIGITS: Final = str.maketrans("〇一二三四五六七八九", "0123456789")


@dataclass(frozen=True)
class Saying:
    """Something that can be typed."""

    action: str
    """What it does, for the program."""
    words: tuple[str, ...]
    """How it is typed: the letter that the screens have for it first, then words in both languages, all in lower case."""
    name: str
    """A source string."""
    help: str = ""
    """A source string: a sentence, where the name does not say it all."""
    takes: bool = False
    """Whether something may stand behind it, after a space: `e 情報化計画.pdf`."""

    @property
    def in_words(self) -> str:
        """As the help says it: a letter and a word of the language in use, the word first where the letter is a sign that nobody says aloud."""
        letter, *others = self.words
        ours = [one for one in others if one.isascii() == (language() == "en")] or others
        typed = [letter, *ours[:1]] if letter.isalnum() else [*ours[:1], letter]
        said, help_ = _(self.name), _(self.help) if self.help else ""
        said = help_ if said in typed and help_ else f"{said}{_('。')}{help_}" if help_ else said
        return _("{name}: {text}", name=_("、").join(dict.fromkeys(typed)), text=said)


class Typed(NamedTuple):
    """What somebody typed, as it was understood."""

    action: str
    """Of a `Saying`; empty where nothing was typed, `number` for a number, `?` where it was not understood."""
    rest: str = ""
    """What stood behind it, as it was typed; of a number, its digits."""


_HELP: Final = Saying("help", ("?", "へるぷ", "ヘルプ", "使い方", "help"), N_("使い方"), N_("ここで使える言葉をすべて読み上げます"))
_BACK: Final = Saying("back", ("b", "もどる", "戻る", "back"), N_("戻る"), N_("1つ前のところに戻ります"))
_HOME: Final = Saying("home", ("home", "ホーム", "ほーむ"), N_("ホーム"), N_("はじめのところに戻ります"))
_QUIT: Final = Saying(
    "quit", ("quit", "終わる", "おわる", "終了", "exit"), N_("終わる"), N_("終わります。続きは次回、同じところから始まります")
)
_AGAIN: Final = Saying("again", (".", "もう一度", "again"), N_("もう一度"), N_("同じことを、もう一度読み上げます"))
_LANGUAGE: Final = Saying("language", ("l", "english", "日本語", "言葉"), "English / 日本語", N_("表示する言葉を切り替えます"))
ANYWHERE: Final = (_AGAIN, _BACK, _HOME, _HELP, _LANGUAGE, _QUIT)
"""What can be typed at every question."""
_YES: Final = ("y", "yes", "はい", "ok", "する")
_NO: Final = ("n", "no", "いいえ", "やめる", "しない")


def as_compared(text: str) -> str:
    """A text as words are compared: narrow, in lower case, its blanks single, without what an input method leaves behind it."""
    one = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return one.rstrip(_ENDS) or one


def as_typed(typed: str, sayings: Iterable[Saying]) -> Typed:
    """Which of these was typed, in whatever width, case and language, also with an input method left on.

    Args:
        typed: the line.
        sayings: what can be typed here.
    """
    known = {word: one for one in sayings for word in one.words}
    whole = as_compared(typed)
    if not whole:
        return Typed("")
    if (number := number_of(whole)) is not None:
        return Typed("number", str(number))
    if len(whole) == 1 and whole not in known:
        whole = meant(whole, {*known, *"0123456789"}) or whole
    whole = {"/": "/", "。": ".", "、": ","}.get(whole, whole)
    if whole in known:
        return Typed(known[whole].action)
    first, rest = _parted(typed)
    one = known.get(as_compared(first))
    if one is None and typed.strip()[:1] in ("/", "／", "・") and "/" in known:
        one, rest = known["/"], typed.strip()[1:].strip()
    return Typed(one.action, rest) if one is not None and one.takes and rest else Typed("?", typed.strip())


def number_of(text: str) -> int | None:
    """A whole number in digits of any width, circled ones and kanji up to nine included; None for anything else."""
    plain = as_compared(text)
    if len(plain) == 1:
        plain = plain.translate(_KANJI_DIGITS)
    return int(plain) if plain.isdecimal() and plain.isascii() and len(plain) < 6 else None  # noqa: PLR2004 - nothing here has more


def _parted(typed: str) -> tuple[str, str]:
    first, *rest = typed.strip().split(maxsplit=1)
    return first, rest[0] if rest else ""


def is_yes(typed: str) -> bool:
    """Whether somebody said yes in so many words."""
    return _said(typed) in _YES


def is_no(typed: str) -> bool:
    """Whether somebody said no in so many words."""
    return _said(typed) in _NO


def _said(typed: str) -> str:
    one = as_compared(typed)
    return (meant(one, ("y", "n")) or one) if len(one) == 1 else one


def help_lines(sayings: Sequence[Saying]) -> list[str]:
    """Everything that can be typed, a line each."""
    return [one.in_words for one in sayings]
