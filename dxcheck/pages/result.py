"""The result: what it means first, the figures after, never a rank; and every answer of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.assessment.figures import NOTHING, as_mean
from dxcheck.assessment.result import whole_mean, why_no_step
from dxcheck.assessment.speech import about_changes_said, change_said, mean_said, risen_said, whole_change_said
from dxcheck.assessment.why_level import basis_told
from dxcheck.assessment.wording import answer_in_words, how_it_was_given, level_in_a_sentence, level_in_words
from dxcheck.benchmark.wording import about_averages, published_in_words
from dxcheck.desk import NoAnswerError, StoreError
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.pages.pipe import PageAnswered, PageFile
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from dxcheck.assessment.result import DimensionRow, Result
    from dxcheck.assessment.scoring import NextStep
    from dxcheck.benchmark.gate import Peers
    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.pages.maker import PageMaker


class DimensionFigures(NamedTuple):
    """A dimension's line in the table, as it is written."""

    title: str
    mean: str
    answered: str
    before: str
    change: str
    target: str
    peers: str


class OfferedStep(NamedTuple):
    """A first step, and whether it was taken on."""

    step: str
    about: str
    item: str
    level: str
    is_chosen: bool


def snapshot_of(desk: StaffDesk, snapshot: str) -> Snapshot | None:
    """One of those this desk sees, of before a merger too."""
    return next((one for one in desk.with_predecessors() if one.id == snapshot), None) or desk.snapshot(snapshot)


def show_latest(maker: PageMaker) -> PageAnswered:
    """The newest result."""
    latest = maker.desk.latest()
    if latest is None:
        return maker.simple(_("診断結果"), _("まだ診断結果がありません。診断を提出すると、ここで見られます。"))
    return show_result(maker, latest.id)


def show_result(maker: PageMaker, snapshot: str) -> PageAnswered:
    """What a snapshot means."""
    desk, found = maker.desk, snapshot_of(maker.desk, snapshot)
    if found is None:
        return maker.simple(_("ページが見つかりません。"), status=404)
    made = desk.result(found)
    try:
        peers = desk.peers(found)
    except NoAnswerError:
        raise
    except StoreError:
        peers = None
    return maker.page(
        "result.html",
        _("{cycle}の診断結果", cycle=found.cycle.label),
        snapshot=found.id,
        about=_about(desk, found),
        strengths=[(str(item.title), made.questionnaire.descriptor(item.id, level)) for item, level in made.strengths],
        risen=risen_said(made),
        steps=[_offered(desk, made, one) for one in made.first_steps],
        no_step=why_no_step(made),
        to_discuss=[str(item.title) for item in made.to_discuss],
        heading=whole_mean(made),
        rows=[_figures(made, row, peers) for row in made.rows],
        has_before=made.before is not None,
        has_peers=peers is not None,
        before=made.before.id if made.before is not None else "",
        notes=[
            *([whole_change_said(made.change, made.questionnaire.scale.digits), about_changes_said()] if made.change is not None else []),
            *([about_averages(made, peers)] if peers is not None else []),
        ],
        behind=[
            _("回答者: {by}　確認者: {confirmed}", by=found.answered_by, confirmed=found.confirmed_by),
            _(
                "診断票: {title} {version}版　控え番号: {id}",
                title=made.questionnaire.title,
                version=made.questionnaire.version,
                id=found.id,
            ),
            _("平均はほかの市町と競うためのものではありません。前の自分たちと比べるためのものです。"),
        ],
    )


def _about(desk: StaffDesk, snapshot: Snapshot) -> list[str]:
    said = [_("{day}提出", day=long_date(snapshot.submitted_at)) + desk.before_merger(snapshot)]
    superseding = next((one for one in desk.snapshots() if one.supersedes == snapshot.id), None)
    if superseding is not None:
        said.append(_("この診断結果は、{day}に訂正されたものがあります。", day=long_date(superseding.submitted_at)))
    return said


def _offered(desk: StaffDesk, made: Result, step: NextStep) -> OfferedStep:
    item, field = made.questionnaire.item_by_id[step.item], made.questionnaire.field_by_id[step.field].title
    chosen = any((one.item, one.level) == (step.item, step.level) and one.state != "dropped" for one in desk.actions())
    level = level_in_a_sentence(step.item, step.level, made.questionnaire)
    about = _("{title}を{level}へ。相談先: {field}", title=item.title, level=level, field=field)
    return OfferedStep(str(made.questionnaire.step_to(step.item, step.level)), about, step.item, as_level(step.level), chosen)


def _figures(made: Result, row: DimensionRow, peers: Peers | None) -> DimensionFigures:
    score, digits = row.score, made.questionnaire.scale.digits
    return DimensionFigures(
        str(row.dimension.title),
        mean_said(score.mean, digits),
        _("{all}問のうち{n}問", all=score.applicable, n=score.answered),
        as_mean(row.before, digits) if row.before is not None else NOTHING,
        change_said(row.change, digits) or NOTHING,
        as_mean(score.target, digits) if score.target is not None else NOTHING,
        published_in_words(peers.dimensions.get(row.dimension.id), peers.cycle) if peers is not None else "",
    )


def take_step(maker: PageMaker, snapshot: str) -> PageAnswered:
    """Take a first step on; twice changes nothing."""
    desk, found = maker.desk, snapshot_of(maker.desk, snapshot)
    steps = desk.result(found).first_steps if found is not None else ()
    wanted = next((one for one in steps if (one.item, as_level(one.level)) == (maker.field("item"), maker.field("level"))), None)
    if found is None or wanted is None:
        return maker.simple(_("うまくいきませんでした"), _("この一歩は、もう診断結果にありません。"), status=409)
    desk.choose(wanted, found)
    return maker.onward(f"result/{snapshot}", _("選びました。ホームに並びます。"), at="steps")


def draw_result(maker: PageMaker, snapshot: str) -> PageAnswered:
    """The picture of the dimensions, which carries its own title and description."""
    from dxcheck.reports.municipality_pictures import OfMunicipality  # what draws is slow to import
    from dxcheck.reports.pictures import pictures_of
    from dxcheck.system.apart import made_apart

    found = snapshot_of(maker.desk, snapshot)
    if found is None:
        return maker.simple(_("ページが見つかりません。"), status=404)
    kind, subject = pictures_of("municipality")["bars"], OfMunicipality(maker.desk, found)
    content = made_apart(lambda: kind.draw(subject).to_bytes("svg"))
    return PageAnswered(file=PageFile("result.svg", "image/svg+xml", content, is_shown=True))


def show_items(maker: PageMaker, snapshot: str) -> PageAnswered:
    """Every item of a snapshot with its answer, the texts, and what specialists shared about it."""
    desk, found = maker.desk, snapshot_of(maker.desk, snapshot)
    if found is None:
        return maker.simple(_("ページが見つかりません。"), status=404)
    q = desk.questionnaire_for(found.questionnaire)
    observations = desk.shared_observations(found)
    blocks = []
    for dimension, items in q.items_by_dimension.items():
        inside = []
        for item in items:
            answer = found.answer(item.id)
            named = [
                (_("理由"), answer.reason),
                basis_told(item.id, answer, q),
                (_("根拠"), answer.evidence),
                (_("コメント"), answer.comment),
            ]
            if answer.target is not None:
                named.append((_("3年後の目標"), level_in_words(item.id, answer.target, q)))
            named += [(_("回答のしかた"), said) for said in how_it_was_given(found, item.id)]
            named += [(_("専門官の所見"), one.text) for one in observations if one.item == item.id]
            inside.append((item.id, str(item.title), answer_in_words(item.id, answer, q), [one for one in named if one[1]]))
        blocks.append((str(q.dimension_by_id[dimension].title), inside))
    about = _("{cycle}の診断結果", cycle=found.cycle.label)
    return maker.page("items.html", _("設問ごとの回答"), about=about, snapshot=found.id, blocks=blocks)
