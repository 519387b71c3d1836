"""Panels of the home screen that are about other people: what was given back, what was agreed, what specialists said."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from textual.containers import Vertical

from dxcheck.app.screens.base import button, drawn_button
from dxcheck.app.staff.ways import ASK, BRING_BACK, QUESTIONNAIRES, QUICK, SHEET, SHOW_ACTIONS, START, STOCKTAKING, VISITS, WAITING, WISH
from dxcheck.app.widgets.actions import ActionList
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.columns import BESIDE
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.passage import ButtonRow, Passage
from dxcheck.casework.asked import how_asks_stand
from dxcheck.casework.due import asks_are_near
from dxcheck.casework.model import VISIT_KINDS
from dxcheck.casework.stocktaking import total_in_words
from dxcheck.casework.wording import how_many_wait, step_in_words, where_wish_stands, which_snapshot
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.system.terminal_width import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from dxcheck.app.commands import Command
    from dxcheck.app.widgets.passage import Part
    from dxcheck.casework.model import Action, Wish
    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire import Questionnaire

_MOST_ACTIONS = 3
"""Actions named on the home screen, open ones first, those due first before others; all are one key away."""

_MOST_RETURNS = 2
"""Returns that are said in full on the home screen; all are one key away."""

_MOST_WISHES = 2
"""Wishes and questions named here; all are one key away."""

LONGEST_WISH = 40
"""Cells of each of them."""


def returned_panel(desk: StaffDesk) -> Iterable[Widget]:
    """Returns (差戻し) come first: somebody waits for an answer. Each says which snapshot it is of; a newer one ends none."""
    waiting = desk.open_returns()
    if not waiting:
        return
    lines: list[tuple[str, str] | str] = []
    for one in waiting[:_MOST_RETURNS]:
        day, which = long_date(one.returned.at), which_snapshot(one.snapshot)
        lines.append((_("専門官から診断結果の差戻しがあります（{day}）　対象: {which}", day=day, which=which), "bold $caution"))
        lines.append(one.returned.reason)
        if one.items:
            lines.append(_("見直してほしい設問: {items}", items="、".join(one.items)))
    if len(waiting) > _MOST_RETURNS:
        more = len(waiting) - _MOST_RETURNS
        lines.append((_n("ほかに差戻しが{n}件あります。", "ほかに差戻しが{n}件あります。", more), "bold $caution"))
    name, how = _(START.name), _("前回の回答を横に見ながら答えられます。")
    if desk.draft() is not None:
        name, how = _("続きから答える"), _("下書きの中の、見直してほしい設問に ! の印がついています。")
    elif desk.submitted_in(desk.cycle) is not None:
        name, how = _("訂正する"), _("「訂正する」で前の回答から始められます。")
    ends = _("見直した設問に答えて（同じなら同じ段をもう一度選んで）提出すると、この知らせは消えます。")
    yield Passage(
        *lines, (how + ends, "$muted"), ButtonRow(drawn_button(START, name), drawn_button(WAITING)), classes="panel", id="returned"
    )


def first_panel(desk: StaffDesk) -> Iterable[Widget]:
    """For whoever has neither a draft nor a result: where to begin. The main button does what there is."""
    quick, current = desk.quick, desk.questionnaire
    progress = desk.quick_progress() if quick is not None else None
    try_quick = _("何から始めたらいいか迷ったら、まず「かんたん診断」をどうぞ。約3分で「最初の一歩」がわかります。提出はされません。")
    yield Passage(
        (_("はじめての方へ"), "bold $heading"),
        "",
        *([try_quick] if quick is not None else []),
        _(
            "診断は{dimensions}分野{items}問です。途中で閉じても、続きから始められます。",
            dimensions=len(current.dimensions),
            items=len(current.items),
        ),
    )
    if quick is None:
        yield Buttons(button(START, primary=True), button(ASK), button(SHEET))
        return
    first = progress is None or progress.finished_at is None
    yield Buttons(button(QUICK, primary=first), button(START, primary=not first))
    yield Passage(buttons(ASK, SHEET))


def instruments_lines(desk: StaffDesk) -> Iterable[Widget]:
    """Which questionnaire this is, and what waits in the others; nothing where there is only one."""
    there = desk.instruments
    if not there.name:
        return
    lines: list[tuple[str, str] | str] = [(_("診断票: {title}", title=there.name), "bold")]
    for one in desk.elsewhere():
        title = str(one.questionnaire.title) + (_("（使用中）") if one.questionnaire.id == there.in_use else "")
        lines.append(_("　").join([_("ほかの診断票: {title}", title=title), *one.in_words()]))
    yield Passage(*lines, buttons(QUESTIONNAIRES))


def asked_line(desk: StaffDesk) -> Iterable[Part]:
    """How far the sections are that were asked something in this cycle, and whether answers wait to be taken over; nothing where none was asked."""
    asked = desk.asked_now()
    if not asked:
        return
    waiting = sum(not one.is_taken_over for one in desk.gathered())
    near = asks_are_near(asked, desk.now.date())
    yield (how_asks_stand(asked, waiting), "$caution" if waiting else "$muted")
    yield from ((one, "$caution") for one in near)


def aside_line(desk: StaffDesk, latest: Snapshot | None) -> Iterable[Part]:
    """A draft that was given up can be brought back; once something was submitted since, that is over."""
    aside = desk.set_aside()
    if not aside or (latest is not None and latest.submitted_at > max(one.at for one in aside)):
        return
    done = sum(one.is_answered for one in aside[-1].draft.answers.values())
    merged = [one for one in aside if one.by in {town.name for town, _there in desk.predecessors()}]
    yield ""
    if merged:
        names = _("、").join(dict.fromkeys(one.by for one in merged))
        yield (_("合併の前の下書き（{names}）が残っています。1つずつ戻して続けられます。", names=names), "$muted")
        yield ButtonRow(drawn_button(BRING_BACK, _("合併の前の下書きを戻す")))
        return
    said = _n(
        "{day}に取りやめた下書き（回答{n}問）は、元に戻せます。",
        "{day}に取りやめた下書き（回答{n}問）は、元に戻せます。",
        done,
        day=long_date(aside[-1].at),
    )
    yield (said, "$muted")
    yield buttons(BRING_BACK)


def actions_panel(desk: StaffDesk, actions: list[Action], asked: Questionnaire) -> Iterable[Widget]:
    """The agreed actions, each with a tick."""
    done, today = sum(one.state == "done" for one in actions), desk.now.date()
    kept = [one for one in actions if one.state != "dropped"]
    shown = sorted(kept, key=lambda one: (not one.is_open, one.due or dt.date.max))[:_MOST_ACTIONS]
    reached, overdue = desk.reached(), sum(one.is_overdue(today) for one in actions)
    with Vertical(classes=f"panel {BESIDE}"):
        lines: list[tuple[str, str] | str] = [(_("取組　{done}/{all} できた", done=done, all=len(kept)), "bold $heading")]
        if overdue:
            lines.append(
                (
                    _n(
                        "期限を過ぎたもの {n}件。期限を見直すのも前進です。",
                        "期限を過ぎたもの {n}件。期限を見直すのも前進です。",
                        overdue,
                    ),
                    "$caution",
                )
            )
        if reached:
            lines.append(
                (
                    _n(
                        "目指すレベルになった取組 {n}件。「できた」にできます。",
                        "目指すレベルになった取組 {n}件。「できた」にできます。",
                        len(reached),
                    ),
                    "$accent",
                )
            )
        yield Paragraphs(*lines)
        yield ActionList(shown, partial(_in_words, asked))
        more = len(kept) - len(shown)
        yield Passage(ButtonRow(drawn_button(SHOW_ACTIONS, _n("ほか{n}件も見る", "ほか{n}件も見る", more) if more else "")))


def _in_words(asked: Questionnaire, action: Action) -> str:
    """A step, and who does it by when."""
    text = step_in_words(action, asked)
    about = [one for one in (action.owner, long_date(action.due) if action.due else "") if one]
    if action.state == "doing":
        about.insert(0, _("進行中"))
    return text + (_("（{about}）", about=_("・").join(about)) if about else "")


def before_merger_line(desk: StaffDesk) -> Iterable[Widget]:
    """Where the past of those that merged is: in no figure of the new municipality, and not lost."""
    names = [str(town) for town, there in desk.predecessors() if there]
    if names:
        said = _("合併の前の診断結果（{names}）は、「これまで」（h）で読めます。", names=_("、").join(names))
        yield Paragraphs((said, "$muted"), classes="greeting")


def specialist_panel(desk: StaffDesk, latest: Snapshot | None) -> Iterable[Widget]:
    """What came from the specialists, and what one would like to ask them."""
    records, wishes = desk.records(), desk.wishes.open()
    notes, works = desk.open_observations(), desk.stocktaking.works()
    if not (records or notes or wishes or works or latest):
        return  # a first-timer has enough to read
    lines: list[tuple[str, str] | str] = [(_("専門官と"), "bold $heading")]
    if records:
        lines.append(_("前回の訪問: {day} {kind}", day=long_date(records[0].date), kind=_(VISIT_KINDS[records[0].kind])))
    if notes:
        lines.append(_("{what}が対応を待っています（{key} で開きます）。", what=how_many_wait([], notes, latest), key=WAITING.key_label))
    lines += _wishes(desk, wishes) or [(_("相談したいことを、いつでも書いておけます。専門官が返事を書きます。"), "$muted")]
    if works:
        lines.append(_("業務の棚卸し: {total}", total=total_in_words(works)))
    rows = [buttons(WISH, STOCKTAKING, *([VISITS] if records else [])), *([buttons(WAITING)] if notes else [])]
    yield Passage(*lines, *rows, classes="panel")


def _wishes(desk: StaffDesk, wishes: Sequence[Wish]) -> list[tuple[str, str] | str]:
    """What was answered first, since there is something to read; then how many others there are."""
    answered = sum(one.state == "answered" for one in wishes)
    lines: list[tuple[str, str] | str] = []
    if answered:
        said = _n(
            "相談{n}件に返事が届いています（{key} で読めます）。",
            "相談{n}件に返事が届いています（{key} で読めます）。",
            answered,
            key=WISH.key_label,
        )
        lines.append((said, "$accent"))
    rest = [one for one in wishes if one.state != "answered"]
    for one in rest[:_MOST_WISHES]:
        stands = where_wish_stands(one, desk.wishes.waits_since(one), desk.now.date())
        lines.append(_("相談 {stands}: {text}", stands=stands, text=shorten(" ".join(one.text.split()), LONGEST_WISH)))
    if len(rest) > _MOST_WISHES:
        lines.append(_n("ほかに相談が{n}件あります。", "ほかに相談が{n}件あります。", len(rest) - _MOST_WISHES))
    return lines


def buttons(*commands: Command) -> ButtonRow:
    """Buttons in a row, each with the name of its command."""
    return ButtonRow(*map(drawn_button, commands))
