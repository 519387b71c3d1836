"""Who could do something together: conditions on items, who meets them, who is one step short and of what, who could share how it went. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta

from dxcheck.i18n import _
from dxcheck.prefecture.overview import Line
from dxcheck.questionnaire.model import Condition
from dxcheck.questionnaire.scale import Level, as_level, plain_value
from dxcheck.system.refusal import DxcheckError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.questionnaire.model import Questionnaire

LONGEST: Final = 200
_WRITTEN: Final = tuple(
    re.compile(rf"([A-Za-z0-9-]+?)\s*(?:が|は)?\s*(>=|<=|=)?\s*({number})\s*(以上|以下)?") for number in ("[0-9]", r"-?[0-9]+(?:\.[0-9]+)?")
)
"""With a single digit, which may follow the item at once (gov-032以上), and with any number."""


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
    level: Level
    """Where they are."""


class Partners(msgspec.Struct, frozen=True):
    """What a search found, each in code order."""

    ready: tuple[Line, ...]
    near: tuple[Short, ...]
    """One condition not met, and by one step only."""
    ahead: tuple[tuple[Line, tuple[Short, ...]], ...]
    """As many steps as a large change (`Scale.jump`) above what is asked for in some conditions, and in which: they could tell how it went."""


class ConditionError(DxcheckError, ValueError):
    """A condition cannot be read; the message says which, and how one is written."""


def example(questionnaire: Questionnaire) -> str:
    """Two conditions on items of a questionnaire, as one types them: `gov-01>=2、bpr-01<=1`."""
    one, other = _examples(questionnaire)
    return f"{one.item}>={as_level(one.at_least or 0)}" + _("、") + f"{other.item}<={as_level(other.at_most or 0)}"


def example_in_words(questionnaire: Questionnaire) -> str:
    """The same as one writes them: 「gov-01が2以上、bpr-01が1以下」."""
    one, other = _examples(questionnaire)
    level, to = as_level(one.at_least or 0), as_level(other.at_most or 0)
    return _("{item}が{level}以上、{other}が{to}以下", item=one.item, level=level, other=other.item, to=to)


def _examples(questionnaire: Questionnaire) -> tuple[Condition, Condition]:
    """About the first items of two dimensions, or about the first item and the last, each on its own scale."""
    firsts = [items[0] for items in questionnaire.items_by_dimension.values() if items]
    one, other = firsts[0], firsts[1] if len(firsts) > 1 else questionnaire.ordered[-1]
    above, below = questionnaire.scale_of(one.id).values, questionnaire.scale_of(other.id).values
    most = below[-1] if one == other else below[:-1][:2][-1]  # two that can hold together
    return Condition(one.id, at_least=above[:3][-1]), Condition(other.id, at_most=most)


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
        new = _read(part.strip(), questionnaire)
        item = new.item
        there = made.get(item, new)
        both = _both(there, new)
        if both.at_least is not None and both.at_most is not None and both.at_least > both.at_most:
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
        raise ConditionError(_("条件を1つ以上書いてください。例: {example}", example=example(questionnaire)))
    return tuple(made.values())


def _read(part: str, questionnaire: Questionnaire) -> Condition:
    """One condition; its level must be one of the item's."""
    found_all = [found for pattern in _WRITTEN if (found := pattern.fullmatch(part)) and (found[2] or found[4])]
    known = [found for found in found_all if found[1].lower() in questionnaire.item_by_id]
    if found_all and not known:
        raise ConditionError(_("設問「{item}」はありません。番号は、設問の左にある gov-03 のような記号です。", item=found_all[0][1]))
    for found in known:
        item, level, sign = found[1].lower(), plain_value(float(found[3])), found[2] or (">=" if found[4] == "以上" else "<=")
        if questionnaire.scale_of(item).position(level) is not None:
            return Condition(item, level if sign in (">=", "=") else None, level if sign in ("<=", "=") else None)
    scale = questionnaire.scale_of(known[0][1].lower()) if known else questionnaire.scale
    said = scale.levels_in_words
    shown = example(questionnaire)
    raise ConditionError(_("条件「{part}」を読めません。例: {example}（レベルは{range}）", part=part, example=shown, range=said))


def _both(one: Condition, other: Condition) -> Condition:
    """Two conditions on an item as one."""
    least = [bound for bound in (one.at_least, other.at_least) if bound is not None]
    most = [bound for bound in (one.at_most, other.at_most) if bound is not None]
    return Condition(one.item, max(least, default=None), min(most, default=None))


def _plain(text: str) -> str:
    """Signs as they are typed with an input method on, as the plain ones."""
    folded = unicodedata.normalize("NFKC", text)
    for sign, plain in (("≧", ">="), ("≦", "<="), ("≥", ">="), ("≤", "<="), ("=>", ">="), ("=<", "<=")):
        folded = folded.replace(sign, plain)
    return re.sub("[ー‐‑–—−]", "-", folded)


def conditions_in_words(condition: Condition) -> str:
    """レベル2以上, レベル1以下, レベル3, レベル1から3."""
    low, high = condition.at_least, condition.at_most
    if high is None:
        return _("レベル{level}以上", level=as_level(low or 0))
    if low is None:
        return _("レベル{level}以下", level=as_level(high))
    if low == high:
        return _("レベル{level}", level=as_level(low))
    return _("レベル{low}から{high}", low=as_level(low), high=as_level(high))


def partners(lines: Iterable[Line], conditions: Iterable[Condition], questionnaire: Questionnaire) -> Partners:
    """Search; only lines that are counted take part, and an item without a level meets nothing."""
    wanted = tuple(conditions)
    ready: list[Line] = []
    near: list[Short] = []
    ahead: list[tuple[Line, tuple[Short, ...]]] = []
    for one in sorted((line for line in lines if line.state == "counted"), key=lambda line: line.municipality.code):
        levels = {item: choice for item, choice in one.choices.items() if choice is not None and not isinstance(choice, str)}
        unmet = [condition for condition in wanted if not condition.holds(levels.get(condition.item))]
        if not unmet:
            ready.append(one)
        elif len(unmet) == 1 and (level := levels.get(unmet[0].item)) is not None and _is_near(unmet[0], level, questionnaire):
            near.append(Short(one, unmet[0], level))
        over = [
            condition for condition in wanted if condition.item in levels and _is_ahead(condition, levels[condition.item], questionnaire)
        ]
        if over:
            ahead.append((one, tuple(Short(one, condition, levels[condition.item]) for condition in over)))
    return Partners(tuple(ready), tuple(near), tuple(ahead))


def _is_near(condition: Condition, level: Level, questionnaire: Questionnaire) -> bool:
    """Whether a level misses a condition by one step."""
    scale = questionnaire.scale_of(condition.item)
    bounds = [bound for bound in (condition.at_least, condition.at_most) if bound is not None]
    return min(abs(scale.steps_between(level, bound)) for bound in bounds) == 1


def _is_ahead(condition: Condition, level: Level, questionnaire: Questionnaire) -> bool:
    """Whether a level is far above what a condition is about: what it allows at most, else what it asks for at least."""
    scale = questionnaire.scale_of(condition.item)
    is_open = condition.at_most is None or condition.at_most >= scale.high
    bound = condition.at_least if is_open else condition.at_most
    return bound is not None and scale.steps_between(bound, level) >= scale.jump
