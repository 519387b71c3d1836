"""The quick check: short questions on one page, then at most three first steps. Never submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.i18n import _

if TYPE_CHECKING:
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered


def show_quick(maker: PageMaker) -> PageAnswered:
    """The questions with what was answered; above them the result, once there is one."""
    quick, basis = maker.desk.quick, maker.desk.questionnaire
    if quick is None:
        return maker.simple(_("かんたん診断"), _("この診断票には、かんたん診断がありません。「診断をはじめる」からお進みください。"))
    progress, made = maker.desk.quick_progress(), maker.desk.quick_result()
    answers = dict(progress.answers) if progress is not None else {}
    words = {
        item.id: "" if item.id not in answers else _word(answers[item.id], [one.level for one in quick.choices]) for item in quick.items
    }
    steps = made.steps if made is not None else ()
    return maker.page(
        "quick.html",
        _("かんたん診断") if made is None else _("かんたん診断の結果"),
        quick=quick,
        words=words,
        is_done=made is not None,
        all_unknown=made is not None and made.all_unknown,
        already=str(basis.item_by_id[made.already].title) if made is not None and made.already is not None else "",
        steps=[(str(basis.step_to(one.item, one.level)), str(basis.item_by_id[one.item].title)) for one in steps],
        field=str(basis.field_by_id[made.field].title) if made is not None and made.field is not None else "",
    )


def _word(level: float | None, levels: list[float]) -> str:
    """A choice as a form holds it: its place, or わからない."""
    return "k" if level is None else str(levels.index(level)) if level in levels else ""


def save_quick(maker: PageMaker) -> PageAnswered:
    """What was chosen; with everything chosen, the result."""
    desk, quick = maker.desk, maker.desk.quick
    if quick is None:
        return maker.onward("quick")
    if maker.field("anew") == "1":
        desk.restart_quick()
        return maker.onward("quick", _("はじめから答え直せます。"))
    places = {str(n): one.level for n, one in enumerate(quick.choices)} | {"k": None}
    for item in quick.items:
        typed = maker.field(f"q.{item.id}")
        progress = desk.quick_progress()
        if typed in places and (progress is None or progress.answers.get(item.id, ...) != places[typed]):
            desk.answer_quick(item.id, places[typed])
    progress = desk.quick_progress()
    left = [one for one in quick.items if progress is None or one.id not in progress.answers]
    if left:
        return maker.onward("quick", _("保存しました。まだ答えていない質問が{n}つあります。", n=len(left)))
    desk.finish_quick()
    return maker.onward("quick", _("保存しました。結果はこのページのはじめにあります。"))
