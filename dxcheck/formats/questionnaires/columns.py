"""Which sheets and columns a questionnaire's workbook has: they follow from the shape of its data, so that a field added there has its column here.

Texts take two columns, one a language; ids in a list share a cell; texts in a list (levels, next steps) have columns each; a list of tables is a sheet, and one
inside another table a sheet whose first column says whose rows they are. What is added by hand is only how each is called.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from msgspec import inspect

from dxcheck.i18n import N_, _, in_each_language
from dxcheck.questionnaire.model import Text
from dxcheck.questionnaire.tree import RULES_IN_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dxcheck.questionnaire.model import Questionnaire, QuickCheck

CellForm = Literal["text", "code", "codes", "figure", "yes", "day", "choice"]
"""How a cell is written: a text as it is, an id, several ids, a number, はい or いいえ, a day, one of a few words."""
ContentPath = tuple[str | int, ...]
"""Keys and positions, from the top of the content or of a row's table."""

SHEETS: Final[Mapping[tuple[str, ...], str]] = {
    (): N_("診断票"),
    ("scale",): N_("段"),
    ("choices",): N_("選択肢"),
    ("frameworks",): N_("枠組み"),
    ("fields",): N_("専門官の分野"),
    ("dimensions",): N_("分野"),
    ("groups",): N_("まとまり"),
    ("respondents",): N_("答える人"),
    ("items",): N_("設問"),
    ("items", "conditions"): N_("設問の条件"),
    ("items", "replaces"): N_("前の版との対応"),
    ("items", "choices"): N_("設問の選択肢"),
    ("items", "checks"): N_("はい・いいえの問い"),
    ("items", "bands"): N_("段の区切り"),
    ("contradictions",): N_("食い違い"),
    ("contradictions", "when"): N_("食い違いの条件"),
}
"""By the keys that lead to a sheet's tables."""
HEADS: Final[Mapping[str, str]] = {
    "kind": N_("種類"),
    "id": N_("ID"),
    "version": N_("版"),
    "valid_from": N_("使いはじめる日"),
    "basis": N_("もとの診断票のID"),
    "title": N_("題"),
    "description": N_("説明"),
    "priority": N_("次の一歩を先に出す設問"),
    "order": N_("先に出す順"),
    "max_steps": N_("出す一歩の数"),
    "name": N_("名称"),
    "meaning": N_("意味"),
    "as_of": N_("基準日"),
    "note": N_("注記"),
    "short": N_("短い名"),
    "field": N_("専門官の分野のID"),
    "fields": N_("聞く専門官の分野のID"),
    "dimension": N_("分野のID"),
    "prompt": N_("設問文"),
    "reason": N_("理由"),
    "levels": N_("レベル{n}"),
    "next_steps": N_("{n}からの次の一歩"),
    "evidence": N_("根拠の例"),
    "references": N_("参照する枠組みのID"),
    "not_applicable": N_("該当なしを選べるとき"),
    "section": N_("よく知っている課"),
    "sensitive": N_("くわしく外に出さない"),
    "weight": N_("重み"),
    "item": N_("対象の設問のID"),
    "at_least": N_("このレベル以上"),
    "at_most": N_("このレベル以下"),
    "change": N_("変わり方"),
    "question": N_("たずねること"),
    "label": N_("選択肢の文"),
    "level": N_("レベル"),
    "value": N_("点数"),
    "scale_start": N_("いちばん下の段の数"),
    "aggregate": N_("まとめ方"),
    "within": N_("上のまとまりのID"),
    "group": N_("まとまりのID"),
    "text": N_("問いの文"),
    "step": N_("届く段"),
    "number_from": N_("この数以上"),
    "number_to": N_("この数以下"),
    "unit": N_("単位"),
    "respondents": N_("答える人のID"),
}
"""By the key of a field."""
WORDS: Final[Mapping[str, str]] = {
    "full": N_("診断票"),
    "quick": N_("かんたん診断"),
    "reworded": N_("文言変更"),
    "split": N_("分割"),
    "merged": N_("統合"),
    **RULES_IN_WORDS,
}
"""The few values that a cell may have, as people say them."""
IN_LANGUAGE: Final[Mapping[str, str]] = {"ja": N_("{head}（日本語）"), "en": N_("{head}（英語）")}
OWNERS: Final[Mapping[str, str]] = {"items": N_("どの設問のものか（ID）"), "contradictions": N_("どの食い違いのものか（ID）")}
"""Heads the first column of a sheet whose rows belong to another sheet's, by that one."""
_OWNER: Final = "owner"
_MOST_IN_LIST: Final = 20


class FormColumn(NamedTuple):
    """One column, or one for each of a list of texts."""

    path: ContentPath
    """From a row's table to the value. -1 stands for every position of a list of texts."""
    form: CellForm
    is_required: bool = False
    allowed: tuple[str, ...] = ()
    """The values of a choice."""
    is_plain: bool = False
    """Whether in one language alone it is a plain string, under whichever of the two heads it stands."""
    is_spoken: bool = False
    """Whether it must be there if it is in the language that the whole is written in."""
    least: int = 0
    """Of a list of texts, how many it must have."""
    most: int = 0

    def is_needed_in(self, language: str) -> bool:
        """Whether something must stand there in a questionnaire that is written in a language."""
        return self.is_required or (self.is_spoken and self.path[-1] == language)

    @property
    def is_owner(self) -> bool:
        """Whether it says whose rows they are."""
        return self.path == (_OWNER,)

    def at(self, position: int) -> FormColumn:
        """The column of one position of a list of texts."""
        return self._replace(path=tuple(position if one == -1 else one for one in self.path))

    def head(self, sheet: FormSheet) -> str:
        """How it is headed, in the language in use."""
        return _with_capital(next(self._heads(sheet, lambda text, **values: (_(text, **values),))))

    def heads(self, sheet: FormSheet) -> tuple[str, ...]:
        """Every way it may be headed: in each language, and by its keys."""
        return (*self._heads(sheet, in_each_language), ".".join(map(str, self.path)))

    def _heads(self, sheet: FormSheet, said: Callable[..., tuple[str, ...]]) -> Iterator[str]:
        first, last = str(self.path[0]), self.path[-1]
        position = next((one for one in self.path if isinstance(one, int)), None)
        text = OWNERS.get(sheet.path[0], first) if self.is_owner else HEADS.get(first, first)
        for head in said(text) if position is None else said(text, n=position):
            yield from said(IN_LANGUAGE[last], head=head) if isinstance(last, str) and last in IN_LANGUAGE else (head,)


class FormSheet(NamedTuple):
    """One sheet: the questionnaire itself (upright, a field a row), or a list of tables."""

    path: tuple[str, ...]
    columns: tuple[FormColumn, ...]
    is_required: bool = False
    """Whether there must be such a sheet; of an inner one, whether each table must have rows in it."""

    @property
    def title(self) -> str:
        """On its tab, in the language in use."""
        return _with_capital(_(SHEETS[self.path])) if self.path in SHEETS else ".".join(self.path)

    @property
    def titles(self) -> tuple[str, ...]:
        """Every way it may be called."""
        return (*(in_each_language(SHEETS[self.path]) if self.path in SHEETS else ()), ".".join(self.path) or "questionnaire")

    @property
    def is_upright(self) -> bool:
        """Whether its fields stand one under the other."""
        return not self.path

    @property
    def is_inner(self) -> bool:
        """Whether its rows belong to those of another sheet."""
        return len(self.path) > 1


def sheets_of(model: type[Questionnaire | QuickCheck]) -> tuple[FormSheet, ...]:
    """Every sheet of a workbook of this kind, an inner one right after the one its rows belong to."""
    top = _fields(model)
    found = [FormSheet((), tuple(column for one in top for column in _columns(one)))]
    for one in top:
        inside = _tables_in(one.type)
        if inside is None:
            continue
        found.append(FormSheet((one.encode_name,), tuple(column for part in inside for column in _columns(part)), one.required))
        for part in inside:
            inner = _tables_in(part.type)
            if inner is not None:
                owner = FormColumn((_OWNER,), "code", is_required=True)
                columns = (owner, *(column for field in inner for column in _columns(field)))
                found.append(FormSheet((one.encode_name, part.encode_name), columns, part.required))
    return tuple(found)


def _with_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def most_in_list(column: FormColumn) -> int:
    """How many texts of a list may be headed."""
    return column.most or _MOST_IN_LIST


@cache
def _fields(model: type) -> tuple[inspect.Field, ...]:
    found = inspect.type_info(model)
    assert isinstance(found, inspect.StructType)
    return found.fields


def _kinds(kind: inspect.Type) -> list[inspect.Type]:
    """What a value may be, without what only describes it and without nothing."""
    if isinstance(kind, inspect.Metadata):
        return _kinds(kind.type)
    parts = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return [one.type if isinstance(one, inspect.Metadata) else one for one in parts if not isinstance(one, inspect.NoneType)]


def _is_text(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.StructType) and issubclass(kind.cls, Text)


def _tables_in(kind: inspect.Type) -> tuple[inspect.Field, ...] | None:
    """The fields of each table of a list of tables; None for anything else."""
    for one in _kinds(kind):
        if isinstance(one, inspect.VarTupleType) and isinstance(one.item_type, inspect.StructType) and not _is_text(one.item_type):
            return one.item_type.fields
    return None


def _columns(field: inspect.Field) -> Iterator[FormColumn]:
    name, kinds = field.encode_name, _kinds(field.type)
    text = next((one for one in kinds if _is_text(one)), None)
    listed = next((one for one in kinds if isinstance(one, inspect.VarTupleType)), None)
    if text is not None:
        is_plain = any(isinstance(one, inspect.StrType) for one in kinds)
        yield from _text_columns((name,), text, is_required=field.required, is_plain=is_plain)
    elif listed is not None and _is_text(listed.item_type):
        for one in _text_columns((name, -1), listed.item_type, is_required=bool(listed.min_length)):
            yield one._replace(least=listed.min_length or 0, most=listed.max_length or 0)
    elif listed is not None and not isinstance(listed.item_type, inspect.StructType):
        yield FormColumn((name,), "codes", is_required=bool(listed.min_length))
    elif listed is None:
        yield _plain_column(name, kinds, is_required=field.required)


def _text_columns(path: ContentPath, text: inspect.Type, *, is_required: bool, is_plain: bool = False) -> Iterator[FormColumn]:
    assert isinstance(text, inspect.StructType)
    for one in text.fields:
        is_needed = is_required and one.required and not is_plain
        yield FormColumn(
            (*path, one.encode_name), "text", is_required=is_needed, is_plain=is_plain, is_spoken=is_required and -1 not in path
        )


def _plain_column(name: str, kinds: list[inspect.Type], *, is_required: bool) -> FormColumn:
    for one in kinds:
        if isinstance(one, inspect.LiteralType):
            return FormColumn((name,), "choice", is_required=is_required, allowed=tuple(map(str, one.values)))
        if isinstance(one, inspect.StrType):
            return FormColumn((name,), "code" if one.pattern else "text", is_required=is_required)
    forms: list[tuple[type, CellForm]] = [(inspect.BoolType, "yes"), (inspect.DateType, "day"), (inspect.IntType, "figure")]
    form: CellForm = next((form for kind, form in forms if isinstance(kinds[0], kind)), "figure")
    return FormColumn((name,), form, is_required=is_required)


def value_at(table: Mapping[str, Any], column: FormColumn) -> object:
    """What a row's table has for a column; None where it has nothing. A plain string is its Japanese."""
    found: Any = table
    for key in column.path:
        if isinstance(found, str):
            return found if key == "ja" else None
        if isinstance(key, int):
            found = found[key] if isinstance(found, list | tuple) and key < len(found) else None
        else:
            found = found.get(key) if isinstance(found, dict) else None
    assert found is None or isinstance(found, str | int | float | bool | dt.date | list | tuple)
    return found


def put_at(taken: dict[str, Any], column: FormColumn, value: object) -> None:
    """Put a value where a column's belongs in a row's table."""
    *outer, last = column.path
    if column.is_plain:
        name, before = str(outer[0]), taken.get(str(outer[0]), "")
        parts = {**(before if isinstance(before, dict) else {"ja": before} if before else {}), str(last): value}
        taken[name] = value if list(parts) == ["ja"] else parts
        return
    inner: Any = taken
    for n, key in enumerate(outer):
        following = column.path[n + 1]
        if isinstance(key, str):
            inner = inner.setdefault(key, [] if isinstance(following, int) else {})
        else:
            lengthen(inner, key)
            inner = inner[key]
    inner[last] = value


def lengthen(listed: list[dict[str, Any]], position: int) -> None:
    """Make room in a list of texts for one at a position."""
    listed += [{} for _more in range(position + 1 - len(listed))]
