"""Every returned item is answered anew or left as it is, with a reason, before it is handed in again; both sides see what became of each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from desks import Desks, case_of, submit
from moments import NOW

from dxcheck.casework.wording import fate_in_words
from dxcheck.desk import StaffDesk
from dxcheck.desk.case import CaseDesk
from dxcheck.desk.returned import ReturnedItemsLeftError
from dxcheck.model.patch import AnswerPatch

ITEMS = ("gov-01", "gov-02", "gov-03")


@pytest.fixture
def case(data: Path, make_desk: Desks) -> CaseDesk:
    """A snapshot, three items of which were returned."""
    submit(make_desk, at=NOW - dt.timedelta(days=3))
    made = case_of(data, now=NOW - dt.timedelta(days=2))
    latest = made.latest()
    assert latest is not None
    made.give_back(latest, "根拠を確かめてください", ITEMS)
    return made


def fates(desk: StaffDesk | CaseDesk) -> list[str]:
    """What both sides read."""
    (one,) = desk.every_return()
    return [fate_in_words(fate) for fate in one.fates]


def test_nothing_is_handed_in_again_while_a_returned_item_is_forgotten(case: CaseDesk, make_desk: Desks) -> None:
    """Confirmed with the same level, answered anew, or left as it is with a reason: then it may; each is told, and nothing was lost by the refusal."""
    desk = make_desk("企画課")
    told: list[tuple[str, str]] = []
    desk.witness = lambda event, detail: told.append((event, detail))
    desk.begin()
    desk.save("gov-01", AnswerPatch(choice=1))
    desk.save("mom-01", AnswerPatch(choice=4))
    with pytest.raises(ReturnedItemsLeftError, match="gov-02、gov-03") as refused:
        desk.submit("企画課", "課長")
    assert refused.value.items == ("gov-02", "gov-03")
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01").level == 4
    (one,) = desk.open_returns()
    assert desk.keep_as_is(one.returned, ["gov-02"], "計画は年度末に改めるため")
    assert not desk.keep_as_is(one.returned, ["gov-03"], "別の画面で先に書かれた"), "it was changed since it was read"
    assert fates(desk) == [
        "まだ手がついていません",
        "このまま（2026年11月23日 企画課）: 計画は年度末に改めるため",
        "まだ手がついていません",
    ]
    with pytest.raises(ReturnedItemsLeftError, match="gov-03"):
        desk.submit("企画課", "課長")
    desk.save("gov-03", AnswerPatch(choice=2))
    desk.submit("企画課", "課長")
    assert desk.open_returns() == []
    assert fates(case) == [
        "直した（2026年11月23日提出）",
        "このまま（2026年11月23日 企画課）: 計画は年度末に改めるため",
        "直した（2026年11月23日提出）",
    ]
    assert [event for event, _detail in told] == ["return-kept", "submit"]


def test_a_reason_is_taken_back_and_the_item_waits_again(case: CaseDesk, make_desk: Desks) -> None:
    """All three left as they are: nothing waits; taken back: all do."""
    desk = make_desk("企画課")
    (one,) = desk.open_returns()
    assert desk.keep_as_is(one.returned, ITEMS, "理由")
    assert (desk.open_returns(), case.open_returns()) == ([], [])
    (one,) = desk.every_return()
    assert desk.keep_as_is(one.returned, ITEMS, "")
    assert desk.open_returns()[0].items == ITEMS


def test_a_return_is_withdrawn_by_whoever_made_it(case: CaseDesk, data: Path, make_desk: Desks) -> None:
    """Another specialist cannot. Then it keeps nobody from anything, and can be made anew."""
    (one,) = case.open_returns()
    assert not case_of(data, "senmonkan-2").withdraw_return(one.returned)
    assert case.withdraw_return(one.returned)
    assert not case.withdraw_return(one.returned)
    desk = make_desk("企画課")
    assert desk.open_returns() == []
    desk.begin()
    desk.save("mom-01", AnswerPatch(choice=4))
    desk.submit("企画課", "課長")
    latest = case.latest()
    assert latest is not None
    assert case.last_return(one.snapshot) is None
    case.give_back(latest, "もう一度", ["gov-01"])
    assert desk.open_returns()[0].items == ("gov-01",)
