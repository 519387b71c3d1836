"""What a municipality says to observations, and how it is undone."""

from __future__ import annotations

import msgspec
from moments import NOW

from dxcheck.casework.model import Action, Observation, Response
from dxcheck.casework.responses import responded, without_response

ONE, TWO, OTHER = (Observation("s1", item, "所見", NOW, "senmonkan-1") for item in ("gov-01", "gov-02", "gov-03"))
ACTION = Action("a", "gov-01", 2, "一歩", NOW, "s1")
DO = Response("do", action="a")


def test_one_action_answers_several_and_goes_with_the_last_of_them() -> None:
    """As long as another observation relies on it, it stays; so does one that somebody has begun."""
    there = responded([ONE, TWO, OTHER], [ONE, TWO], DO, NOW, "企画課")
    assert [one.response for one in there] == [DO, DO, None]
    left, actions = without_response(there, [ACTION], there[0])
    assert ([one.response for one in left], actions) == ([None, DO, None], [ACTION])
    assert without_response(left, actions, left[1]) == ([ONE, TWO, OTHER], [])
    begun = msgspec.structs.replace(ACTION, state="doing", changed_at=NOW)
    assert without_response(left, [begun], left[1]) == ([ONE, TWO, OTHER], [begun])


def test_what_was_written_anew_meanwhile_is_not_answered_unread() -> None:
    """Not one of those that were to be answered together."""
    anew = msgspec.structs.replace(ONE, text="書き直した所見")
    assert responded([anew, TWO], [ONE, TWO], DO, NOW, "企画課") == [anew, TWO]
    assert without_response([anew], [ACTION], ONE) == ([anew], [ACTION])
