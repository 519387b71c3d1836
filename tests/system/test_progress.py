"""How far long work is: what is told to whoever follows, in which words, and that it can be cancelled at every part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.system.progress import CancelledError, LastTold, counted, followed_by, how_far, under_way


class Listener(LastTold):
    """Remembers all that it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[int, int, str]] = []
        self.over = 0

    def told(self, done: int, of: int, what: str) -> None:
        """Note it."""
        super().told(done, of, what)
        self.steps.append((done, of, what))

    def ended(self) -> None:
        """Count it."""
        super().ended()
        self.over += 1


def test_whoever_follows_is_told_each_part_and_the_end() -> None:
    """From none done to all, and nothing is under way afterwards."""
    listener = Listener()
    with followed_by(listener):
        assert list(counted("ab", "読んでいます")) == ["a", "b"]
    assert listener.steps == [(0, 2, "読んでいます"), (1, 2, "読んでいます"), (2, 2, "読んでいます")]
    assert (listener.over, listener.how_far) == (1, "")


def test_where_nobody_follows_the_work_is_the_same() -> None:
    """Nothing is kept from before either."""
    with followed_by(Listener()), followed_by(None):
        assert list(counted([1, 2], "読んでいます")) == [1, 2]
    with under_way("読んでいます"):
        pass


def test_of_steps_within_steps_the_outermost_is_told() -> None:
    """What a part takes apart in its turn would only flicker."""
    listener = Listener()
    with followed_by(listener):
        for _one in counted("ab", "外"):
            list(counted("xyz", "内"))
    assert {what for _done, _of, what in listener.steps} == {"外"}
    assert listener.over == 1


@pytest.mark.parametrize("at", range(4))
def test_it_ends_at_the_next_part_once_nobody_wants_it(at: int) -> None:
    """Also within a step of a step; the parts before are done, and no later one is begun."""
    listener, begun = Listener(), []

    def work() -> None:
        for one in counted(range(4), "外"):
            begun.append(one)
            if one == at:
                listener.cancel()
            list(counted("x", "内"))

    with followed_by(listener), pytest.raises(CancelledError):
        work()
    assert begun == list(range(at + 1))
    assert not listener.is_under_way


def test_a_loop_that_is_left_early_ends_its_step() -> None:
    """The line it stood on is free for what is said next."""
    listener = Listener()
    with followed_by(listener):
        for one in counted("abc", "読んでいます"):
            if one == "b":
                break
    assert (listener.over, listener.is_under_way) == (1, False)


@given(st.integers(1, 2000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), st.floats(0, 10_000))
def test_the_share_is_never_more_than_was_done(parts: tuple[int, int], took: float) -> None:
    """100 % stands for all of it, and what is left is at least a second."""
    done, of = parts
    said = how_far(done, of, "読んでいます", took)
    share = int(said.partition("（")[2].partition("%")[0])
    assert share * of <= done * 100
    assert (share == 100) == (done == of)
    assert "あと0" not in said


@pytest.mark.parametrize(
    ("done", "of", "took", "said"),
    [
        (620, 1741, 0.4, "読んでいます　620/1,741（35%）"),
        (620, 1741, 2.0, "読んでいます　620/1,741（35%）　あと4秒ほど"),
        (10, 100, 3.0, "読んでいます　10/100（10%）　あと30秒ほど"),
        (10, 100, 60.0, "読んでいます　10/100（10%）　あと10分ほど"),
        (1, 100, 5.0, "読んでいます　1/100（1%）"),
        (0, 0, 5.0, "読んでいます"),
    ],
)
def test_how_long_it_takes_is_said_no_more_exactly_than_it_can_be(done: int, of: int, took: float, said: str) -> None:
    """Seconds while they are few, then tens, then minutes; nothing while too little is done to tell."""
    assert how_far(done, of, "読んでいます", took) == said
