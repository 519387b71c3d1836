"""What support achieved, in the words of the centre's screen and of its report with names; in no paper for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.assessment.figures import NOTHING, as_mean, as_step
from dxcheck.casework.model import ACTION_STATES
from dxcheck.desk.support import first_day_of, what_support_achieved
from dxcheck.formats.blocks import Points, Prose, Section, Table
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.prefecture.achieved import LEAST_TOWNS, REACHED

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.casework.model import ActionState
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.formats.blocks import Block
    from dxcheck.prefecture.achieved import Achieved, GroupCourse
    from dxcheck.prefecture.overview import Overview


def support_section(desk: CentreDesk, overview: Overview, number: int) -> list[Block]:
    """The section of the report.

    Raises:
        StoreError: something cannot be read.
    """
    found, digits = what_support_achieved(desk, overview), overview.questionnaire.scale.digits
    rows = tuple((_(REACHED[group]), *cells_of(one, digits)) for group, one in found.groups.items())
    heads = (_("分野"), _("市町"), _("のべ分野"), _("のべ設問"), _("前の平均"), _("後の平均"), _("変化"))
    return [
        Section(_("{n}　支援とその後", n=number), 1),
        Points(tuple(what_was_done(found, overview, desk.cases.now.date()))),
        Table(heads, rows, (3.2, 0.8, 1.1, 1.1, 1.1, 1.1, 0.9), figures=True),
        Prose(how_compared(overview), is_quiet=True),
        Prose(what_it_does_not_prove(), is_quiet=True),
    ]


def what_was_done(found: Achieved, overview: Overview, today: dt.date) -> list[str]:
    """Visits and actions of the period up to today, in sentences."""
    first, last = long_date(first_day_of(overview)), long_date(min(overview.cycle.closing_day, today))
    visited = (
        _("{first}から{last}までに、{towns}市町を、のべ{n}回訪問しました。", first=first, last=last, towns=found.visited, n=found.visits)
        if found.visits
        else _("{first}から{last}までの訪問の記録はありません。", first=first, last=last)
    )
    return [visited, _actions(found)]


def _actions(found: Achieved) -> str:
    """What was agreed and how it stands, every state that there is; all of them add up."""
    finished = _("この間に「できた」になった取組は{n}件です。", n=found.finished)
    if not found.agreed:
        return _("この間に訪問で合意した取組はありません。") + finished
    stands: dict[ActionState, int] = {"open": found.ahead, "doing": found.doing, "done": found.done, "dropped": found.dropped}
    said = _("、").join(_("「{state}」{n}件", state=_(ACTION_STATES[state]), n=n) for state, n in stands.items() if n)
    return _("この間に訪問で合意した取組は{n}件で、いまは{stands}です。", n=found.agreed, stands=said) + finished


def cells_of(one: GroupCourse, digits: int) -> tuple[str, ...]:
    """How many stand behind a group, where it began, where it is, and how far its items came."""
    if one.moved is None:
        return (str(one.municipalities), str(one.dimensions), str(one.items), NOTHING, NOTHING, NOTHING)
    means = (as_mean(one.before, digits), as_mean(one.after, digits), as_step(one.moved, digits))
    return (str(one.municipalities), str(one.dimensions), str(one.items), *means)


def course_in_words(one: GroupCourse, digits: int) -> str:
    """The same in a sentence."""
    if not one.municipalities:
        return _("あてはまる市町はありません")
    n = _("{towns}市町・のべ{dimensions}分野・{items}問", towns=one.municipalities, dimensions=one.dimensions, items=one.items)
    if one.moved is None:
        return n + _("　{least}市町に満たないため、数字は出しません", least=LEAST_TOWNS)
    before, after, moved = as_mean(one.before, digits), as_mean(one.after, digits), as_step(one.moved, digits)
    return n + _("　{before} から {after}（{moved}）", before=before, after=after, moved=moved)


def how_compared(overview: Overview) -> str:
    """Which items are compared when."""
    return _(
        "{before}までの診断結果と、その後{after}までに提出された診断結果の、両方でレベルのある同じ設問の平均です。"
        "2つの診断結果のあいだの訪問で、その分野の設問に取組を決めていれば「取組を決めた分野」に数えます。"
        "{least}市町に満たない組は、数だけを示します。",
        before=overview.against.label,
        after=overview.cycle.label,
        least=LEAST_TOWNS,
    )


def what_it_does_not_prove() -> str:
    """Said wherever the comparison stands."""
    return _(
        "この比べ方は、訪問のおかげで動いたことを証明しません。取組は、レベルが低くて上がる余地の大きい分野や、進めたい気持ちの強い市町で決まりやすく、"
        "訪問で話したことで、同じ仕事の答え方が変わることもあります。支援のようすを振り返る手がかりとして読んでください。"
    )
