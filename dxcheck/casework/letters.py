"""Letters to be sent by mail, one for each post, and those to the sections that are asked (照会)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.casework.asked import letter
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.casework.asking import Ask, AskWithAnswers
    from dxcheck.model.roster import Municipality
    from dxcheck.questionnaire import Questionnaire


class Letter(NamedTuple):
    """One mail, as it is sent or merged."""

    code: str
    """Of the municipality."""
    municipality: str
    post: str
    """Whom it is for; empty where that is not known."""
    address: str
    """Where it goes; empty where none is held."""
    subject: str
    text: str


def ask_letter(
    asked: AskWithAnswers,
    questionnaire: Questionnaire,
    municipality: Municipality,
    today: dt.date,
    address: str = "",
    *,
    logs_in: bool = True,
) -> Letter:
    """To a section, of what it is asked; see `asked.letter`."""
    text = letter(asked, questionnaire, str(municipality), today, logs_in=logs_in)
    return Letter(municipality.code, str(municipality), asked.ask.post, address, ask_subject(asked.ask, questionnaire), text)


def ask_subject(ask: Ask, questionnaire: Questionnaire) -> str:
    """Of the mail of an ask."""
    return _("【照会】{questionnaire}の回答のお願い（期限 {day}）", questionnaire=questionnaire.title, day=long_date(ask.due))
