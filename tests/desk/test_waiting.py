"""Observations and returns of an earlier snapshot: they stay until somebody deals with them, on every desk, paper and screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from dxcheck.casework.waiting import SharedReturn
from dxcheck.desk import StaffDesk
from dxcheck.desk.case import CaseDesk
from dxcheck.desk.returned import ReturnedItemsLeftError
from dxcheck.formats.markdown import to_markdown
from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer, Snapshot
from dxcheck.reports.brief import brief
from dxcheck.reports.handover import handover, specialist_handover
from dxcheck.workspace import Workspace

MAY = dt.datetime(2026, 5, 20, 10, 0, tzinfo=JAPAN)
NOVEMBER = dt.datetime(2026, 11, 20, 10, 0, tzinfo=JAPAN)


class World:
    """今治市 with a clock, seen from both sides."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.now = MAY

    def later(self, **step: int) -> None:
        """Set the clock forward."""
        self.now += dt.timedelta(**step)

    @property
    def staff(self) -> StaffDesk:
        """The municipality's desk, opened anew."""
        workspace = Workspace.open(self._folder)
        return workspace.staff_desk(workspace.roster.find("今治"), post="企画課", now=lambda: self.now)

    def case(self, name: str = "senmonkan-1") -> CaseDesk:
        """A specialist's, opened anew."""
        workspace = Workspace.open(self._folder)
        municipality = workspace.roster.find("今治")
        return workspace.specialist_desk(name, [municipality.code], (), now=lambda: self.now).case(municipality)

    def is_returned(self) -> bool:
        """What the specialist's list says."""
        workspace = Workspace.open(self._folder)
        municipality = workspace.roster.find("今治")
        return workspace.specialist_desk("s", [municipality.code], (), now=lambda: self.now).summaries()[0].is_returned

    def submit(self, level: int = 1, **special: Answer) -> Snapshot:
        """Submit everything at one level, from a file."""
        items = [one.id for one in self.staff.questionnaire.items]
        answers = {one: Answer(choice=level) for one in items} | {one.replace("_", "-"): answer for one, answer in special.items()}
        return self.staff.submit_answers(
            {one: answer for one, answer in answers.items() if answer.is_answered}, "企画課", "課長", replace=True
        )

    def corrected(self, **levels: int) -> Snapshot:
        """Correct the cycle's snapshot on the screen: only these items are touched."""
        self.staff.begin()
        for item, level in levels.items():
            self.staff.save(item.replace("_", "-"), AnswerPatch(choice=level))
        return self.staff.submit("企画課", "課長")

    def left(self) -> list[tuple[str, tuple[str, ...]]]:
        """The returns that wait, each with its snapshot and items."""
        return [(one.snapshot.id, one.items) for one in self.staff.open_returns()]

    def give_back(self, snapshot: Snapshot, items: list[str], by: str = "senmonkan-1", reason: str = "根拠を見直してください") -> None:
        """Give it back an hour later; an hour after that is now."""
        self.later(hours=1)
        case = self.case(by)
        case.give_back(snapshot, reason, items, case.last_return(snapshot))
        self.later(hours=1)

    def share(self, snapshot: Snapshot, item: str, text: str, by: str = "senmonkan-1") -> None:
        """Write an observation and share it."""
        self.later(hours=1)
        self.case(by).observe(snapshot, item, text, internal=False)
        self.case(by).share(snapshot, [item])
        self.later(hours=1)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """In May."""
    return World(tmp_path / "data")


def test_a_return_stays_after_the_next_submission_until_its_items_are_answered(world: World) -> None:
    """Seen: two items were given back in May, the next cycle was submitted without one of them, and the notice was gone."""
    may = world.submit()
    world.give_back(may, ["gov-01", "gov-02"])
    assert world.left() == [(may.id, ("gov-01", "gov-02"))]
    world.now = NOVEMBER
    world.submit(gov_02=Answer())
    assert world.left() == [(may.id, ("gov-02",))]
    assert world.is_returned()
    world.later(days=1)
    world.corrected(gov_02=1)
    assert world.left() == []
    assert not world.is_returned()


def test_a_correction_that_touches_something_else_answers_nothing(world: World) -> None:
    """In the same cycle the answers come along; whoever chooses the same level once more has confirmed it, and nobody else."""
    first = world.submit(level=2)
    world.give_back(first, ["gov-01", "gov-02"])
    with pytest.raises(ReturnedItemsLeftError, match="gov-01、gov-02"):
        world.corrected(mom_01=3)
    assert world.left() == [(first.id, ("gov-01", "gov-02"))]
    with pytest.raises(ReturnedItemsLeftError, match="gov-02"):
        world.corrected(gov_01=2)
    world.later(hours=1)
    second = world.corrected(gov_02=4)
    assert not {"gov-01", "gov-02", "mom-01"} & set(second.kept)
    assert world.left() == []


def test_a_text_or_a_level_that_was_taken_back_answers_no_return(world: World) -> None:
    """Seen: a comment on the item, or a level that was undone, closed the return."""
    first = world.submit(level=2)
    world.give_back(first, ["gov-01", "gov-02"])
    stood = world.staff.begin().entries["gov-02"].standing
    world.staff.save("gov-01", AnswerPatch(comment="確認中"))
    world.staff.save("gov-02", AnswerPatch(choice=4))
    world.staff.save("gov-02", AnswerPatch(choice=2, standing=stood))
    with pytest.raises(ReturnedItemsLeftError, match="gov-01、gov-02"):
        world.staff.submit("企画課", "課長")
    world.staff.save("gov-01", AnswerPatch(choice=2))
    with pytest.raises(ReturnedItemsLeftError, match="gov-02") as left:
        world.staff.submit("企画課", "課長")
    assert left.value.items == ("gov-02",), "the level after the comment"
    assert world.left() == [(first.id, ("gov-01", "gov-02"))]


def test_a_file_that_is_merged_answers_what_is_in_it(world: World) -> None:
    """`submit --merge` leaves the rest as it was: not looked at again."""
    first = world.submit()
    world.give_back(first, ["gov-01", "gov-02"])
    changes = {"gov-01": AnswerPatch(choice=1), "mom-01": AnswerPatch(choice=4), "gov-02": AnswerPatch(comment="あとで")}
    world.staff.merge_answers(changes, "企画課", "課長")
    assert world.left() == [(first.id, ("gov-02",))], "a comment confirms no level"


def test_a_return_of_the_whole_is_answered_by_the_next_submission_and_only_by_one_after_it(world: World) -> None:
    """A snapshot that came in while the reason was being written had not seen it."""
    first = world.submit()
    world.later(minutes=10)
    second = world.corrected(mom_01=3)
    world.give_back(first, [])
    assert world.left() == [(first.id, ())]
    world.corrected(mom_02=3)
    assert world.left() == []
    assert second.seq > first.seq


def test_a_second_specialists_return_does_not_take_the_firsts_away(world: World) -> None:
    """Sibling: the newer return was the only one that was shown."""
    first = world.submit()
    world.give_back(first, ["gov-01"])
    world.give_back(first, ["gov-02"], by="senmonkan-2")
    assert world.left() == [(first.id, ("gov-01",)), (first.id, ("gov-02",))]
    world.give_back(first, ["gov-03"])
    assert world.left() == [(first.id, ("gov-02",)), (first.id, ("gov-03",))], "one's own is written anew"


@pytest.mark.parametrize("side", ["staff", "case"])
def test_either_side_marks_a_return_as_dealt_with_and_takes_the_mark_back(world: World, side: str) -> None:
    """It can be taken back, and who marked it is kept."""
    first = world.submit()
    world.give_back(first, ["gov-01"])

    def desk() -> StaffDesk | CaseDesk:
        return world.staff if side == "staff" else world.case("senmonkan-2")

    assert desk().settle(desk().open_returns()[0].returned)
    assert world.left() == []
    marked: SharedReturn = desk().every_return()[0]
    assert (marked.returned.settled_at, marked.returned.settled_by) == (world.now, "企画課" if side == "staff" else "senmonkan-2")
    assert desk().settle(marked.returned, done=False)
    assert world.left() == [(first.id, ("gov-01",))]


def test_an_observation_stays_after_the_next_submission_until_it_is_marked(world: World) -> None:
    """Seen: the line on home counted those of the newest snapshot alone."""
    may = world.submit()
    world.share(may, "gov-01", "要綱の写しを年度内に")
    world.now = NOVEMBER
    world.submit(level=2)
    waiting = world.staff.open_observations()
    assert [(one.observation.text, one.snapshot.id) for one in waiting] == [("要綱の写しを年度内に", may.id)]
    assert world.staff.settle(waiting[0].observation)
    assert world.staff.open_observations() == []
    assert [one.text for one in world.staff.shared_observations(may)] == ["要綱の写しを年度内に"], "it can still be read"


def test_an_observation_that_is_shared_anew_waits_again(world: World) -> None:
    """What was dealt with was the earlier text; and a mark on a text that was rewritten meanwhile is not made."""
    may = world.submit()
    world.share(may, "gov-01", "要綱の写しを")
    seen = world.staff.open_observations()[0].observation
    assert world.staff.settle(seen)
    world.share(may, "gov-01", "要綱の写しを、課長にも")
    assert [one.observation.text for one in world.staff.open_observations()] == ["要綱の写しを、課長にも"]
    assert not world.staff.settle(seen)
    assert len(world.staff.open_observations()) == 1


@pytest.mark.parametrize("paper", [handover, specialist_handover, brief])
def test_the_papers_name_what_waits_with_its_snapshot(world: World, paper: Callable[..., object]) -> None:
    """Handover and brief after the next submission."""
    may = world.submit()
    world.give_back(may, ["gov-01", "gov-02"])
    world.share(may, "gov-03", "要綱の写しを年度内に")
    world.now = NOVEMBER
    world.submit(gov_02=Answer())
    text = to_markdown(paper(world.staff if paper is handover else world.case())).decode()
    for said in ("令和8年度前期（2026年5月20日提出）", "根拠を見直してください", "gov-02", "要綱の写しを年度内に"):
        assert said in text


def test_a_visit_without_a_record_is_named_until_it_has_one(world: World) -> None:
    """Sibling: once its day was over, or the next one was planned, nothing on the screen said that its record is still to be shared."""
    visit = world.case().plan(world.now.date())
    world.later(days=3)
    world.case().plan(world.now.date())
    assert [one.id for one in world.case().unrecorded_visits()] == [visit.id]
    world.case().record(visit.id)
    assert world.case().unrecorded_visits() == []


def test_what_a_specialist_has_not_shared_yet_is_named_after_the_next_submission(world: World) -> None:
    """Sibling: a draft of an observation, and an internal one, were on the newest snapshot's paper alone."""
    may = world.submit()
    world.case().observe(may, "gov-01", "まだ共有していない", internal=False)
    world.case().observe(may, "gov-02", "次の担当へ", internal=True)
    world.now = NOVEMBER
    world.submit(level=2)
    assert [(one.id, [o.text for o in said]) for one, said in world.case().unshared_by_snapshot()] == [(may.id, ["まだ共有していない"])]
    text = to_markdown(specialist_handover(world.case())).decode()
    assert "まだ共有していない" in text
    assert "次の担当へ" in text
