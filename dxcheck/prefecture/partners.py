"""Who could do something together: conditions on items, who meets them, who is one step short and of what, who could share how it went. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta

from dxcheck.i18n import _
from dxcheck.prefecture.overview import Line
from dxcheck.questionnaire.model import TOP_LEVEL, Condition
from dxcheck.system.refusal import DxcheckError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.questionnaire.model import Questionnaire

AHEAD: Final = 2
"""Levels over what is asked from which somebody has experience to share."""
LONGEST: Final = 200
_WRITTEN: Final = re.compile(r"([A-Za-z0-9-]+?)\s*(?:が|は)?\s*(>=|<=|=)?\s*([0-9])\s*(以上|以下)?")


class SavedSearch(msgspec.Struct, frozen=True):
    """A search that was saved under a name."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    asked: Annotated[str, Meta(min_length=1, max_length=LONGEST)]
    """The conditions as they were written."""


class NameTakenError(RefusedError):
    """There is another search of this name; nothing was changed."""

    def __init__(self, search: SavedSearch) -> None:
        super().__init__(
            _(
                "「{name}」という名前の条件がすでにあります（{asked}）。置き換えてよければ、もう一度押してください。",
                name=search.name,
                asked=search.asked,
            )
        )
        self.search = search


class Short(msgspec.Struct, frozen=True):
    """How far a municipality is from one condition."""

    line: Line
    condition: Condition
    """Not met, or passed by far."""
    level: int
    """Where they are."""


class Partners(msgspec.Struct, frozen=True):
    """What a search found, each in code order."""

    ready: tuple[Line, ...]
    near: tuple[Short, ...]
    """One condition not met, and by one level only."""
    ahead: tuple[tuple[Line, tuple[Short, ...]], ...]
    """At least two levels above what is asked for in some conditions, and in which: they could tell how it went."""


class ConditionError(DxcheckError, ValueError):
    """A condition cannot be read; the message says which, and how one is written."""


def parsed(text: str, questionnaire: Questionnaire) -> tuple[Condition, ...]:
    """Read conditions: `gov-03>=2, bpr-01<=1`, or 「gov-03が2以上、bpr-01が1以下」, whatever the width of the characters.

    Several conditions on one item become one.

    Raises:
        ConditionError: there is none, one cannot be read, no item has that id, or two of them can never hold together.
    """
    made: dict[str, Condition] = {}
    for part in re.split(r"[,、;\n]|かつ|and", _plain(text)):
        if not part.strip():
            continue
        found = _WRITTEN.fullmatch(part.strip())
        if found is None or not (found[2] or found[4]) or int(found[3]) > TOP_LEVEL:
            raise ConditionError(_("条件「{part}」を読めません。例: gov-03>=2、bpr-01<=1（レベルは0から5）", part=part.strip()))
        item, level = found[1].lower(), int(found[3])
        if item not in questionnaire.item_by_id:
            raise ConditionError(_("設問「{item}」はありません。番号は、設問の左にある gov-03 のような記号です。", item=found[1]))
        sign = found[2] or (">=" if found[4] == "以上" else "<=")
        new = Condition(item, level if sign in (">=", "=") else 0, level if sign in ("<=", "=") else TOP_LEVEL)
        there = made.get(item, new)
        both = Condition(item, max(there.at_least, new.at_least), min(there.at_most, new.at_most))
        if both.at_least > both.at_most:
            raise ConditionError(
                _(
                    "「{item}」の条件が合いません（{one}と{other}は同時に成り立ちません）。どちらかを直してください。",
                    item=item,
                    one=conditions_in_words(there),
                    other=conditions_in_words(new),
                )
            )
        made[item] = both
    if not made:
        raise ConditionError(_("条件を1つ以上書いてください。例: gov-03>=2、bpr-01<=1"))
    return tuple(made.values())


def _plain(text: str) -> str:
    """Signs as they are typed with an input method on, as the plain ones."""
    folded = unicodedata.normalize("NFKC", text)
    for sign, plain in (("≧", ">="), ("≦", "<="), ("≥", ">="), ("≤", "<="), ("=>", ">="), ("=<", "<=")):
        folded = folded.replace(sign, plain)
    return re.sub("[ー‐‑–—−]", "-", folded)


def conditions_in_words(condition: Condition) -> str:
    """レベル2以上, レベル1以下, レベル3, レベル1から3."""
    if condition.at_least == condition.at_most:
        return _("レベル{level}", level=condition.at_least)
    if condition.at_most == TOP_LEVEL:
        return _("レベル{level}以上", level=condition.at_least)
    if condition.at_least == 0:
        return _("レベル{level}以下", level=condition.at_most)
    return _("レベル{low}から{high}", low=condition.at_least, high=condition.at_most)


def partners(lines: Iterable[Line], conditions: Iterable[Condition]) -> Partners:
    """Search; only lines that are counted take part, and an item without a level meets nothing."""
    wanted = tuple(conditions)
    ready: list[Line] = []
    near: list[Short] = []
    ahead: list[tuple[Line, tuple[Short, ...]]] = []
    for one in sorted((line for line in lines if line.state == "counted"), key=lambda line: line.municipality.code):
        levels = {item: choice for item, choice in one.choices.items() if isinstance(choice, int)}
        unmet = [condition for condition in wanted if not condition.holds(levels.get(condition.item))]
        if not unmet:
            ready.append(one)
        elif len(unmet) == 1 and (level := levels.get(unmet[0].item)) is not None and _distance(unmet[0], level) == 1:
            near.append(Short(one, unmet[0], level))
        over = [condition for condition in wanted if levels.get(condition.item, -1) >= _bound(condition) + AHEAD]
        if over:
            ahead.append((one, tuple(Short(one, condition, levels[condition.item]) for condition in over)))
    return Partners(tuple(ready), tuple(near), tuple(ahead))


def _distance(condition: Condition, level: int) -> int:
    return max(condition.at_least - level, level - condition.at_most)


def _bound(condition: Condition) -> int:
    """The level a condition is about: what it asks for at least, else what it allows at most."""
    return condition.at_least if condition.at_most == TOP_LEVEL else condition.at_most
