"""取組: the agreed next steps, each with how far it is, who has it and until when, and what both sides wrote beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.casework.model import ACTION_STATES
from dxcheck.casework.wording import step_in_words
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.model.edit import Edit
from dxcheck.model.snapshot import LONGEST_POST, LONGEST_TEXT
from dxcheck.model.text import cleaned, cleaned_line
from dxcheck.model.typed_day import DayReader

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.casework.model import Action
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered
    from dxcheck.questionnaire import Questionnaire

_ORDER: Final = ("doing", "open", "done", "dropped")


class ShownAction(NamedTuple):
    """An action as a form."""

    id: str
    step: str
    about: list[str]
    state: str
    reason: str
    owner: str
    due: str
    """As a date field has it."""
    remarks: list[str]


def show_actions(maker: PageMaker) -> PageAnswered:
    """Every agreed action, what is in work first."""
    return _shown_actions(maker, "", ())


def _shown_actions(maker: PageMaker, at: str, faults: tuple[str, ...]) -> PageAnswered:
    desk = maker.desk
    actions = sorted(desk.actions(), key=lambda one: _ORDER.index(one.state))
    asked, reached = desk.asked_by(actions), {one.id for one in desk.reached()}
    shown = [_action(one, asked[one.id], desk.now.date(), is_reached=one.id in reached) for one in actions]
    if at and maker.asked.form is not None:
        state, reason, owner, due = (maker.field(name) for name in ("state", "reason", "owner", "due"))
        shown = [one._replace(state=state, reason=reason, owner=owner, due=due) if one.id == at else one for one in shown]
    return maker.page(
        "actions.html",
        _("取組") if not faults else _("まだ保存していません"),
        status=422 if faults else 200,
        actions=shown,
        states=[(id_, _(name)) for id_, name in ACTION_STATES.items()],
        faults=faults,
        at=at,
        remark=maker.field("remark") if faults else "",
        seen={one.id: (one.state, one.owner, one.due.isoformat() if one.due else "", one.reason) for one in actions},
        longest=LONGEST_POST,
        longest_text=LONGEST_TEXT,
    )


def _action(one: Action, q: Questionnaire, today: dt.date, *, is_reached: bool) -> ShownAction:
    item = q.item_by_id.get(one.item)
    about = [_("{item} をレベル{level}へ", item=item.title if item else one.item, level=one.level)]
    if one.is_overdue(today):
        about.append(_("期限を過ぎています"))
    about += [_("訪問で合意")] if one.visit else []
    about += [_("新しい診断結果でこのレベルになりました。「できた」にできます。")] if is_reached else []
    remarks = [_("{day} {who}: {text}", day=long_date(said.at), who=said.by or _("市町"), text=said.text) for said in one.remarks]
    due = one.due.isoformat() if one.due else ""
    return ShownAction(one.id, step_in_words(one, q), about, one.state, one.reason, one.owner, due, remarks)


def change_action(maker: PageMaker, action: str) -> PageAnswered:
    """What was changed of an action; what came back as it was shown stays as it is by now."""
    desk = maker.desk
    now = next((one for one in desk.actions() if one.id == action), None)
    if now is None:
        return maker.unsaved(_("この取組は、もうありません。"), status=409)
    state, reason, owner = maker.field("state"), cleaned(maker.field("reason")), cleaned_line(maker.field("owner"))
    seen_state, seen_owner, seen_due, seen_reason = (maker.field(f"seen-{name}") for name in ("state", "owner", "due", "reason"))
    reader = DayReader(desk.now.date(), "coming")
    typed = maker.field("due").strip()
    faults = [reader.fault(typed)] if typed and typed != seen_due and reader.fault(typed) else []
    changes_state = state in ACTION_STATES and (state, reason) != (seen_state, cleaned(seen_reason))
    if changes_state and state == "dropped" and not reason:
        faults.append(_("見送る理由を書いてください。"))
    if changes_state and now.state not in (seen_state, state):
        faults.append(
            _(
                "開いているあいだに、「{state}」に変えられていました。確かめて、もう一度保存してください。",
                state=_(ACTION_STATES[now.state]),
            )
        )
    remark = cleaned(maker.field("remark"))
    if len(remark) > LONGEST_TEXT or len(reason) > LONGEST_TEXT or len(owner) > LONGEST_POST:
        faults.append(_("長すぎる文章があります。短くしてから、もう一度保存してください。"))
    if faults:
        return _shown_actions(maker, action, tuple(faults))
    if changes_state and (state, reason) != (now.state, now.reason):
        desk.mark(action, state, reason=Edit(cleaned(seen_reason), reason) if state == "dropped" else "")  # type: ignore[arg-type]
    before = reader.read(seen_due) if seen_due else None
    due = before if typed == seen_due else reader.read(typed) if typed else None
    if (owner, due) != (seen_owner, before):
        desk.assign(action, Edit(seen_owner, owner), Edit(before, due))
    if remark and not (now.remarks and (now.remarks[-1].text, now.remarks[-1].by) == (remark, desk.writer)):  # not one that came twice
        desk.remark(action, remark)
    return maker.onward("actions", _("保存しました。"), at=action)
