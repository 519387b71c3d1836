"""What the screen says of the cycle when midnight passes, or a clock was wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.people import Open

from dxcheck.desk import StaffDesk
from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer

Desks = Callable[..., StaffDesk]
LAST_MINUTE = dt.datetime(2027, 3, 31, 23, 59, tzinfo=JAPAN)


async def test_the_home_screen_says_the_new_fiscal_year_when_midnight_passes(make_desk: Desks, open_app: Open) -> None:
    """Left open overnight on 31 March: without a key it says 令和9年度前期, and the draft is still there."""
    moment = [LAST_MINUTE]
    desk = make_desk(now=lambda: moment[0])
    desk.save("mom-01", AnswerPatch(choice=2))
    async with open_app(desk) as person:
        assert "令和8年度後期" in person.text
        assert "本日まで" in person.text
        moment[0] += dt.timedelta(minutes=1)
        await person.wait_until(lambda: "令和9年度前期" in person.text, seconds=8.0)
        await person.wait_until(lambda: "答えている途中の診断" in person.text)
        assert "いまの診断期: 令和8年度後期" not in person.text


async def test_the_home_screen_knows_what_was_submitted_although_the_clock_was_set_back_later(make_desk: Desks, open_app: Open) -> None:
    """Submitted on 1 April, then once more with a clock a day slow: with the clock right again, this cycle's is there."""
    moment = [LAST_MINUTE + dt.timedelta(hours=10)]
    desk = make_desk(now=lambda: moment[0])
    answers = {item.id: Answer(choice=1) for item in desk.questionnaire.ordered}
    desk.submit_answers(answers, "企画課", "企画課長")
    moment[0] -= dt.timedelta(days=1)
    desk.submit_answers(answers, "企画課", "企画課長")
    moment[0] += dt.timedelta(days=1)
    async with open_app(desk) as person:
        assert "今期の診断は提出済みです" in person.text
        assert "今期は提出済みです" in person.text
