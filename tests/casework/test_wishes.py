"""A wish or question of a municipality never just stays and never disappears: whoever has to say something next is known, whatever was said in which order."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from moments import NOW

from dxcheck.casework.model import VisitRecord, Wish, WishState
from dxcheck.casework.wishes import done_with, longest_waiting, open_in_order, replied, reworded, waits_since, without_last_reply
from dxcheck.store.upgrades import with_wishes_apart

DAY = dt.timedelta(days=1)
steps = st.lists(st.sampled_from(["received", "answered", "next_visit"]), max_size=5)


def asked(*states: WishState, id_: str = "w") -> Wish:
    """Asked today; a word on each day after that brought it to each of the states."""
    wish = Wish("相談", NOW, "企画課", id_)
    for n, state in enumerate(states, 1):
        wish = replied(wish, f"{n}", state, NOW + n * DAY, "だれか", "app")
    return wish


def held(day: int) -> VisitRecord:
    """A visit that was held and recorded so many days from now."""
    return VisitRecord("v", (NOW + day * DAY).date(), at=NOW + day * DAY + dt.timedelta(hours=5))


@given(steps, st.booleans())
def test_an_open_wish_waits_for_exactly_one_side(states: list[WishState], visited: bool) -> None:
    """The last word says for which; what was left to a visit waits for the specialist once the visit was held."""
    wish = asked(*states)
    records = [held(len(states) + 1)] if visited else []
    last = states[-1] if states else "received"
    waits = last == "received" or (last == "next_visit" and visited)
    assert (waits_since(wish, records) is not None) == waits
    assert open_in_order([wish], records) == [wish], "open, whoever's turn it is"
    closed = done_with(wish, NOW + 9 * DAY, "企画課")
    assert waits_since(closed, records) is None
    assert done_with(closed, None, "企画課") == wish
    assert replied(closed, "まだです", "received", NOW + 10 * DAY, "企画課", "app").is_open, "a further word opens it again"


def test_asking_once_more_does_not_begin_the_waiting_anew() -> None:
    """It does after an answer. Whoever has waited longest comes first; answered ones come before those of the next visit."""
    assert waits_since(asked("received", "received"), []) == NOW.date()
    assert waits_since(asked("answered", "received", "received"), []) == (NOW + 2 * DAY).date()
    long, again, done = asked("received", id_="a"), asked("answered", "received", id_="b"), asked("answered", id_="c")
    put_off, after = asked("next_visit", id_="d"), asked("next_visit", "next_visit", id_="e")
    assert [one.id for one in longest_waiting([again, done, long], [])] == ["a", "b"]
    assert [one.id for one in open_in_order([put_off, done, again, long], [])] == ["a", "b", "c", "d"]
    assert waits_since(after, [held(1)]) is None, "it was left to the visit after that one"
    assert waits_since(put_off, [held(1)]) is not None


def test_only_the_last_word_is_taken_back_and_a_rewording_keeps_what_was_said() -> None:
    """Nothing said, nothing changed; only the next visit can be chosen without a word."""
    wish = asked("answered")
    assert without_last_reply(wish) == asked()
    assert replied(wish, " ", "answered", NOW, "x", "y") is wish
    assert replied(wish, "", "next_visit", NOW, "x", "y").state == "next_visit"
    new = reworded(wish, "相談と費用", NOW + 2 * DAY, "総務課")
    assert (new.text, [(one.text, one.by) for one in new.earlier], new.since) == ("相談と費用", [("相談", "総務課")], wish.since)
    assert reworded(wish, "", NOW, "総務課") is wish


def version(day: int, text: str, by: str = "企画課") -> dict[str, str]:
    """As schema 7 kept it."""
    return {"text": text, "at": (NOW + day * DAY).isoformat(), **({"by": by} if by else {})}


def upgraded(*versions: dict[str, str]) -> list[dict[str, object]]:
    """What schema 8 makes of them."""
    return list(with_wishes_apart({"wishes": {str(n): one for n, one in enumerate(versions, 1)}})["wishes"].values())


def test_what_was_wished_before_becomes_one_open_wish_that_has_waited_since_it_was_first_said() -> None:
    """With the texts before it; what was taken back is closed, and nothing is lost. Twice the same gives the same ids."""
    first, second, third = version(0, "予算"), version(3, "予算\n窓口", ""), version(5, "窓口だけ")
    (one,) = upgraded(first, second)
    assert (one["text"], one["at"], one["by"]) == ("予算\n窓口", first["at"], "企画課")
    assert one["earlier"] == [{"at": second["at"], "by": "", "text": "予算"}]
    (other,) = upgraded(first, second, third)
    assert (other["at"], other["text"]) == (third["at"], "窓口だけ")
    over, now = upgraded(first, version(1, ""), version(2, ""), third)
    assert (over["text"], over["closed_at"], now.get("closed_at")) == ("予算", version(1, "")["at"], None)
    assert upgraded(first, second) == upgraded(first, second)
    assert with_wishes_apart({"actions": {}}) == {"actions": {}}
