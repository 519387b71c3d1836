"""結果票: a submitted result as the paper that is taken through 決裁: the first page says it all, the table of items follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.references import framework_ids, frameworks_in_use, what_unconfirmed_means
from dxcheck.assessment.result import whole_mean
from dxcheck.assessment.why_level import why_in_words
from dxcheck.assessment.wording import about_changes, answer_in_words, confirmed_in_words, how_it_was_given, whole_change
from dxcheck.formats.blocks import Boxes, Columns, Facts, NewPage, Paper, Points, Prose, Section, Table
from dxcheck.formats.file_formats import endings_of
from dxcheck.formats.output import NothingToMakeError, Offer
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date
from dxcheck.questionnaire.scale import as_level
from dxcheck.reports.paper_file import PaperFile
from dxcheck.reports.parts import cut, foot, levels_before, pictures, some

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.assessment.result import Result
    from dxcheck.assessment.scoring import ItemChange
    from dxcheck.desk import ReadingDesk
    from dxcheck.formats.blocks import Block
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire.model import Item

USUAL_BOXES: Final = (N_("部長"), N_("課長"), N_("係長"), N_("起案"))
"""The boxes that are stamped, the highest post at the left, as offices have them."""
_LONGEST_LINE: Final = 60
_LONGEST_TEXT: Final = 120
"""Characters of what was written beside an answer; the handover pack has all of it."""
_MOST: Final = 5


def result_sheet(desk: ReadingDesk, snapshot: Snapshot | None = None, approvers: Sequence[str] = ()) -> Paper:
    """The sheet of a submitted result.

    Args:
        desk: whose it is.
        snapshot: which one; the newest without it.
        approvers: what stands over the boxes, from the left; without any those that the municipality decided on, else the usual posts.

    Raises:
        NothingToMakeError: nothing was submitted yet.
        StoreError: something cannot be read.
    """
    of = snapshot or desk.latest()
    if of is None:
        raise NothingToMakeError(_("{name}は、まだ診断結果を提出していません。提出すると、結果票をつくれます。", name=desk.municipality))
    made = desk.result(of)
    return Paper(
        title=_("DX自己診断　結果票　{name}", name=desk.municipality),
        subtitle=_("{cycle}の自己診断の結果を、次のとおり報告します。", cycle=of.cycle.label),
        mark=_("取扱注意"),
        made=desk.now,
        foot=foot(desk),
        name="_".join([_("結果票"), str(desk.municipality), *desk.instruments.named, of.cycle.label.replace(" ", "")]),
        blocks=(
            *_first_page(desk, made, approvers or desk.approvers()),
            NewPage(),
            Section(_("設問ごとの回答"), 1),
            _items(desk, made),
            *_references(made),
        ),
    )


def sheet_offer(desk: ReadingDesk, snapshot: Snapshot | None = None) -> Offer:
    """The sheet to be made."""
    return Offer(_("結果票（決裁用）"), lambda: PaperFile(result_sheet(desk, snapshot)), endings_of("paper"))


def _first_page(desk: ReadingDesk, made: Result, approvers: Sequence[str]) -> list[Block]:
    of, q = made.snapshot, made.questionnaire
    blank = _("起案　　　　年　　月　　日\n決裁　　　　年　　月　　日\n文書番号　　　　　第　　　　　号")
    facts = (
        (_("提出"), long_date(of.submitted_at) + desk.before_merger(of)),
        (_("回答"), of.answered_by),
        (_("確認"), confirmed_in_words(of)),
        (_("診断票"), _("{title} {version}版", title=q.title, version=q.version)),
        (_("控え番号"), of.id),
    )
    steps = tuple(
        cut(_("{item}: {step}", item=q.item_by_id[one.item].title, step=q.step_to(one.item, one.level)), 2 * _LONGEST_LINE)
        for one in made.first_steps
    )
    strong = tuple(
        cut(_("{item}（{level}）: {text}", item=item.title, level=as_level(level), text=q.descriptor(item.id, level)), 2 * _LONGEST_LINE)
        for item, level in made.strengths
    )
    moved = [Prose(whole_change(made.change, q.scale.digits) + about_changes(), is_quiet=True)] if made.change is not None else []
    discuss = some([str(one.title) for one in made.to_discuss], _MOST)
    return [
        Columns((Prose(blank, is_quiet=True),), (Boxes(tuple(approvers) or tuple(map(_, USUAL_BOXES))),), share=0.6),
        Facts(tuple((name, text) for name, text in facts if text)),
        Section(whole_mean(made)),
        pictures(desk, of),
        *moved,
        Columns(
            (
                Section(_("できていること")),
                Points(strong, _("これから増やしていきましょう。")),
                Section(_("はじめの一歩")),
                Points(steps, _("レベルのついた回答があると、ここに次の一歩が出ます。")),
            ),
            (
                *_moved(made),
                *_targets(made),
                Section(_("話し合う項目（わからない {n}問）", n=len(made.to_discuss))),
                Points(discuss, _("ありません。")),
            ),
            share=1.25,
        ),
    ]


def _moved(made: Result) -> list[Block]:
    """Items that rose or fell since last time."""
    if made.comparison is None:
        return [Section(_("前回からの変化")), Prose(_("はじめての診断結果です。"), is_quiet=True)]
    q = made.questionnaire

    def lines(mark: str, changes: Sequence[ItemChange], most: int) -> tuple[str, ...]:
        said = [
            _(
                "{mark} {item}　{before}→{after}",
                mark=mark,
                item=q.item_by_id[one.item].title,
                before=as_level(one.before.level or 0),
                after=as_level(one.after.level or 0),
            )
            for one in changes
        ]
        return some(said, most)

    up, down = made.comparison.risen, made.comparison.fallen
    return [
        Section(_("前回からの変化（↑{up}問 ↓{down}問）", up=len(up), down=len(down))),
        Points((*lines("↑", up, _MOST), *lines("↓", down, _MOST)), _("動いた設問はありません。")),
    ]


def _targets(made: Result) -> list[Block]:
    """Means of the targets for three years, dimension by dimension."""
    digits = made.questionnaire.scale.digits
    rows = [
        _(
            "{title}　{mean}→{target}",
            title=row.dimension.title,
            mean=as_mean(row.score.mean, digits),
            target=as_mean(row.score.target, digits),
        )
        for row in made.rows
        if row.score.target is not None
    ]
    return [Section(_("3年後の目標（分野の平均）")), Points(tuple(rows), _("目標はまだ決まっていません。"))]


def _items(desk: ReadingDesk, made: Result) -> Table:
    """Every item: what was answered, what last time, the target, and what was written beside it."""
    before, q = levels_before(desk, made.snapshot), made.questionnaire
    rows = tuple(_item(item, made, before.get(item.id, "")) for item in q.ordered)
    return Table((_("設問"), _("回答"), _("前回"), _("目標"), _("根拠・コメント")), rows, (4.6, 2.5, 1.6, 0.9, 5.2))


def _references(made: Result) -> list[Block]:
    """What the mark beside an item's frameworks means, where there is one."""
    used = frameworks_in_use(made.questionnaire)
    return [Prose(what_unconfirmed_means(), is_quiet=True)] if any(one.is_unconfirmed for one in used) else []


def _item(item: Item, made: Result, before: str) -> tuple[str, ...]:
    answer, of = made.snapshot.answer(item.id), made.snapshot
    written = [why_in_words(item.id, answer, made.questionnaire), answer.reason, answer.evidence, answer.comment]
    written += how_it_was_given(of, item.id)
    target = as_level(answer.target) if answer.target is not None else "-"
    words = answer_in_words(item.id, answer, made.questionnaire)
    refers = framework_ids(item, made.questionnaire)
    about = f"{item.id}　{item.title}" + ("\n" + _("参照 {ids}", ids=refers) if refers else "")
    return (about, words, before or "-", target, cut(" / ".join(one for one in written if one), _LONGEST_TEXT) or "-")
