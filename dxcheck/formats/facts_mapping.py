"""Reads the mapping of a table of open facts: a TOML file that the centre writes, checked as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.casework.open_facts import FactMapping
from dxcheck.i18n import _
from dxcheck.system.fault import Fault
from dxcheck.system.toml import FaultyFileError, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from dxcheck.questionnaire.model import Questionnaire


def mapping_from(path: Path, questionnaires: Iterable[Questionnaire]) -> FactMapping:
    """A mapping whose items and levels some questionnaire has.

    Raises:
        FaultyFileError: with every fault found.
    """
    data = read_toml(path)
    try:
        mapping = msgspec.convert(data, FactMapping)
    except msgspec.ValidationError as problem:
        raise FaultyFileError(path, [Fault("", _("対応表の書き方に誤りがあります（{reason}）。", reason=str(problem)[:200]))]) from problem
    if faults := list(_faults(mapping, list(questionnaires))):
        raise FaultyFileError(path, faults)
    return mapping


def _faults(mapping: FactMapping, questionnaires: list[Questionnaire]) -> Iterator[Fault]:
    if not mapping.key and mapping.municipalities == "rows":
        yield Fault("key", _("市町のコードか名前の列の見出しを書いてください"))
    seen: set[str] = set()
    for at, one in enumerate(mapping.facts, 1):
        place = _("facts の{n}番「{column}」", n=at, column=one.column)
        if one.column in seen:
            yield Fault(place, _("同じ column が前にもあります"))
        seen.add(one.column)
        for item in one.items:
            known = [asked for asked in questionnaires if item in asked.item_by_id]
            if not known:
                yield Fault(place, _("設問 {item} は、どの診断票にもありません", item=item))
            for name, level in (("expected_from", one.expected_from), ("not_below", one.not_below)):
                if known and level is not None and all(level not in asked.scale_of(item).values for asked in known):
                    yield Fault(place, _("{name} の {level} は、設問 {item} の段にありません", name=name, level=level, item=item))
        if one.kind == "number" and one.at_least is None and (one.expected_from is not None or one.not_below is not None):
            yield Fault(place, _("数では、いくつから「できている」とみるかを at_least に書いてください"))
        if one.kind == "yes_no" and (both := {*one.yes} & {*one.no}):
            yield Fault(place, _("{words} が yes と no の両方にあります", words=_("、").join(sorted(both))))
