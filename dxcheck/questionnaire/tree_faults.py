"""Faults of a questionnaire's groups: what they are within, what they hold, and whether their rules give figures in the questionnaire's range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.i18n import _
from dxcheck.questionnaire.scale import as_level
from dxcheck.questionnaire.tree import WHOLE_ID
from dxcheck.system.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dxcheck.questionnaire.model import Questionnaire

_NOISE: Final = 1e-9
"""Sums of values like 0.1 are not exact."""


class _Place(NamedTuple):
    """Where a group, a dimension or the whole stands in the file."""

    said: str
    path: tuple[str | int, ...]


def tree_faults(questionnaire: Questionnaire) -> list[Fault]:
    """Faults of groups in a questionnaire of sound shape; those of rules only where the tree itself is sound."""
    return list(_torn_apart(questionnaire)) or list(_of_rules(questionnaire))


def _places(q: Questionnaire) -> dict[str, _Place]:
    return {
        WHOLE_ID: _Place("aggregate", ("aggregate",)),
        **{one.id: _Place(_("分野 {id}", id=one.id), ("dimensions", n)) for n, one in enumerate(q.dimensions)},
        **{one.id: _Place(_("まとまり {id}", id=one.id), ("groups", n)) for n, one in enumerate(q.groups)},
    }


def _torn_apart(q: Questionnaire) -> Iterator[Fault]:
    """Groups and items that name something that is not there, or do not fit together."""
    yield from _of_names(q)
    place, reached = _places(q), {one.id for one in q.outline}
    above = {**{one.id: one.within for one in q.groups}, **{one.id: one.within for one in q.dimensions}}
    for name, within in above.items():
        if name not in reached and (within is None or within in above):
            yield Fault(place[name].said, _("まとまりの上下が堂々めぐりです"), (*place[name].path, "within"))
    for node in q.outline:
        if node.is_dimension and node.is_inside:
            yield Fault(place[node.id].said, _("分野は、ほかの分野の中に置けません"), (*place[node.id].path, "within"))
    yield from _of_items(q)
    order = [one.id for one in q.dimension_nodes]
    if order != [one.id for one in q.dimensions if one.id in order]:
        yield Fault("dimensions", _("同じまとまりの分野は、続けて並べてください"), ("dimensions",))


def _of_names(q: Questionnaire) -> Iterator[Fault]:
    groups, dimensions = {one.id for one in q.groups}, {one.id for one in q.dimensions}
    place = _places(q)
    for n, group in enumerate(q.groups):
        if group.id in dimensions:
            yield Fault(place[group.id].said, _("分野とまとまりに、同じIDは使えません"), ("groups", n, "id"))
        if group.within is not None and group.within not in groups | dimensions:
            yield Fault(place[group.id].said, _("まとまりにも分野にも「{id}」はありません", id=group.within), ("groups", n, "within"))
    for n, dimension in enumerate(q.dimensions):
        if dimension.within is not None and dimension.within not in groups:
            yield Fault(place[dimension.id].said, _("まとまり「{id}」はありません", id=dimension.within), ("dimensions", n, "within"))


def _of_items(q: Questionnaire) -> Iterator[Fault]:
    inside = {one.id: node.id for node in q.dimension_nodes for one in node.walk() if one is not node}
    for n, item in enumerate(q.items):
        if item.group is not None and inside.get(item.group) != item.dimension:
            said = _("分野 {dimension}、設問 {item}", dimension=item.dimension, item=item.id)
            yield Fault(
                said,
                _("分野「{dimension}」の中に、まとまり「{id}」はありません", dimension=item.dimension, id=item.group),
                ("items", n, "group"),
            )
    place = _places(q)
    for node in q.outline:
        if node.nodes and node.leaves:
            yield Fault(
                place[node.id].said, _("まとまりと設問の両方は入れられません（設問には group を書いてください）"), place[node.id].path
            )
        if not node.nodes and not node.leaves and not node.is_dimension:
            yield Fault(place[node.id].said, _("中に設問も分野もありません"), place[node.id].path)
        if node.leaves and not node.is_inside and not node.is_dimension:
            yield Fault(place[node.id].said, _("分野の外のまとまりには、設問を入れられません"), place[node.id].path)


def _of_rules(q: Questionnaire) -> Iterator[Fault]:
    """Rules whose figures would leave the questionnaire's range, or whose steps are none of its scale."""
    place, scale = _places(q), q.scale
    for node in (q.tree, *q.outline):
        said, path = place[node.id]
        if node.aggregate == "first_unmet" and len(node.ends) != len(scale.values) - 1:
            message = _(
                "first_unmet には、最低より上の段と同じ数（{wanted}）の中身が必要です（いま{n}）",
                wanted=len(scale.values) - 1,
                n=len(node.ends),
            )
            yield Fault(said, message, (*path, "aggregate") if node.id else path)
        low, high = (
            (sum(one[1] for one in node.ends), sum(one[2] for one in node.ends)) if node.aggregate == "sum" else (scale.low, scale.high)
        )
        if low < scale.low or high > scale.high + _NOISE:
            message = _(
                "合計の範囲（{low}から{high}）が、診断票の範囲（{range}）の外に出ます",
                low=as_level(low),
                high=as_level(high),
                range=scale.in_words,
            )
            yield Fault(said, message, (*path, "aggregate") if node.id else path)
