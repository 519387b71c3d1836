"""What is due to be reminded of by mail today, over all municipalities, and the book of what went out.

Only the command `dxcheck remind` sits here, on the machine that holds the data folder: no session in a browser does. A letter to a post holds nothing of any other
post, and of answers nothing but how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.casework.due import stage_of
from dxcheck.casework.letters import ask_letter
from dxcheck.model.account import plain_name
from dxcheck.model.calendar import reminder_due
from dxcheck.model.mail import SentReminder
from dxcheck.prefecture.letters import closing_letter
from dxcheck.store.errors import StoreError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from dxcheck.casework.asking import Ask
    from dxcheck.casework.letters import Letter
    from dxcheck.desk.comparison import Comparing
    from dxcheck.desk.prefecture import PrefectureSetting
    from dxcheck.model.account import Account
    from dxcheck.model.mail import ReminderKind
    from dxcheck.model.roster import Municipality


@dataclass(frozen=True)
class Reminder:
    """One letter that is due, to one address or to none that is known."""

    kind: ReminderKind
    about: str
    """See `SentReminder.about`."""
    due: dt.date
    stage: int
    letter: Letter
    sent: SentReminder | None
    """When it went out, if it did."""

    @property
    def is_to_go(self) -> bool:
        """Whether it can be sent, and was not."""
        return bool(self.letter.address) and self.sent is None


class DueReminders(NamedTuple):
    """What is due, as far as it can be read."""

    reminders: list[Reminder]
    unreadable: dict[str, StoreError]
    """Names of municipalities to what is wrong."""


class NotSentError(Exception):
    """The mail server certainly did not take a letter; the message says why."""


class RemindersDesk:
    """Reads every municipality's asks and how far it is; writes the book of reminders and nothing else."""

    def __init__(self, setting: PrefectureSetting, comparing: Comparing) -> None:
        self._folder, self._roster, self._text = setting.folder, setting.roster, setting.text
        self._every, self._now = setting.every_desk, setting.every_desk.now
        self._comparing = comparing
        code = setting.roster.prefecture.code
        self._accounts, self._book = setting.folder.accounts(code), setting.folder.reminders(code)

    def due(self, municipalities: Sequence[Municipality] = ()) -> DueReminders:
        """Every reminder that is due today, also what went out, municipality by municipality.

        Args:
            municipalities: those it is about; all without any.

        Raises:
            StoreError: the accounts or the book of what went out cannot be read. A municipality whose files cannot be read keeps no other from its reminders.
        """
        accounts: dict[str, list[Account]] = {}
        for account in self._accounts.all():
            if not account.disabled:
                accounts.setdefault(self._town_of(account), []).append(account)
        sent = {one.key: one for one in self._book.all()}
        made: list[Reminder] = []
        unreadable: dict[str, StoreError] = {}
        for town in municipalities or self._roster.on(self._now().date()):
            own = accounts.get(town.code, [])
            try:
                there = [*self._closing(town, own), *self._asks(town, own)]
            except StoreError as problem:
                unreadable[str(town)] = problem
                continue
            for kind, about, due, stage, letter in there:
                key = (kind, about, due, stage, letter.address)
                made.append(Reminder(kind, about, due, stage, letter, sent.get(key)))
        return DueReminders(made, unreadable)

    def _town_of(self, account: Account) -> str:
        """The code of today of an account's municipality."""
        town = self._roster.by_code(account.municipality)
        return town.code if town is not None else ""

    def _closing(self, town: Municipality, accounts: Sequence[Account]) -> Iterator[tuple[ReminderKind, str, dt.date, int, Letter]]:
        """Of the closing day, where nothing was submitted."""
        today, cycle, schedule = self._now().date(), self._comparing.cycle, self._every.schedule()
        closing = schedule.closing_day(cycle)
        stage = reminder_due(closing, schedule.first_day(cycle), today)
        if stage is None or (standing := self._comparing.standing(town)).progress not in ("none", "draft"):
            return  # where it cannot be read, the centre has to look first
        addresses = dict.fromkeys(one.mail for one in accounts if one.role == "staff" and one.mail) or [""]
        for address in addresses:
            yield "closing", f"{town.code} {cycle}", closing, stage, closing_letter(standing, cycle, closing, today, address)

    def _asks(self, town: Municipality, accounts: Sequence[Account]) -> Iterator[tuple[ReminderKind, str, dt.date, int, Letter]]:
        """Of asks whose section has not handed back."""
        today = self._now().date()
        for asked in self._folder.repository(town.code).asks.every():
            stage = stage_of(asked.ask, today)
            if stage is not None:
                own = [one for one in accounts if _is_of(one, asked.ask)]
                address = asked.ask.mail or next((one.mail for one in own if one.mail), "")
                letter = ask_letter(asked, self._text(asked.ask.questionnaire), town, today, address, logs_in=bool(own))
                yield "ask", asked.ask.id, asked.ask.due, stage, letter

    def send(self, reminder: Reminder, send: Callable[[Letter], None]) -> bool:
        """Send one, once: it is in the book before it goes out, so that neither a second run nor one that was cut off sends it twice.

        Args:
            reminder: one that `is_to_go`.
            send: sends its letter; raises `NotSentError` where the server certainly did not take it. With anything else that it raises it stays uncertain.

        Returns:
            Whether it went out now; False where it is in the book already.

        Raises:
            NotSentError: it did not; the next run tries again.
            StoreError: the book could not be written.
        """
        one = SentReminder(reminder.kind, reminder.about, reminder.due, reminder.stage, reminder.letter.address, self._now())
        if not self._book.claim(one):
            return False
        detail = f"{one.about} {one.stage} {one.address}"
        try:
            send(reminder.letter)
        except NotSentError:
            self._book.settle(one, went_out=False)
            self._every.witness("reminder-failed", detail)
            raise
        self._book.settle(one, went_out=True)
        self._every.witness("reminder-mailed", detail)
        return True


def _is_of(account: Account, ask: Ask) -> bool:
    return account.role == "section" and plain_name(account.post) == plain_name(ask.post)
