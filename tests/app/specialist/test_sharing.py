"""An observation for the municipality is a draft that specialists alone read, until it is shared; F8 shares, as at a visit."""

from __future__ import annotations

from app.people import Open
from app.specialist_people import opened
from desks import IMABARI, Desks, case_of, specialist, submit

from dxcheck.desk import StaffDesk
from dxcheck.desk.case import CaseDesk
from dxcheck.model.snapshot import Snapshot
from dxcheck.store.layout import place
from dxcheck.store.shelf import Address
from dxcheck.store.shelves import shelf_of


def latest(desk: StaffDesk | CaseDesk) -> Snapshot:
    """The snapshot it is about."""
    found = desk.latest()
    assert found is not None
    return found


def read_by_staff(desk: StaffDesk) -> list[str]:
    """What the municipality reads."""
    return [one.text for one in desk.shared_observations(latest(desk))]


async def test_the_municipality_reads_nothing_that_is_still_being_typed(data: Address, make_desk: Desks, open_app: Open) -> None:
    """The case seen: the window is open, the staff's screen shows half a sentence."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "r", "o")
        await person.type("はんぶんの")
        await person.wait_until(lambda: case_of(data).observed(latest(case_of(data)), "mom-01", internal=False) == "はんぶんの")
        assert read_by_staff(make_desk()) == []
        shared = place(data, "382027.json")
        assert "はんぶんの".encode() not in (shelf_of(shared).read(shared) or b"")
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
        assert "所見1件" in staff.text


async def test_all_observations_are_shared_from_the_screen_after_asking(data: Address, make_desk: Desks) -> None:
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
