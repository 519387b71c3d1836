"""An observation for the municipality is a draft that specialists alone read, until it is shared; F8 shares, as at a visit."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.people import Desks, Open
from app.test_specialist import IMABARI, case_of, opened, specialist, submit
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


async def test_the_municipality_reads_nothing_that_is_still_being_typed(data: Path, make_desk: Desks, open_app: Open) -> None:
    """The case seen: the window is open, the staff's screen shows half a sentence."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "r", "o")
        await person.type("はんぶんの")
        await person.wait_until(lambda: case_of(data).observed(latest(case_of(data)), "mom-01", internal=False) == "はんぶんの")
        assert read_by_staff(make_desk()) == []
        assert "はんぶんの" not in (data / "382027.json").read_text(encoding="utf-8")
        await person.press("escape")
        assert "[書きかけ]" in person.text
        assert "所見（共有・書きかけ）" in person.text
        assert read_by_staff(make_desk()) == []
        await person.press("o")
        await person.type("文")
        await person.press("f8")
        assert person.screen == "CaseReview"
        assert "[書きかけ]" not in person.text
    assert read_by_staff(make_desk()) == ["はんぶんの文"]
    async with open_app(make_desk()) as staff:
        assert "所見が1件" in staff.text


async def test_all_observations_are_shared_from_the_screen_after_asking(data: Path, make_desk: Desks) -> None:
    """Each is named; No leaves everything as it was; another specialist's draft is read and not shared."""
    submit(make_desk)
    other = case_of(data, "senmonkan-2")
    other.observe(latest(other), "mom-02", "ほかの専門官の下書き", internal=False)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "r")
        await person.press("f8")
        assert "共有していない所見はありません" in person.said[-1]
        for text in ("一つ目", "二つ目"):
            await person.press("o")
            await person.type(text)
            await person.press("escape", "n")
        assert any("ほかの専門官の下書き" in one.observation.text for one in case_of(data).observations(latest(other)))
        await person.press("f8")
        assert "所見2件を市町と共有しますか" in person.text
        assert "mom-02" in person.text
        await person.press("enter")
        assert read_by_staff(make_desk()) == []
        await person.press("f8")
        await person.press("y")
    assert read_by_staff(make_desk()) == ["一つ目", "二つ目"]


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
