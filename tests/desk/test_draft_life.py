"""A draft's age, what was carried over in it, and giving it up without losing it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store.making import draft as made_draft

from dxcheck.assessment.draft_life import KEPT_ASIDE, MOST_ASIDE, begun_and_touched, brought_back, given_up, what_goes, what_is_old
from dxcheck.desk import NoDraftError, StaffDesk
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Draft, SetAside
from dxcheck.store.backup import back_up, restore
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

FEBRUARY = dt.datetime(2026, 2, 10, 10, 0, tzinfo=JAPAN)
SEPTEMBER = dt.datetime(2026, 9, 15, 10, 0, tzinfo=JAPAN)


class Clock:
    """A clock to be set."""

    def __init__(self) -> None:
        self.moment = FEBRUARY

    def __call__(self) -> dt.datetime:
        """What it shows."""
        return self.moment


@pytest.fixture
def clock() -> Clock:
    """In February."""
    return Clock()


@pytest.fixture
def make(tmp_path: Path, clock: Clock) -> Callable[..., StaffDesk]:
    """Desks of 今治市: each call is another running app."""

    def desk(post: str = "企画課") -> StaffDesk:
        workspace = Workspace.open(tmp_path / "data")
        return workspace.staff_desk(workspace.roster.find("今治"), post=post, now=clock)

    return desk


def answered(desk: StaffDesk, n: int, level: int = 2) -> list[str]:
    """Answer the first items; gives which."""
    items = [one.id for one in desk.questionnaire.ordered[:n]]
    for one in items:
        desk.save(one, AnswerPatch(choice=level))
    return items


def drafted(desk: StaffDesk) -> Draft:
    """The draft, which is there."""
    found = desk.draft()
    assert found is not None
    return found


def test_forty_answers_of_february_are_known_as_such_in_september(make: Callable[..., StaffDesk], clock: Clock) -> None:
    """Seen: they became September's result without a word. Now the draft, and the snapshot, say which answers nobody looked at again."""
    items = answered(make(), 40)
    clock.moment = FEBRUARY + dt.timedelta(days=14)
    make("総務課").save(items[0], AnswerPatch(comment="見直した"))
    clock.moment = SEPTEMBER
    desk = make()
    age = desk.age(drafted(desk))
    assert (age.begun_for, age.is_old, age.touched_at.date()) == (Cycle(2025, 2), True, dt.date(2026, 2, 24))
    assert set(age.carried_over) == set(items)
    assert begun_and_touched(age) == "2026年2月10日に始め、2026年2月24日に最後に書いた下書きです。"
    said = "".join(what_is_old(age, desk.cycle))
    assert "令和7年度後期に始めたもので、提出すると令和8年度前期の診断結果になります" in said
    assert "40問は、2026年2月10日までに答えたまま" in said
    # Looked at again: one with the same level, one with another. The rest is carried over, also into the snapshot, and so is what only got a text.
    desk.save(items[1], AnswerPatch(choice=2))
    desk.save(items[2], AnswerPatch(choice=3))
    desk.save(items[3], AnswerPatch(evidence="要綱"))
    assert set(desk.age(drafted(desk)).carried_over) == set(items) - set(items[1:3])
    made = desk.submit("企画課", "課長")
    assert made.cycle == Cycle(2026, 1)
    assert set(made.carried_over) == set(items) - set(items[1:3])
    assert made.carried_over[items[0]] == dt.date(2026, 2, 10)
    assert make().snapshot(made.id) == made


@pytest.mark.parametrize("patch", [AnswerPatch(comment="見直した"), AnswerPatch(evidence="要綱"), AnswerPatch(target=4)])
def test_only_a_choice_looks_at_an_answer_again(make: Callable[..., StaffDesk], clock: Clock, patch: AnswerPatch) -> None:
    """Seen: a comment, or a target, made an answer of February one of September. The level that is given after it, though it is the same, does."""
    [item] = answered(make(), 1)
    clock.moment = SEPTEMBER
    desk = make("総務課")
    desk.save(item, patch)
    assert desk.age(drafted(desk)).carried_over == {item: FEBRUARY.date()}
    assert make().age(drafted(make())).touched_at == SEPTEMBER, "somebody wrote in it all the same"
    make("企画課").save(item, AnswerPatch(comment="もう一度"))
    assert desk.age(drafted(desk)).carried_over == {item: FEBRUARY.date()}, "nor does the next text"
    desk.save(item, AnswerPatch(choice=2))
    assert desk.age(drafted(desk)).carried_over == {}


def test_a_choice_that_is_taken_back_leaves_the_answer_as_old_as_it_was(make: Callable[..., StaffDesk], clock: Clock) -> None:
    """Seen: 4 was pressed and undone, and an answer of February was one of September. Its entry is the one of before."""
    [item] = answered(make(), 1)
    before = drafted(make()).entries
    clock.moment = SEPTEMBER
    desk = make()
    stood = before[item].standing
    desk.save(item, AnswerPatch(choice=4))
    assert desk.age(drafted(desk)).carried_over == {}
    desk.save(item, AnswerPatch(choice=2, standing=stood))
    assert drafted(desk).entries == before
    desk.save(item, AnswerPatch(choice=2))
    desk.save(item, AnswerPatch(choice=2, standing=stood))
    assert desk.age(drafted(desk)).carried_over == {item: FEBRUARY.date()}, "the same level once more, taken back"


def test_a_draft_of_this_cycle_is_not_old_and_nothing_in_it_carried_over(make: Callable[..., StaffDesk], clock: Clock) -> None:
    """Begun in the cycle's first week, finished at its end."""
    clock.moment = dt.datetime(2026, 4, 1, 0, 0, tzinfo=JAPAN)
    answered(make(), 5)
    clock.moment = SEPTEMBER
    age = make().age(drafted(make()))
    assert (age.is_old, age.carried_over) == (False, {})
    assert what_is_old(age, make().cycle) == []
    assert make().submit("企画課", "課長").carried_over == {}


def test_a_correction_does_not_make_carried_over_answers_new(make: Callable[..., StaffDesk], clock: Clock) -> None:
    """What was carried over into the first stays so in the second, unless it is looked at."""
    items = answered(make(), 3)
    clock.moment = SEPTEMBER
    first = make().submit("企画課", "課長")
    clock.moment = SEPTEMBER + dt.timedelta(days=1)
    make().begin()
    make().save(items[0], AnswerPatch(choice=2))
    second = make().submit("企画課", "課長")
    assert second.supersedes == first.id
    assert second.carried_over == {item: FEBRUARY.date() for item in items[1:]}


def test_the_same_answer_within_the_cycle_changes_nothing(make: Callable[..., StaffDesk], clock: Clock) -> None:
    """Only what is from before the cycle is renewed by being given again: who answered first stays on record."""
    answered(make("企画課"), 1)
    before = drafted(make())
    clock.moment += dt.timedelta(days=1)
    answered(make("総務課"), 1)
    assert drafted(make()) == before


def test_under_an_extended_deadline_the_cycle_begins_later(tmp_path: Path, make: Callable[..., StaffDesk], clock: Clock) -> None:
    """Answered on 10 April for the cycle extended to the 15th, submitted on the 20th for the next one: carried over."""
    clock.moment = dt.datetime(2026, 3, 20, 10, 0, tzinfo=JAPAN)
    Workspace.open(tmp_path / "data").centre_desk(now=clock).cycles.extend(dt.date(2026, 4, 15))
    clock.moment = dt.datetime(2026, 4, 10, 10, 0, tzinfo=JAPAN)
    [item] = answered(make(), 1)
    assert not make().age(drafted(make())).is_old
    clock.moment = dt.datetime(2026, 4, 20, 10, 0, tzinfo=JAPAN)
    age = make().age(drafted(make()))
    assert (age.is_old, age.carried_over) == (True, {item: dt.date(2026, 4, 10)})


# -- giving up ---------------------------------------------------------------------------------------------------------


def test_a_draft_is_given_up_and_comes_back_whole_after_a_restart(make: Callable[..., StaffDesk], clock: Clock) -> None:
    """With its answers, texts, history and places."""
    items = answered(make(), 5)
    make("総務課").save(items[0], AnswerPatch(choice=4, comment="別の見方"))
    make().stay_at(items[3])
    before = drafted(make())
    given = make().give_up()
    assert (given.draft, given.by) == (before, "企画課")
    assert make().draft() is None
    clock.moment += dt.timedelta(days=60)
    assert [one.draft.id for one in make().set_aside()] == [before.id]
    assert make().bring_back() == before
    assert drafted(make()) == before
    assert make().set_aside() == []


def test_a_correction_is_given_up_and_what_was_submitted_stays(make: Callable[..., StaffDesk]) -> None:
    """The next one begins with the submitted answers again."""
    items = answered(make(), 2)
    submitted = make().submit("企画課", "課長")
    make().begin()
    make().save(items[0], AnswerPatch(choice=5))
    make().give_up()
    assert make().latest() == submitted
    assert make().begin().answers[items[0]].choice == 2


def test_beginning_anew_begins_with_nothing(make: Callable[..., StaffDesk], clock: Clock) -> None:
    """In a new cycle; the old draft can still be had."""
    answered(make(), 40)
    clock.moment = SEPTEMBER
    make().give_up()
    assert make().begin().answers == {}
    assert len(make().set_aside()) == 1


def test_bringing_back_over_a_new_draft_swaps_them(make: Callable[..., StaffDesk]) -> None:
    """Nothing is lost: what was written meanwhile is kept aside in its place, and can be had back in turn; one that nobody wrote in is not worth keeping."""
    answered(make(), 3)
    first = make().give_up().draft
    answered(make(), 1, level=5)
    second = drafted(make())
    assert make().bring_back() == first
    assert [one.draft for one in make().set_aside()] == [second]
    assert make().bring_back() == second
    make().give_up()
    make().begin()
    assert make().bring_back() == second
    assert [one.draft for one in make().set_aside()] == [first]


def test_bringing_back_again_goes_on_to_the_one_before(make: Callable[..., StaffDesk], clock: Clock) -> None:
    """Seen: of three, the first was never reached: the other two took turns. Once through, it begins again; what is given up next comes first."""
    ids = []
    for level in (1, 2, 3):
        answered(make(), 1, level)
        ids.append(make().give_up().draft.id)
        clock.moment += dt.timedelta(days=1)
    assert [make().bring_back().id for _ in range(6)] == [ids[2], ids[1], ids[0]] * 2
    make().give_up()
    assert make().bring_back().id == ids[0]


def test_what_goes_for_want_of_room_is_the_oldest_and_it_is_said_before(make: Callable[..., StaffDesk], clock: Clock) -> None:
    """Seen: the sixth took the first one's place without a word, though ninety days are promised."""
    first = drafted_and_given_up(make, clock)
    for _ in range(MOST_ASIDE - 2):
        drafted_and_given_up(make, clock)
    assert what_goes(make().set_aside()) == ""
    drafted_and_given_up(make, clock)
    assert next(one.draft.id for one in make().set_aside()) == first
    assert f"取りやめた下書きは{MOST_ASIDE}件まで残ります。2026年2月10日に取りやめたものは、戻せなくなります。" == what_goes(
        make().set_aside()
    )
    last = drafted_and_given_up(make, clock)
    there = [one.draft.id for one in make().set_aside()]
    assert (len(there), there[-1], first in there) == (MOST_ASIDE, last, False)


def drafted_and_given_up(make: Callable[..., StaffDesk], clock: Clock) -> str:
    """One more, an hour later; its id."""
    answered(make(), 1)
    made = make().give_up()
    clock.moment += dt.timedelta(hours=1)
    return made.draft.id


def test_there_must_be_something_to_give_up_or_to_bring_back(make: Callable[..., StaffDesk]) -> None:
    """Also where somebody else was quicker."""
    with pytest.raises(NoDraftError):
        make().give_up()
    with pytest.raises(NoDraftError):
        make().bring_back()
    answered(make(), 1)
    make().submit("企画課", "課長")
    with pytest.raises(NoDraftError):
        make().give_up()


def test_after_three_months_it_is_gone(make: Callable[..., StaffDesk], clock: Clock, tmp_path: Path) -> None:
    """From what can be brought back at once, from the disk with the next one that is given up."""
    answered(make(), 1)
    make().give_up()
    clock.moment += KEPT_ASIDE + dt.timedelta(days=1)
    assert make().set_aside() == []
    with pytest.raises(NoDraftError):
        make().bring_back()
    answered(make(), 2)
    make().give_up()
    there = json.loads(place(tmp_path / "data", "382027.draft.json").read_bytes())["aside"]
    assert len(there) == 1


def test_it_is_written_down_who_gave_up_and_brought_back(make: Callable[..., StaffDesk]) -> None:
    """With the draft's id, never an answer."""
    told: list[tuple[str, str]] = []
    desk = make()
    desk.witness = lambda event, detail: told.append((event, detail))
    answered(desk, 1)
    draft = drafted(desk)
    desk.give_up()
    desk.bring_back()
    assert told == [("draft-given-up", draft.id), ("draft-brought-back", draft.id)]


def test_a_copy_holds_both(make: Callable[..., StaffDesk], clock: Clock, tmp_path: Path) -> None:
    """The draft in work and the one kept aside come back with the copy."""
    answered(make(), 3)
    make().give_up()
    answered(make(), 1)
    back_up(tmp_path / "data", tmp_path / "copy.zip", clock())
    restore(tmp_path / "copy.zip", tmp_path / "again")
    workspace = Workspace.open(tmp_path / "again")
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=clock)
    assert (desk.draft(), desk.set_aside()) == (make().draft(), make().set_aside())
    assert len(desk.set_aside()) == 1


@given(st.lists(st.tuples(st.sampled_from(["give up", "bring back", "begin"]), st.integers(0, 40)), max_size=30))
def test_whatever_is_given_up_and_brought_back_no_draft_is_twice_and_the_last_ones_are_there(steps: list[tuple[str, int]]) -> None:
    """However often, over however long a time."""
    draft: Draft | None = None
    aside: list[SetAside] = []
    now, number = FEBRUARY, 0
    for what, days in steps:
        now += dt.timedelta(days=days)
        if what == "begin" and draft is None:
            number += 1
            draft = Draft(f"d{number}", "382027", made_draft().questionnaire, now, revision=1)
        elif what == "give up" and draft is not None:
            gone, draft, aside = draft, None, given_up(draft, aside, now, "企画課")
            assert aside[-1].draft is gone
        elif what == "bring back" and aside:
            back = aside[-1].draft
            draft, aside = brought_back(draft, aside, now, "企画課")
            assert draft is back
        ids = [one.draft.id for one in aside] + ([draft.id] if draft is not None else [])
        assert len(set(ids)) == len(ids)
        assert len(aside) <= MOST_ASIDE
