"""The pictures of the staff's screens: those of a result, and those that are drawn while somebody is at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.artist import Ahead
from dxcheck.app.screens.progress import picture_rows
from dxcheck.assessment.figures import as_mean, rounded
from dxcheck.i18n import _
from dxcheck.reports.scenes import bars_scene, progress_scene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.assessment.result import DimensionRow
    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire.scale import Scale
    from dxcheck.reports.scenes import BarsScene


def from_home(desk: StaffDesk, high: int) -> list[Ahead]:
    """推移 and the newest 診断結果, on a screen of so many rows.

    Raises:
        StoreError: the data cannot be read.
    """
    progress, newest = progress_scene(desk), desk.latest()
    found = [Ahead(progress, picture_rows(high))] if progress is not None else []
    return [*found, Ahead(result_scene(desk, newest, desk.result(newest).rows), 0)] if newest is not None else found


def result_scene(desk: StaffDesk, snapshot: Snapshot, rows: Sequence[DimensionRow]) -> BarsScene:
    """A result's bars, with how far it is to the next level and to the target.

    Raises:
        StoreError: the data cannot be read.
    """
    scale = desk.questionnaire_for(snapshot.questionnaire).scale
    steps = (
        tuple(distance(one.score.to_next_level(scale), scale) for one in rows),
        tuple(distance(one.score.to_target, scale) for one in rows),
    )
    return bars_scene(desk, snapshot, tuple(zip((_("次の段まで"), _("目標まで")), steps, strict=True)))


def distance(levels: float | None, scale: Scale) -> str:
    """How far it is, in words: a target that is reached says so."""
    if levels is None:
        return "-"
    return _("あと{n}", n=as_mean(levels, scale.digits)) if rounded(levels, scale.digits) else _("届いています")
