"""An observation for the municipality: a draft that specialists alone read, until it is shared."""

from __future__ import annotations

import shutil
from pathlib import Path

from desks import Desks, case_of, submit
from moments import NOW

from dxcheck.desk import StaffDesk
from dxcheck.desk.case import CaseDesk
from dxcheck.formats.markdown import to_markdown
from dxcheck.model.edit import Edit
from dxcheck.model.snapshot import Snapshot
from dxcheck.reports.brief import brief
from dxcheck.reports.handover import handover, specialist_handover
from dxcheck.workspace import Workspace


def latest(desk: StaffDesk | CaseDesk) -> Snapshot:
    """The snapshot it is about."""
    found = desk.latest()
    assert found is not None
    return found


def read_by_staff(desk: StaffDesk) -> list[str]:
    """What the municipality reads."""
    return [one.text for one in desk.shared_observations(latest(desk))]


def test_what_is_changed_after_sharing_is_a_draft_again(data: Path, make_desk: Desks) -> None:
    """The municipality goes on reading what was shared; an empty text takes it back once that is shared."""
    submit(make_desk)
    case = case_of(data)
    snapshot = latest(case)
    case.observe(snapshot, "gov-01", "はじめ", internal=False)
    case.share(snapshot, ["gov-01"])
    case.observe(snapshot, "gov-01", Edit("はじめ", "直した"), internal=False)
    assert read_by_staff(make_desk()) == ["はじめ"]
    assert [(one.observation.text, one.reader) for one in case.observations(snapshot)] == [("はじめ", "shared"), ("直した", "draft")]
    case.share(snapshot, ["gov-01"])
    case.share(snapshot, ["gov-01"])
    assert read_by_staff(make_desk()) == ["直した"]
    case.observe(snapshot, "gov-01", "", internal=False)
    assert [(one.observation.text, one.reader) for one in case.observations(snapshot)] == [("直した", "shared"), ("", "draft")]
    case.share(snapshot, ["gov-01"])
    assert (read_by_staff(make_desk()), case.observations(snapshot), case.unshared(snapshot)) == ([], [], [])


def test_what_was_shared_before_there_were_drafts_counts_as_shared(tmp_path: Path) -> None:
    """A folder of the earlier schema: nothing in it becomes a draft, and going on begins from what is shared."""
    shutil.copytree(Path(__file__).parents[1] / "store" / "fixtures" / "schema-2", tmp_path / "data")
    workspace = Workspace.open(tmp_path / "data")
    case = workspace.specialist_desk("demo-senmonkan", ["382027"], (), now=lambda: NOW).cases()[0]
    (snapshot,) = (one for one in case.snapshots() if any(noted.shared for noted in case.observations(one)))
    noted = case.observations(snapshot)
    assert {one.reader for one in noted} == {"shared", "internal"}
    shared = next(one.observation for one in noted if one.shared)
    assert case.observed(snapshot, shared.item, internal=False) == shared.text
    case.observe(snapshot, shared.item, "", internal=False)
    assert [one.text for one in case.unshared(snapshot)] == [""]


def test_papers_for_the_municipality_hold_no_draft(data: Path, make_desk: Desks) -> None:
    """The specialist's own pages do, and say that it is one."""
    submit(make_desk)
    case = case_of(data)
    case.observe(latest(case), "gov-01", "まだの所見", internal=False)
    assert "まだの所見" not in to_markdown(handover(make_desk())).decode()
    assert "まだの所見" in to_markdown(brief(case)).decode()
    assert "共有・書きかけ" in to_markdown(brief(case)).decode()
    assert "共有前の所見" in to_markdown(specialist_handover(case)).decode()
