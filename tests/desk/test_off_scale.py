"""A level that an item does not have is written nowhere; one that came into a file otherwise counts for nothing, and doctor names it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec
import pytest
from desks import case_of, submit
from scaled import quarters

from dxcheck.casework.model import Action, Judgement
from dxcheck.casework.off_scale import OffScaleError, off_scale
from dxcheck.doctor.files import document_findings
from dxcheck.doctor.finding import Mark
from dxcheck.model.calendar import JAPAN
from dxcheck.store.folder import DataFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dxcheck.desk.staff import StaffDesk

AT = dt.datetime(2026, 6, 1, 10, 0, tzinfo=JAPAN)


def judged(item: str, level: float | None) -> Judgement:
    """Beside the snapshot `s`."""
    return Judgement("s", item, level, "わけ", AT, "senmonkan-1")


@pytest.mark.parametrize(
    ("item", "level", "is_named"), [("gov-01", 0.25, False), ("gov-01", 0.75, True), ("gov-04", 0.5, True), ("gov-04", 1, False)]
)
def test_a_level_is_looked_up_on_the_scale_of_its_own_item(item: str, level: float, is_named: bool) -> None:
    """gov-04 is answered with yes or no."""
    action = Action("a", item, level, "やってみる", AT, "s")
    said = list(off_scale([judged(item, level), action], {"s": quarters()}))
    assert len(said) == 2 * is_named
    assert all(item in one and str(level) in one for one in said)


def test_what_nothing_is_known_of_is_let_pass() -> None:
    """An item that is not asked, a judgement that was taken back, another snapshot, an action without one."""
    entries = [judged("gov-99", 7), judged("gov-01", None), msgspec.structs.replace(judged("gov-01", 7), snapshot="t")]
    assert list(off_scale([*entries, Action("a", "gov-01", 7, "やってみる", AT)], {"s": quarters()})) == []


def test_neither_a_judgement_nor_an_action_is_written_with_a_level_that_its_item_does_not_have(
    make_desk: Callable[..., StaffDesk], data: Path
) -> None:
    """The message says which there are; nothing is written."""
    submit(make_desk)
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    with pytest.raises(OffScaleError, match="0から5"):
        case.judge(latest, "gov-01", 2.5, "わけ")
    assert case.judgements(latest) == []
    visit = case.plan(AT.date(), "visit")
    with pytest.raises(OffScaleError, match="gov-01"):
        case.agree(visit.record.id, "gov-01", 7, "やってみる", "", None)


def test_one_that_came_into_a_file_otherwise_counts_for_nothing_and_doctor_names_it(
    make_desk: Callable[..., StaffDesk], data: Path
) -> None:
    """It reads well, since levels of a file may be any number; it is chosen anew on the screen."""
    submit(make_desk)
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    case.judge(latest, "gov-01", 3, "わけ")
    case.judge(latest, "gov-02", 4, "わけ")
    case._internal.judgements.change(
        lambda there: [msgspec.structs.replace(one, level=7) if one.item == "gov-01" else one for one in there]
    )
    assert [one.item for one in case.judgements(latest)] == ["gov-02"]
    assert case.judgement(latest, "gov-01") is None
    ((_, gaps),) = case.calibration()
    assert [one.items for one in gaps.values()] == [1]
    (found,) = [one for one in document_findings(DataFolder.open(data, create=False)) if one.mark == Mark.PROBLEM]
    assert "gov-01" in found.what
    assert "7" in found.what
    case.judge(latest, "gov-01", 2, "選び直した")
    assert [one for one in document_findings(DataFolder.open(data, create=False)) if one.mark == Mark.PROBLEM] == []
