"""What stands beside a visit's record while it is written: what was said the last time, what the municipality asks, and the actions that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.containers import Container

from dxcheck.app.commands import Command
from dxcheck.app.screens.base import button
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.model import ACTION_STATES, TRIED, TRY_MARKS
from dxcheck.casework.tries import step_of_line
from dxcheck.casework.wording import replies_in_words, step_in_words, try_mark_in_words, where_wish_stands
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.casework.model import Visit
    from dxcheck.desk.case import CaseDesk

LOOKING_BACK: Final = (
    Command(
        "tried('continue')",
        ("k",),
        N_("続ける"),
        N_("選んだ前回の Try を「続ける」にします。もう一度押すと外れます"),
        footer=False,
        context=TRIED,
    ),
    Command(
        "tried('done')",
        ("d",),
        N_("できた"),
        N_("選んだ前回の Try を「できた」にします。もう一度押すと外れます"),
        footer=False,
        context=TRIED,
    ),
    Command(
        "tried('stop')",
        ("x",),
        N_("やめる"),
        N_("選んだ前回の Try を「やめる」にします。もう一度押すと外れます"),
        footer=False,
        context=TRIED,
    ),
    Command("try_as_action", ("a",), N_("取組にする"), N_("選んだ前回の Try を、この訪問の取組に足します"), footer=False),
)
"""What is done with what was to be tried. In a text field these letters are letters."""
_Told = list[tuple[str, str] | str]


def beside_visit(case: CaseDesk, visit: Visit) -> Iterable[Widget]:
    """Last Keep, Problem and Try, the latter to be looked back on; wishes and questions; open actions.

    Raises:
        StoreError: something cannot be read.
    """
    before, tries = case.visit_before(visit), tries_as_rows(case, visit)
    if before is not None:
        lines: _Told = [(_("前回（{day}）", day=long_date(before.date)), "bold $heading")]
        for name, text in ((_("Keep 続けること"), before.keep), (_("Problem 困ったこと"), before.problem)):
            if text:
                lines += [(name, "bold"), text]
        yield Paragraphs(*lines)
    if tries:
        yield Paragraphs((_("Try 次に試すこと　どうなりましたか"), "bold"))
        yield Rows(tries, id="last_tries")
        yield Container(*(button(one) for one in LOOKING_BACK), id="looking_back")
    yield Paragraphs(*_wishes(case), "", *_actions(case), classes="block")


def tries_as_rows(case: CaseDesk, visit: Visit) -> list[Row]:
    """A row for each thing that was to be tried, with what was said of it at this visit."""
    marks, steps = {one.text: one.mark for one in visit.record.tried}, {one.step for one in visit.actions}
    widest = max(cell_len(try_mark_in_words(mark)) for mark in TRY_MARKS)
    rows = []
    for text in case.to_look_back_on(visit):
        head = pad(try_mark_in_words(marks[text]) if text in marks else "-", widest)
        rows.append(Row(text + (_("（取組にしました）") if step_of_line(text) in steps else ""), value=text, head=head))
    return rows


def _wishes(case: CaseDesk) -> _Told:
    lines: _Told = [(_("相談（市町から）"), "bold $heading")]
    today, wishes = case.now.date(), case.wishes
    for one in wishes.open():
        since = wishes.waits_since(one)
        lines += [(_("・{stands}", stands=where_wish_stands(one, since, today)), "$muted" if since is None else "$caution")]
        lines += [_("　{text}", text=one.text), *((_("　{text}", text=said), "$muted") for said in replies_in_words(one)[-1:])]
    return lines if len(lines) > 1 else [*lines, (_("いまは、ありません。"), "$muted")]


def _actions(case: CaseDesk) -> _Told:
    lines: _Told = [(_("取組（進行中・これから）"), "bold $heading")]
    today, questionnaire = case.now.date(), case.questionnaire
    for one in sorted((one for one in case.actions() if one.is_open), key=lambda one: not one.is_overdue(today)):
        due = _("　期限 {day}", day=long_date(one.due)) if one.due else ""
        said = _("・［{state}］{step}", state=_(ACTION_STATES[one.state]), step=step_in_words(one, questionnaire)) + due
        lines.append((said, "$caution") if one.is_overdue(today) else said)
        lines += [(_("　{text}", text=one.remarks[-1].text), "$muted")] if one.remarks else []
    return lines if len(lines) > 1 else [*lines, (_("いまは、ありません。"), "$muted")]
