"""What a sheet that came back would change, in words: for a screen, for the command line, and for whoever hears it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.answer_sheet import field_in_words
from dxcheck.assessment.speech import moved_said
from dxcheck.assessment.typed_choice import measured_words, words_for
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import clock, long_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dxcheck.assessment.answer_sheet import SheetField
    from dxcheck.assessment.taking_in import FindingKind, Findings, SheetFinding
    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.system.fault import Fault

MOST_FAULTS_SHOWN: Final = 200
_SHORT: Final = 60


def value_in_words(answer: Answer, field: SheetField, item: str, questionnaire: Questionnaire) -> str:
    """What a field of an item holds, in a line."""
    if field == "answer":
        said = measured_words(answer, item, questionnaire) + (_("（{reason}）", reason=answer.reason) if answer.reason else "")
    elif field == "target":
        said = words_for(answer.target)
    else:
        said = str(getattr(answer, field))
    line = " ".join(said.split())
    if not line:
        return _("（空）")
    return line if len(line) <= _SHORT else line[:_SHORT] + "…"


def finding_in_words(one: SheetFinding, questionnaire: Questionnaire, *, is_of_file: bool = False) -> str:
    """A finding in a line: what it is, and what becomes what; of a sheet, or of the draft in a file that was handed over."""
    title, field = questionnaire.item_by_id[one.item].title, field_in_words(one.field)
    new = value_in_words(one.patch.applied_to(one.seen), one.field, one.item, questionnaire)
    if one.kind == "new":
        return _("{title}　{field}: {new}", title=title, field=field, new=new)
    old = value_in_words(one.seen, one.field, one.item, questionnaire)
    if is_of_file:
        return _("{title}　{field}: こちら「{old}」、ファイル「{new}」", title=title, field=field, old=old, new=new)
    if one.kind != "conflict":
        return _("{title}　{field}: {old} → {new}", title=title, field=field, old=old, new=new)
    return _("{title}　{field}: 下書き「{old}」、表「{new}」", title=title, field=field, old=old, new=new)


def finding_said(one: SheetFinding, questionnaire: Questionnaire) -> str:
    """The same for whoever hears it: no sign alone says anything."""
    if one.kind in ("new", "conflict"):
        return finding_in_words(one, questionnaire)
    said = moved_said(
        value_in_words(one.seen, one.field, one.item, questionnaire),
        value_in_words(one.patch.applied_to(one.seen), one.field, one.item, questionnaire),
    )
    return _("{title}　{field}: {new}", title=questionnaire.item_by_id[one.item].title, field=field_in_words(one.field), new=said)


def findings_in_short(found: Findings) -> str:
    """How much of each kind there is, in a line."""
    counts = (
        _n("新しく入る {n}か所", "新しく入る {n}か所", len(found.of_kind("new"))),
        _n("変わる {n}か所", "変わる {n}か所", len(found.of_kind("changed"))),
        *([_n("空になる {n}か所", "空になる {n}か所", n)] if (n := len(found.of_kind("emptied"))) else []),
        _n("食い違い {n}か所", "食い違い {n}か所", len(found.of_kind("conflict"))),
        _n("読めない {n}か所", "読めない {n}か所", len(found.faults)),
        _n("同じ {n}問", "同じ {n}問", found.same),
    )
    return _("　").join(counts)


def kinds_in_words() -> dict[FindingKind, str]:
    """What each kind is headed with, in the order in which they are said."""
    return {
        "new": _("新しく入るもの"),
        "changed": _("変わるもの"),
        "emptied": _("空になるもの（表で消されています）"),
        "conflict": _("食い違い（下書きが、表をつくったあとに変わったか、どちらが新しいかわかりません）"),
    }


def faults_in_lines(faults: Sequence[Fault]) -> list[str]:
    """Faults of any sheet, each with its place: the first ones, then how many more there are."""
    more = len(faults) - MOST_FAULTS_SHOWN
    left = [_n("  ほかに{n}か所", "  ほかに{n}か所", more).strip()] if more > 0 else []
    return [*map(str, faults[:MOST_FAULTS_SHOWN]), *left]


def said_of(found: Findings) -> list[str]:
    """Everything in lines, under a heading for each kind."""
    said: list[str] = []
    for kind, heading in kinds_in_words().items():
        lines = [finding_in_words(one, found.questionnaire) for one in found.found if one.kind == kind]
        if lines:
            said += ["", heading, *(f"  {line}" for line in lines)]
    if found.faults:
        said += ["", _("読めないところ（取り込みません。直して、もう一度取り込めます）")]
        said += [f"  {fault}" for fault in faults_in_lines(found.faults)]
    if found.remarks:
        said += ["", *found.remarks]
    return said


def taken_in_words(taken: Sequence[SheetFinding]) -> str:
    """How much was taken in."""
    n = len({one.item for one in taken})
    return _n("{n}問の回答を取り込みました。", "{n}問の回答を取り込みました。", n)


def taken_back_words(back: int, since: int) -> list[str]:
    """How much was taken back, and what stays."""
    said = [_n("{n}問を、取り込む前に戻しました。", "{n}問を、取り込む前に戻しました。", back)]
    if since:
        said.append(
            _n(
                "取り込んだあとに書き換えられた{n}問は、そのままにしました。",
                "取り込んだあとに書き換えられた{n}問は、そのままにしました。",
                since,
            )
        )
    return said


def to_be_taken_back_words(n: int, at: dt.datetime) -> list[str]:
    """What taking back would do, before it is done.

    Args:
        n: how many items.
        at: when they were taken in.
    """
    said = _n(
        "{day} {time}に取り込んだ{n}問を、取り込む前に戻します。",
        "{day} {time}に取り込んだ{n}問を、取り込む前に戻します。",
        n,
        day=long_date(at),
        time=clock(at),
    )
    return [said, _("取り込んだあとに書き換えられたところは、そのまま残ります。")]
