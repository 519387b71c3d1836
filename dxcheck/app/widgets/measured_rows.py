"""The rows of an item whose level follows from ticks or from a number: what there is to tick or to type, and the level that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from dxcheck.app.widgets.lines import hanging
from dxcheck.assessment.wording import level_in_words
from dxcheck.i18n import _
from dxcheck.questionnaire.measures import in_words_of_bands, number_in_words
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire.measures import Measures
    from dxcheck.questionnaire.model import Questionnaire

NONE_OF_THEM = "0"
"""The row, and the key, that says that no question is met."""
NUMBER = "number"
"""The row that a number is typed in."""


def measured_keys(measures: Measures) -> tuple[str, ...]:
    """The keys that answer: one a question and one for none of them; or the digits that a number begins with."""
    if measures.is_checklist:
        return (*(str(n) for n in range(1, len(measures.checks) + 1)), NONE_OF_THEM)
    return tuple("0123456789")


def measured_rows(measures: Measures) -> list[str]:
    """The rows to choose from, by their keys."""
    return list(measured_keys(measures)) if measures.is_checklist else [NUMBER]


def measured_blocks(measures: Measures, answer: Answer, width: int, here: str) -> list[tuple[str, list[Content]]]:
    """Each row with its lines; the one under the cursor has a `>`."""
    if not measures.is_checklist:
        now = number_in_words(answer.number, measures.unit) if answer.number is not None else _("まだありません")
        return [
            (
                NUMBER,
                _row(
                    NUMBER,
                    " # ",
                    _("数を入れる（{unit}）: {now}", unit=measures.unit, now=now),
                    width,
                    here,
                    is_on=answer.number is not None,
                ),
            )
        ]
    made = []
    for n, one in enumerate(measures.checks, 1):
        is_on = one.id in answer.ticks
        to = _("（{level}へ）", level=as_level(one.step)) if one.step is not None else ""
        made.append((str(n), _row(str(n), f"{n} [x]" if is_on else f"{n} [ ]", f"{one.text}{to}", width, here, is_on=is_on)))
    is_none = answer.level is not None and not answer.ticks
    made.append((NONE_OF_THEM, _row(NONE_OF_THEM, "0 [x]" if is_none else "0 [ ]", _("どれも当てはまらない"), width, here, is_on=is_none)))
    return made


def _row(key: str, head: str, text: str, width: int, here: str, *, is_on: bool) -> list[Content]:
    start = Content.assemble((">" if here == key else " ", "bold"), (head, "bold $accent" if is_on else "bold"), " ")
    rows = [one.pad_right(max(0, width - one.cell_length)) for one in hanging(start, text, width, "bold" if is_on else "")]
    return [one.stylize("on $here") for one in rows] if here == key else rows


def what_follows(measures: Measures, answer: Answer, item: str, questionnaire: Questionnaire, width: int) -> list[Content]:
    """How the level follows, and which it is by now."""
    said = [f"{level_in_words(item, level, questionnaire)}: {bound}" for level, bound in in_words_of_bands(measures)]
    if not said:
        said = [_("下の段の問いがすべて当てはまるところまでが、この設問の段になります。")]
    now = level_in_words(item, answer.level, questionnaire) if answer.level is not None else _("まだ決まっていません")
    lines = [line for text in said for line in hanging(Content("  "), text, width, "$muted")]
    return [Content(""), *lines, *hanging(Content("  "), _("いまの段: {level}", level=now), width, "bold")]
