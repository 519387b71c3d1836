"""An observation waits for one of three answers, at whichever desk one looks, and heads the next brief until then."""

from __future__ import annotations

from pathlib import Path

import pytest
from desks import Desks, case_of, submit
from moments import NOW

from dxcheck.desk import StaffDesk
from dxcheck.reports.brief import brief
from dxcheck.reports.handover import handover
from dxcheck.reports.paper_file import PaperFile


@pytest.fixture
def asked(data: Path, make_desk: Desks) -> StaffDesk:
    """Three observations, shared."""
    submit(make_desk)
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    for item in ("gov-01", "gov-02", "gov-03"):
        case.observe(latest, item, f"{item}への所見", internal=False)
    case.share(latest, ["gov-01", "gov-02", "gov-03"])
    return make_desk("企画課")


def brief_of(data: Path) -> str:
    """The next brief as text."""
    return PaperFile(brief(case_of(data))).to_bytes("md").decode()


def test_every_observation_is_answered(asked: StaffDesk, data: Path) -> None:
    """Two by one action, with who, by when and the budget; one not now, because. Nothing is left at the head of the brief."""
    text = brief_of(data)
    assert text.index("返事を待っている所見（3件）") < text.index("合意した取組のいま")
    told: list[tuple[str, str]] = []
    asked.witness = lambda event, detail: told.append((event, detail))
    first, second, third = asked.open_observations()
    assert asked.lifted_by(first)[0] == 2
    assert asked.take_on([first, second], "計画を見直す", "企画課 係長", NOW.date(), "later")
    assert not asked.take_on([first], "もう一度", "企画課", None, None), "it is answered already"
    with pytest.raises(ValueError, match="not_now"):
        asked.respond([third], "not_now", " ")
    assert asked.respond([third], "not_now", "予算がないため")
    assert asked.open_observations() == []
    (action,) = asked.actions()
    assert (action.item, action.level, action.owner, action.due, action.money) == ("gov-01", 2, "企画課 係長", NOW.date(), "later")
    assert [event for event, _detail in told] == ["respond"] * 3
    text = brief_of(data)
    assert "返事を待っている所見" not in text
    assert "いまはしない　予算がないため" in text
    assert "やる　取組: 計画を見直す（担当 企画課 係長、期限 2026年11月23日、予算 これから）" in text
    assert "いまはしない　予算がないため" in PaperFile(handover(asked)).to_bytes("md").decode()
    for one in asked.every_observation()[:2]:
        assert asked.settle(one.observation, done=False)
    assert (len(asked.open_observations()), asked.actions()) == (2, [])
