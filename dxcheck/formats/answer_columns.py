"""The columns of a sheet to answer in: their heads, under which they are found again wherever they were moved, and how wide they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dxcheck.assessment.typed_choice import words_for
from dxcheck.i18n import N_, _
from dxcheck.questionnaire.measures import in_words_of_bands
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    from dxcheck.assessment.answer_sheet import SheetRow
    from dxcheck.questionnaire.measures import Measures

ColumnId = Literal["mark", "number", "title", "levels", "before", "answer", "evidence", "comment", "target", "reason"]


class AnswerColumn(NamedTuple):
    """One column."""

    id: ColumnId
    head: str
    """In Japanese; translated where it is shown."""
    width: float
    """In characters of half width; 0 is hidden."""
    is_open: bool = False
    """Whether it is filled in."""


COLUMNS: Final[tuple[AnswerColumn, ...]] = (
    AnswerColumn("mark", N_("設問の印（消さないでください）"), 0),
    AnswerColumn("number", "No.", 5),
    AnswerColumn("title", N_("設問（何を尋ねるか）"), 26),
    AnswerColumn("levels", N_("段（下から順に）"), 52),
    AnswerColumn("before", N_("前回の回答"), 15),
    AnswerColumn("answer", N_("回答（一覧から選ぶ）"), 10, is_open=True),
    AnswerColumn("evidence", N_("根拠（見せられる資料や記録）"), 24, is_open=True),
    AnswerColumn("comment", N_("コメント"), 22, is_open=True),
    AnswerColumn("target", N_("目標"), 6, is_open=True),
    AnswerColumn("reason", N_("該当なしの理由"), 14, is_open=True),
)
ANSWERED_BY: Final = N_("回答した課・係")
"""Stands over the rows, with a cell beside it for the post that answers them."""
_OTHER_HEADS: Final[dict[str, ColumnId]] = {
    "markoftheitem(donotdelete)": "mark",
    "no.": "number",
    "item": "title",
    "設問": "title",
    "question": "title",
    "answer": "answer",
    "answer(choosefromthelist)": "answer",
    "回答": "answer",
    "evidence(documentsandrecordsyoucouldshow)": "evidence",
    "evidence": "evidence",
    "根拠": "evidence",
    "comment": "comment",
    "target": "target",
    "whyitdoesnotapply": "reason",
    "理由": "reason",
    "level": "answer",
    "レベル": "answer",
}
"""Heads in the other language, and as people shorten them."""


_HEADS: Final[dict[str, ColumnId]] = {**_OTHER_HEADS, **{unadorned(one.head): one.id for one in COLUMNS}}


def column_of(head: str) -> ColumnId | None:
    """Which column a head stands over; None for any other text."""
    return _HEADS.get(unadorned(head))


def is_answered_by(text: str) -> bool:
    """Whether a cell is the one before the post that answers, in either language."""
    return unadorned(text) in (unadorned(ANSWERED_BY), "sectionthatanswers")


def levels_in_full(row: SheetRow) -> list[str]:
    """The levels of an item, a line each."""
    lines = []
    for step in row.steps:
        named = step.name if step.name and step.name != step.text else ""
        lines.append(f"{step.number}　" + _("：").join(one for one in (named, step.text) if one))
    return lines + _measured_in_full(row.measures) if row.measures is not None else lines


def _measured_in_full(measures: Measures) -> list[str]:
    """What the level follows from, a line each."""
    lines = ["", _("問い（当てはまるものの番号を「回答」に書きます）")] if measures.is_checklist else [""]
    for number, one in enumerate(measures.checks, 1):
        to = _("（{level}へ）", level=as_level(one.step)) if one.step is not None else ""
        lines.append(f"({number}) {one.text}{to}")
    return lines + [_("{level}: {bound}", level=as_level(level), bound=bound) for level, bound in in_words_of_bands(measures)]


def asked_in_full(row: SheetRow) -> str:
    """The item: its title, the question, what could be shown, and what to know."""
    return "\n".join([str(row.item.title), str(row.item.prompt), _("根拠の例: {text}", text=row.item.evidence), *row.notes])


def row_texts(row: SheetRow) -> dict[ColumnId, str]:
    """What stands in each column, as text."""
    answer = row.answer
    return {
        "mark": row.mark,
        "number": str(row.number),
        "title": asked_in_full(row),
        "levels": "\n".join(levels_in_full(row)),
        "before": row.before,
        "answer": row.said,
        "evidence": answer.evidence,
        "comment": answer.comment,
        "target": words_for(answer.target),
        "reason": answer.reason,
    }
