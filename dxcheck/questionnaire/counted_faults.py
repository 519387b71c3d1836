"""Faults of a file that one part of it makes of another: how many steps its scale has, and in which language its texts are.

They are looked for in the file's content as it was read, whatever else is wrong there, so that they are named together with the faults of shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeGuard

from dxcheck.i18n import _
from dxcheck.questionnaire.scale import DEFAULT, FEWEST_LEVELS, MOST_LEVELS, Scale, as_level, scale_from, value_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXTS: Final = frozenset(
    {
        "title",
        "description",
        "name",
        "meaning",
        "note",
        "short",
        "prompt",
        "evidence",
        "reason",
        "not_applicable",
        "question",
        "label",
        "text",
        "unit",
    }
)
"""Keys whose value is a text that has to say something."""


class Counted(NamedTuple):
    """A fault and where it is: keys and positions from the top of the file."""

    path: tuple[str | int, ...]
    message: str


def counted_faults(data: dict[str, Any]) -> Iterator[Counted]:
    """Faults of a questionnaire's numbers of steps and of the languages of its texts; of a quick check of the latter alone."""
    yield from _texts(data, (), language_of(data.get("title")))
    if data.get("kind") == "quick":
        return
    whole = _scale(data.get("scale"), data.get("scale_start", 0)) if data.get("scale") else _scale_of_most(data.get("items"))
    yield from _values(data.get("scale"), data.get("scale_start", 0), ("scale",))
    for n, item in enumerate(_tables(data.get("items"))):
        yield from _item(item, ("items", n), whole)
        yield from _off_scale(item.get("conditions"), ("items", n, "conditions"), data, whole)
    for n, one in enumerate(_tables(data.get("contradictions"))):
        yield from _off_scale(one.get("when"), ("contradictions", n, "when"), data, whole)


# -- steps -----------------------------------------------------------------------------------------------------------------


def scale_in(data: dict[str, Any], item: object) -> Scale:
    """The scale of an item of a file that may be at fault elsewhere; 0 to 5 where it cannot be told."""
    whole = _scale(data.get("scale"), data.get("scale_start", 0))
    choices = item.get("choices") if isinstance(item, dict) else None
    return (_own_scale(choices, whole) if choices else whole) or DEFAULT


def _scale_of_most(items: object) -> Scale | None:
    """Where no scale is written yet (a form of another program): one with as many steps as most items describe."""
    numbers = [len(item["levels"]) for item in _tables(items) if isinstance(item.get("levels"), list)]
    most = max(sorted(numbers, reverse=True), key=numbers.count, default=0)
    return scale_from(0, (None,) * most) if FEWEST_LEVELS <= most <= MOST_LEVELS else None


def _item(item: dict[str, Any], path: tuple[str | int, ...], whole: Scale | None) -> Iterator[Counted]:
    choices, own = item.get("choices"), whole
    if choices:
        yield from _choices(choices, (*path, "choices"), whole)
        own = _own_scale(choices, whole)
    if own is None:
        return
    steps = len(own.values)
    for key, name, wanted in (("levels", _("レベルの説明"), steps), ("next_steps", _("次の一歩"), steps - 1)):
        given = item.get(key)
        if isinstance(given, list) and given and len(given) != wanted:
            yield Counted((*path, key), _("{what}が{n}個です（必要な数: {wanted}）", what=name, n=len(given), wanted=wanted))


def _choices(choices: object, path: tuple[str | int, ...], whole: Scale | None) -> Iterator[Counted]:
    given = _tables(choices)
    if len(given) < FEWEST_LEVELS:
        yield Counted(path, _("選択肢は{n}個以上書いてください", n=FEWEST_LEVELS))
        return
    if whole is None:
        return
    values = [one.get("value") for one in given]
    if all(value is None for value in values):
        if len(given) != len(whole.values):
            message = _("診断票の段（{n}個）と数が違う選択肢には、value（点数）が必要です", n=len(whole.values))
            yield Counted(path, message)
        return
    yield from _values(choices, 0, path)
    for n, value in enumerate(values):
        if _is_number(value) and not whole.low <= value <= whole.high:
            yield Counted(
                (*path, n, "value"), _("値 {value} は診断票の範囲（{range}）の外です", value=as_level(value), range=whole.in_words)
            )


def _values(grades: object, start: object, path: tuple[str | int, ...]) -> Iterator[Counted]:
    values = tuple(one.get("value") for one in _tables(grades))
    if isinstance(start, int) and all(value is None or _is_number(value) for value in values):
        for message in value_faults(values, start):
            yield Counted(path, message)


def _off_scale(conditions: object, path: tuple[str | int, ...], data: dict[str, Any], whole: Scale | None) -> Iterator[Counted]:
    """Bounds of conditions that lie outside the scale of the item they are about."""
    scales = {
        item["id"]: _own_scale(item["choices"], whole) if item.get("choices") else whole
        for item in _tables(data.get("items"))
        if isinstance(item.get("id"), str)
    }
    for n, one in enumerate(_tables(conditions)):
        about = one.get("item")
        scale = scales.get(about) if isinstance(about, str) else None
        for key in ("at_least", "at_most"):
            value = one.get(key)
            if scale is not None and _is_number(value) and not scale.low <= value <= scale.high:
                yield Counted((*path, n, key), _("値 {value} は範囲の外です", value=value))


def _own_scale(choices: object, whole: Scale | None) -> Scale | None:
    """The scale of some choices, as far as it can be told."""
    values = tuple(one.get("value") for one in _tables(choices))
    if all(value is None for value in values):
        return whole if whole is not None and len(values) == len(whole.values) else None
    return _scale(choices, 0)


def _scale(grades: object, start: object) -> Scale | None:
    """The scale that a list of steps makes, as far as it can be told; None where it is at fault itself."""
    values = tuple(one.get("value") for one in _tables(grades))
    is_sound = isinstance(start, int) and all(value is None or _is_number(value) for value in values)
    if len(values) < FEWEST_LEVELS or not is_sound or not isinstance(start, int) or value_faults(values, start):
        return None
    return DEFAULT if start == 0 and values == (None,) * len(DEFAULT.values) else scale_from(start, values)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value and abs(value) < float("inf")  # noqa: PLR0124 - not a number


def _tables(value: object) -> list[dict[str, Any]]:
    return [one if isinstance(one, dict) else {} for one in value] if isinstance(value, list) else []


# -- languages -------------------------------------------------------------------------------------------------------------


def language_of(title: object) -> str:
    """The language that every text must have: Japanese, unless the title has English alone."""
    return "en" if isinstance(title, dict) and title.get("en") and "ja" not in title else "ja"


def _texts(value: object, path: tuple[str | int, ...], language: str) -> Iterator[Counted]:
    """Texts that are not there in the language of the file."""
    if isinstance(value, list):
        for n, one in enumerate(value):
            yield from _texts(one, (*path, n), language)
    if not isinstance(value, dict):
        return
    for key, one in value.items():
        here = (*path, key)
        if key in _TEXTS and isinstance(one, dict):
            if language not in one or (language == "en" and one[language] == ""):
                yield Counted(here, _("{keys} がありません", keys=language))
        elif key in ("levels", "next_steps") and isinstance(one, list):
            for n, text in enumerate(one):
                if isinstance(text, dict) and text and language not in text:
                    yield Counted((*here, n), _("{keys} がありません", keys=language))
        else:
            yield from _texts(one, here, language)
