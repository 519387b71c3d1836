"""What is typed of a piece of work, in a window or in the cell of a workbook, in whatever width: how often, how long, with paper or not, how much it hurts."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, TypeVar

from dxcheck.assessment.figures import nearest
from dxcheck.casework.stocktaking import MOST_MINUTES, MOST_TIMES, PAINS, PAPER_USES
from dxcheck.i18n import _, in_each_language
from dxcheck.system.refusal import RefusedError
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.casework.stocktaking import Pain, PaperUse

_Value = TypeVar("_Value", bound=str)
_TIMES: Final = re.compile(r"年?(\d+)回?|月(\d+)回?|週(\d+)回?")
_A_YEAR: Final = (1, 12, 52)
_WORDS: Final = {"毎月": 12, "毎週": 52, "毎年": 1}
_HOURS: Final = re.compile(r"(\d+(?:\.\d+)?)")
_NAMED: Final = re.compile(r"(?:(\d+(?:\.\d+)?)(?:時間|h))?(?:(\d+)(?:分|min))?")
_CLOCK: Final = re.compile(r"(\d+):([0-5]\d)(?::00)?")
_LONGEST: Final = 30
"""Characters that are looked at; nobody writes a number in more."""
_ANY: Final = {"あり": "yes", "有": "yes", "有り": "yes", "yes": "yes", "なし": "no", "無": "no", "無し": "no", "no": "no"}


class TypedWorkError(RefusedError):
    """It cannot be read as what it should be; the message says how to write it."""


def _plain(text: str) -> str:
    return re.sub(r"[\s,、]", "", unicodedata.normalize("NFKC", text[: 10 * _LONGEST]))


def typed_times(text: str) -> int | None:
    """How often a year: `12`, `１２回`, `月2回`, `毎週`; None where nothing is written.

    Raises:
        TypedWorkError: it is something else, or too often.
    """
    plain = _plain(text)
    if not plain:
        return None
    found = _TIMES.fullmatch(plain) if len(plain) <= _LONGEST else None
    if plain in _WORDS:
        return _WORDS[plain]
    if found is None:
        raise TypedWorkError(
            _("「{text}」は回数として読めません。年に何回かを、12、月2回、週1回 のように書いてください", text=text[:_LONGEST])
        )
    times = next(int(part) * a_year for part, a_year in zip(found.groups(), _A_YEAR, strict=True) if part is not None)
    if times > MOST_TIMES:
        raise TypedWorkError(_("多すぎます（年に{most}回まで）", most=MOST_TIMES))
    return times


def typed_minutes(text: str) -> int | None:
    """How long it takes each time, in minutes: `1.5` (hours), `90分`, `１時間３０分`, `1 h 30 min`, `1:30`; None where nothing is written.

    Raises:
        TypedWorkError: it is something else, or too long.
    """
    plain = _plain(text).lower()
    if not plain:
        return None
    clock = _CLOCK.fullmatch(plain)
    found = (_HOURS.fullmatch(plain) or _NAMED.fullmatch(plain)) if len(plain) <= _LONGEST else None
    if clock is not None:
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif found is None:
        raise TypedWorkError(
            _("「{text}」は時間として読めません。1回の時間を、1.5、90分、1時間30分 のように書いてください", text=text[:_LONGEST])
        )
    else:
        hours, *rest = found.groups()
        minutes = nearest(float(hours or 0) * 60) + int(next(iter(rest), None) or 0)
    if minutes > MOST_MINUTES:
        raise TypedWorkError(_("長すぎます（1回{most}時間まで）", most=MOST_MINUTES // 60))
    return minutes


def typed_paper(text: str) -> PaperUse | None:
    """Whether there is paper in it: `紙あり`, `あり`, `なし`; None where nothing is written.

    Raises:
        TypedWorkError: it is something else.
    """
    plain = unadorned(text)
    if plain in _ANY:
        return "yes" if _ANY[plain] == "yes" else "no"
    return _one_of(text, PAPER_USES)


def typed_pain(text: str) -> Pain | None:
    """How much it hurts, in one of the words of `PAINS`; None where nothing is written.

    Raises:
        TypedWorkError: it is something else.
    """
    return _one_of(text, PAINS)


def _one_of(text: str, names: Mapping[_Value, str]) -> _Value | None:
    """The one whose name, in Japanese or in the language in use, is written."""
    plain = unadorned(text)
    if not plain:
        return None
    for value, name in names.items():
        if plain in map(unadorned, in_each_language(name)):
            return value
    there = _("、").join(_(name) for name in names.values())
    raise TypedWorkError(_("「{text}」は選べません。{there} のどれかを書いてください", text=text[:_LONGEST], there=there))
