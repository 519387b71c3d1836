"""Two snapshots item by item, in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from dxcheck.assessment.change import changes_of
from dxcheck.assessment.movement import Movement, movement_of
from dxcheck.assessment.speech import about_changes_said, change_said, moved_said, whole_change_said
from dxcheck.assessment.wording import answer_in_words
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.plain.files import make_pictures
from dxcheck.plain.words import Saying
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from dxcheck.assessment.scoring import ItemChange
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.plain.sitting import Sitting
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.questionnaire.scale import Level

AT_COMPARISON: Final = (
    Saying("all", ("a", "すべて", "all"), N_("すべて"), N_("変わっていない設問も読み上げます")),
    Saying("picture", ("o", "図", "picture"), N_("図"), N_("設問ごとの変化を図にして、ファイル（PNG・PDF・SVG）に保存します")),
)


def compare_two(sitting: Sitting, before: Snapshot, after: Snapshot) -> None:
    """Tell what changed between two snapshots, then what is asked for."""
    _tell(sitting, before, after, everything=False)
    while True:
        typed = sitting.ask(_("a で変わっていない設問も、o で図。空の行で戻ります:"), AT_COMPARISON)
        if typed.action in ("", "back"):
            return
        if typed.action == "picture":
            make_pictures(sitting, "comparison", after, before)
        else:
            _tell(sitting, before, after, everything=typed.action == "all")


def _tell(sitting: Sitting, before: Snapshot, after: Snapshot, *, everything: bool) -> None:
    desk = sitting.desk
    comparison, q = desk.compare(before, after), desk.questionnaire_for(after.questionnaire)
    about = _(
        "{before}（{day1}）から {after}（{day2}）へ",
        before=before.cycle.label,
        day1=long_date(before.submitted_at),
        after=after.cycle.label,
        day2=long_date(after.submitted_at),
    )
    shared = _n("両方にある設問 {n}問で比べています。", "両方にある設問 {n}問で比べています。", len(comparison.changes))
    if comparison.only_before or comparison.only_after:
        shared += _("（前だけにある設問 {b}問、後だけにある設問 {a}問は含みません）", b=comparison.only_before, a=comparison.only_after)
    counts = Counter(map(movement_of, comparison.changes))
    counted = _("、").join(_n("{what} {n}問", "{what} {n}問", counts[one], what=one.word) for one in Movement if counts[one])
    changes = changes_of(comparison, q)
    sitting.say("", about, shared, counted, whole_change_said(changes.overall, q.scale.digits), about_changes_said())
    shown = [one for one in comparison.changes if everything or one.differs]
    if not shown:
        sitting.say(_("この2つのあいだに変わった設問はありません。"))
    for dimension in q.dimensions:
        inside = [one for one in shown if q.item_by_id[one.item].dimension == dimension.id]
        if inside:
            said = change_said(changes.dimensions.get(dimension.id), q.scale.digits)
            sitting.say("", _("{name}: {text}", name=dimension.title, text=said) if said else str(dimension.title))
            for one in inside:
                sitting.say(*_change(one, q))


def _change(change: ItemChange, q: Questionnaire) -> list[str]:
    before, after = answer_in_words(change.item, change.before, q), answer_in_words(change.item, change.after, q)
    said = before if before == after else moved_said(before, after)
    if change.reworded:
        said += _("　（設問の言葉が変わっています）")
    word = movement_of(change).word
    lines = [_("{word}。{id} {title}: {answer}", word=word, id=change.item, title=q.item_by_id[change.item].title, answer=said)]
    for name, old, new in (
        (_("根拠"), change.before.evidence, change.after.evidence),
        (_("コメント"), change.before.comment, change.after.comment),
        (_("目標"), _level(change.before.target), _level(change.after.target)),
    ):
        if old != new:
            lines.append(_("{name} 前: {old}", name=name, old=old or _("なし")))
            lines.append(_("{name} 後: {new}", name=name, new=new or _("なし")))
    return lines


def _level(level: Level | None) -> str:
    return "" if level is None else as_level(level)
