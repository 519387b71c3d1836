"""Every fault of a questionnaire file, each with its place, in the words of the person who edits it.

Two passes: the shape, against the JSON Schema generated from the model (so that all faults are named, not only the first), and what no type can
say: ids that repeat or lead nowhere, conditions that can never hold or run in a circle.
"""

from __future__ import annotations

from collections import Counter
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

import msgspec

from dxcheck.i18n import _
from dxcheck.questionnaire.counted_faults import counted_faults, scale_in
from dxcheck.questionnaire.measures import Measures, measure_faults
from dxcheck.questionnaire.model import Condition, Questionnaire, QuickCheck
from dxcheck.questionnaire.scale import as_level
from dxcheck.questionnaire.tree_faults import tree_faults
from dxcheck.system.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from jsonschema.exceptions import ValidationError

    from dxcheck.questionnaire.model import Condition, Item, Questionnaire, QuickCheck
    from dxcheck.questionnaire.scale import Scale


def shape_faults(data: dict[str, Any], model: type[Questionnaire | QuickCheck]) -> list[Fault]:
    """Faults of shape: missing or unknown keys, wrong types, too few or too many texts, values out of range."""
    # Imported here: it costs more than everything else of this package, and a sound file never needs it.
    from jsonschema import Draft202012Validator, FormatChecker

    checker = Draft202012Validator(msgspec.json.schema(model), format_checker=FormatChecker())
    plain = msgspec.to_builtins(data)
    found = [
        Fault(_place(data, list(error.absolute_path)), _in_words(error), tuple(error.absolute_path)) for error in checker.iter_errors(plain)
    ]
    return list(dict.fromkeys([*found, *faults_of_counts(data)]))


def faults_of_counts(data: dict[str, Any]) -> list[Fault]:
    """Faults that one part of a file makes of another: numbers of steps, values, languages."""
    return [Fault(_place(data, list(one.path)), one.message, one.path) for one in counted_faults(data)]


def meaning_faults(questionnaire: Questionnaire) -> list[Fault]:
    """Faults of meaning in a questionnaire of sound shape."""
    q = questionnaire
    faults = [
        *_repeated(_("分野"), "dimensions", [d.id for d in q.dimensions]),
        *_repeated(_("設問"), "items", [i.id for i in q.items]),
        *_repeated(_("参照する枠組み"), "frameworks", [f.id for f in q.frameworks]),
        *_repeated(_("専門官の分野"), "fields", [f.id for f in q.fields]),
        *_repeated(_("まとまり"), "groups", [g.id for g in q.groups]),
        *_repeated(_("答える人"), "respondents", [r.id for r in q.respondents]),
    ]
    fields, items = {f.id for f in q.fields}, {i.id for i in q.items}
    for n, dimension in enumerate(q.dimensions):
        place = _("分野 {id}", id=dimension.id)
        if dimension.field not in fields:
            message = _("専門官の分野「{id}」は一覧にありません", id=dimension.field)
            faults.append(Fault(place, message, ("dimensions", n, "field")))
        if not any(item.dimension == dimension.id for item in q.items):
            faults.append(Fault(place, _("設問が1つもありません"), ("dimensions", n)))
    for n, item in enumerate(q.items):
        faults += _item_faults(item, n, q)
    faults += tree_faults(q)
    for n, name in enumerate(q.priority):
        if name not in items:
            faults.append(Fault("priority", _("設問「{id}」はありません", id=name), ("priority", n)))
    faults += _repeated(_("食い違い"), "contradictions", [one.id for one in q.contradictions])
    for n, one in enumerate(q.contradictions):
        place, path = _("食い違い {id}", id=one.id), ("contradictions", n, "when")
        faults += _condition_faults(one.when, items, place, path)
        if len(one.items) == 1:
            faults.append(Fault(place, _("2つ以上の設問についての条件が必要です"), path))
    return faults + _circles(q)


def _item_faults(item: Item, n: int, q: Questionnaire) -> Iterator[Fault]:
    place, path = _("分野 {dimension}、設問 {item}", dimension=item.dimension, item=item.id), ("items", n)
    if item.dimension not in q.dimension_by_id:
        yield Fault(place, _("分野「{id}」は一覧にありません", id=item.dimension), (*path, "dimension"))
    frameworks = {f.id for f in q.frameworks}
    for k, one in enumerate(item.references):
        if one not in frameworks:
            yield Fault(place, _("枠組み「{id}」は一覧にありません", id=one), (*path, "references", k))
    for k, one in enumerate(item.fields):
        if one not in q.field_by_id:
            yield Fault(place, _("専門官の分野「{id}」は一覧にありません", id=one), (*path, "fields", k))
    known = {one.id for one in q.respondents}
    for k, one in enumerate(item.respondents):
        if one not in known:
            yield Fault(place, _("答える人「{id}」は一覧にありません", id=one), (*path, "respondents", k))
    measures = Measures(item.checks, item.bands, item.unit, q.scale_of(item.id))
    yield from (Fault(place, message, (*path, key)) for key, message in measure_faults(measures))
    yield from _condition_faults(item.conditions, q.item_by_id, place, (*path, "conditions"))
    for k, old in enumerate(item.replaces):
        if old.version == q.version:
            message = _("replaces が自分と同じ版 {version} を指しています", version=q.version)
            yield Fault(place, message, (*path, "replaces", k, "version"))


def _condition_faults(conditions: Sequence[Condition], items: Container[str], place: str, path: tuple[str | int, ...]) -> Iterator[Fault]:
    for k, one in enumerate(conditions):
        if one.item not in items:
            yield Fault(place, _("条件が指す設問「{id}」はありません", id=one.item), (*path, k, "item"))
    yield from (Fault(place, reason, path) for reason in _impossible(conditions))


def quick_meaning_faults(quick: QuickCheck) -> list[Fault]:
    """Faults of meaning in a quick check of sound shape, as far as it can be judged without its basis."""
    ids = [item.id for item in quick.items]
    faults = _repeated(_("設問"), "items", ids)
    faults += [Fault("order", _("設問「{id}」はありません", id=one), ("order", n)) for n, one in enumerate(quick.order) if one not in ids]
    faults += [Fault("order", _("設問「{id}」の順番が決まっていません", id=one), ("order",)) for one in ids if one not in quick.order]
    return faults + _repeated(_("選択肢のレベル"), "choices", [str(choice.level) for choice in quick.choices], "level")


def quick_basis_faults(quick: QuickCheck, basis: Questionnaire) -> list[Fault]:
    """Items of a quick check that its basis does not have, and levels that are none there."""
    missing = [
        Fault(_("設問 {item}", item=item.id), _("診断票「{basis}」にこの設問はありません", basis=basis.id))
        for item in quick.items
        if item.id not in basis.item_by_id
    ]
    return missing + [
        Fault(
            _("設問 {item}", item=item.id),
            _("選択肢のレベル {level} が、診断票「{basis}」の段にありません", level=as_level(one.level), basis=basis.id),
        )
        for item in quick.items
        if item.id in basis.item_by_id
        for one in quick.choices
        if basis.scale_of(item.id).position(one.level) is None
    ]


def _repeated(what: str, head: str, ids: Sequence[str], key: str = "id") -> list[Fault]:
    """Ids that are used more than once; the place is where one is used for the second time."""
    return [
        Fault(f"{what} {one}", _("同じIDが{n}回使われています", n=times), (head, ids.index(one, ids.index(one) + 1), key))
        for one, times in Counter(ids).items()
        if times > 1
    ]


def _impossible(conditions: Sequence[Condition]) -> Iterator[str]:
    for item in dict.fromkeys(condition.item for condition in conditions):
        low = max((one.at_least for one in conditions if one.item == item and one.at_least is not None), default=None)
        high = min((one.at_most for one in conditions if one.item == item and one.at_most is not None), default=None)
        if low is not None and high is not None and low > high:
            said = _("条件が成り立ちません（{item} が{low}以上かつ{high}以下）", item=item, low=as_level(low), high=as_level(high))
            yield said


def _circles(questionnaire: Questionnaire) -> list[Fault]:
    waits_for = {item.id: {condition.item for condition in item.conditions} for item in questionnaire.items}
    try:
        TopologicalSorter(waits_for).prepare()
    except CycleError as circle:
        path = " → ".join(reversed(circle.args[1])).replace("→", ">")
        first = next(n for n, item in enumerate(questionnaire.items) if item.id == circle.args[1][0])
        message = _("条件が堂々めぐりです（{path}）", path=path)
        return [Fault(_("設問 {item}", item=circle.args[1][0]), message, ("items", first, "conditions"))]
    return []


def _place(data: dict[str, Any], path: list[str | int]) -> str:
    """Name a place by the ids an editor sees, not by positions in a list."""
    if not path:
        return ""
    head, rest = str(path[0]), path[1:]
    names = {
        "dimensions": _("分野 {id}"),
        "frameworks": _("枠組み {id}"),
        "fields": _("専門官の分野 {id}"),
        "groups": _("まとまり {id}"),
        "respondents": _("答える人 {id}"),
        "contradictions": _("食い違い {id}"),
    }
    if not rest or not isinstance(rest[0], int):
        return ".".join(str(part) for part in path)
    entry = data.get(head, [])[rest[0]]
    own = entry.get("id", "?") if isinstance(entry, dict) else "?"
    nth = _("{n}番目の{head}", n=rest[0] + 1, head=head)
    if head == "items" and isinstance(entry, dict) and "dimension" in entry:
        where = _("分野 {dimension}、設問 {item}", dimension=entry["dimension"], item=own)
    elif head == "items":
        where = _("設問 {item}", item=own)
    elif head in names:
        where = names[head].format(id=own)
    else:
        where = nth
    if own == "?" and head in ("items", *names):
        where = nth
    inner = _inner(rest[1:], scale_in(data, entry))
    return f"{where} {inner}" if inner else where


def _inner(path: list[str | int], scale: Scale) -> str:
    if len(path) >= 2 and path[0] in ("levels", "next_steps") and isinstance(path[1], int):  # noqa: PLR2004 - list and position
        n, m = (as_level(scale.values[one]) if one < len(scale.values) else one for one in (path[1], path[1] + 1))
        spot = _("レベル{n}の説明", n=n) if path[0] == "levels" else _("レベル{n}から{m}への一歩", n=n, m=m)
        return ".".join([spot, *(str(part) for part in path[2:])])
    return ".".join(str(part) for part in path)


def _in_words(error: ValidationError) -> str:
    """Say one schema violation in the language of the person who edits the file."""
    say = _WORDS.get(str(error.validator))
    if say is not None:
        return say(error, error.validator_value, error.instance)
    if error.validator == "anyOf" and error.context:
        # The branch that got furthest is the one the editor meant.
        return _in_words(min(error.context, key=lambda one: (one.validator == "type", -len(one.absolute_path))))
    types = {"string": _("文字"), "integer": _("整数"), "number": _("数"), "array": _("並び [ ]"), "object": _("表 { }")}
    expected = types.get(str(error.validator_value), str(error.validator_value))
    return _("値の種類が違います（{expected}が必要です）", expected=expected)


def _missing(_error: ValidationError, wanted: Any, value: Any) -> str:
    return _("{keys} がありません", keys=", ".join(key for key in wanted if key not in value))


def _unknown_keys(error: ValidationError, _wanted: Any, value: Any) -> str:
    schema: Any = error.schema
    return _("知らない項目があります: {keys}", keys=", ".join(key for key in value if key not in schema.get("properties", {})))


def _wrong_count(error: ValidationError, wanted: Any, value: Any) -> str:
    last = str(error.absolute_path[-1]) if error.absolute_path else ""
    names = {"levels": _("レベルの説明"), "next_steps": _("次の一歩"), "scale": _("レベルの名称"), "when": _("条件")}
    return _("{what}が{n}個です（必要な数: {wanted}）", what=names.get(last, last), n=len(value), wanted=wanted)


def _not_allowed(_error: ValidationError, wanted: Any, value: Any) -> str:
    allowed = ", ".join(str(one) for one in (wanted if isinstance(wanted, list) else [wanted]))
    return _("「{value}」は使えません（使える値: {allowed}）", value=value, allowed=allowed)


def _out_of_range(_error: ValidationError, _wanted: Any, value: Any) -> str:
    return _("値 {value} は範囲の外です", value=value)


_WORDS: dict[str, Callable[[ValidationError, Any, Any], str]] = {
    "required": _missing,
    "additionalProperties": _unknown_keys,
    "minItems": _wrong_count,
    "maxItems": _wrong_count,
    "minLength": lambda _error, _wanted, _value: _("文が空です"),
    "maxLength": lambda _error, wanted, value: _("文が長すぎます（{n}文字、{wanted}文字まで）", n=len(value), wanted=wanted),
    "enum": _not_allowed,
    "const": _not_allowed,
    "pattern": lambda _error, _wanted, value: _("「{value}」はIDや版として使えない文字を含みます", value=value),
    "format": lambda _error, _wanted, value: _("「{value}」は日付ではありません（例: 2026-10-01）", value=value),
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "exclusiveMinimum": _out_of_range,
}
