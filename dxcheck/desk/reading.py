"""What both sides of one municipality see: its results, agreed actions, shared notes.

It holds what that municipality has submitted, what is shared, and the published averages, nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.casework.change import current, is_about, is_reached, latest_records, marked, remarked, with_action
from dxcheck.casework.model import Observation, Returned
from dxcheck.casework.waiting import SharedObservation, SharedReturn, shared_observations, shared_returns
from dxcheck.desk.results import ResultsDesk
from dxcheck.model.edit import Edit, settled
from dxcheck.model.text import cleaned_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from dxcheck.casework.model import Action, ActionState, VisitRecord
    from dxcheck.casework.open_facts import OpenFact
    from dxcheck.desk.stocktaking import Stocktaking
    from dxcheck.desk.wishes import Seat, Wishes
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire import Questionnaire


class ReadingDesk(ResultsDesk):
    """One municipality's snapshots and what was agreed on them."""

    # -- agreed actions ------------------------------------------------------------------------------------------------

    def actions(self) -> list[Action]:
        """The next steps chosen so far (取組), the oldest first."""
        return self._submitted.actions()

    def mark(self, action_id: str, state: ActionState, *, reason: str | Edit[str] = "") -> list[Action]:
        """Set how far an action is; `reason` says why one is dropped (見送り)."""
        return self._change_action(action_id, lambda one: marked(one, state, self._now(), reason=reason))

    def remark(self, action_id: str, text: str) -> list[Action]:
        """Write a line beside an action; the other side reads it."""
        return self._change_action(action_id, lambda one: remarked(one, text, self.writer, self._now()))

    def assign(self, action_id: str, owner: str | Edit[str], due: dt.date | Edit[dt.date | None] | None) -> list[Action]:
        """Say which post does it, by when.

        Raises:
            ChangedMeanwhileError: somebody else said something else since it was looked at.
            StoreError: it could not be saved.
        """

        def change(one: Action) -> Action:
            return msgspec.structs.replace(one, owner=cleaned_line(settled(owner, one.owner)), due=settled(due, one.due))

        return self._change_action(action_id, change)

    def reached(self) -> list[Action]:
        """Open actions whose item has reached their level in a later snapshot: they may be closed."""
        newest, own = self.latest(), {one.id for one in self.snapshots()}
        return [one for one in self.actions() if is_about(one, own) and is_reached(one, newest)]

    def asked_by(self, actions: Sequence[Action]) -> dict[str, Questionnaire]:
        """By an action's id, the questionnaire whose item it lifts; the one looked at for what was agreed before anything was submitted.

        Raises:
            StoreError: a text is missing or damaged.
        """
        current = self.questionnaire
        others = {one.id: one.questionnaire for one in self._submitted.every_snapshot() if one.questionnaire.id != self.questionnaire_id}
        return {one.id: self.questionnaire_for(others[one.snapshot]) if one.snapshot in others else current for one in actions}

    def _change_action(self, action_id: str, change: Callable[[Action], Action]) -> list[Action]:
        def change_one(actions: list[Action]) -> list[Action]:
            there = next((one for one in actions if one.id == action_id), None)
            return actions if there is None else with_action(actions, change(there))

        return self._submitted.change_actions(change_one)

    # -- what specialists and the municipality tell each other ---------------------------------------------------------

    def shared_observations(self, snapshot: Snapshot) -> list[Observation]:
        """What specialists shared about a snapshot, in the order it was written."""
        return [one for one in current(self._notes.observations.all()) if one.snapshot == snapshot.id]

    def every_return(self) -> list[SharedReturn]:
        """The returns (差戻し) of any snapshot, the oldest first."""
        returns = self._notes.returns.all()
        return shared_returns(returns, self.with_predecessors(), self.questionnaire_for) if returns else []

    def open_returns(self) -> list[SharedReturn]:
        """The returns that wait for an answer, whichever snapshot they are of, the oldest first."""
        return [one for one in self.every_return() if one.is_open]

    def every_observation(self) -> list[SharedObservation]:
        """What specialists shared about any snapshot, in the order it was written."""
        return shared_observations(self._notes.observations.all(), self.with_predecessors())

    def open_observations(self) -> list[SharedObservation]:
        """What specialists shared about any snapshot and nobody has marked as dealt with, in the order it was written."""
        return [one for one in self.every_observation() if one.is_open]

    def settle(self, one: Observation | Returned, *, done: bool = True) -> bool:
        """Mark an observation or a return as dealt with (対応済み), or as waiting again; False if it does not stand any more as it was read.

        Raises:
            StoreError: it could not be saved.
        """
        made = msgspec.structs.replace(one, settled_at=self._now() if done else None, settled_by=self.writer if done else "")
        if isinstance(one, Observation) and one.response is not None:
            there = self._unanswer(one)
        elif isinstance(made, Returned):
            there = made in self._notes.returns.change(lambda entries: [made if entry == one else entry for entry in entries])
        else:
            there = made in self._notes.observations.change(lambda entries: [made if entry == one else entry for entry in entries])
        if there:
            self.witness("settle" if done else "unsettle", one.snapshot)
        return there

    def _replace_return(self, one: Returned, made: Returned) -> bool:
        """Put a changed return in its place; False if it does not stand any more as it was read."""
        stood: list[bool] = []

        def change(entries: list[Returned]) -> list[Returned]:
            stood.append(one in entries)
            return [made if entry == one else entry for entry in entries]

        self._notes.returns.change(change)
        return stood[-1]

    def _unanswer(self, one: Observation) -> bool:
        from dxcheck.casework.responses import without_response

        stood: list[bool] = []

        def change(observations: list[Observation], actions: list[Action]) -> tuple[list[Observation], list[Action]]:
            stood.append(one in observations)
            return without_response(observations, actions, one)

        self._notes.respond(change)
        return stood[-1]

    def records(self) -> list[VisitRecord]:
        """The records of past visits, the newest first."""
        return sorted(latest_records(self._notes.records()).values(), key=lambda one: (one.date, one.id), reverse=True)

    @property
    def wishes(self) -> Wishes:
        """The wishes and questions of this municipality (相談)."""
        from dxcheck.desk.wishes import Wishes

        return Wishes(self._notes, self._seat)

    @property
    def stocktaking(self) -> Stocktaking:
        """The sheet of this municipality's work (業務の棚卸し)."""
        from dxcheck.desk.stocktaking import Stocktaking

        return Stocktaking(self._notes, self._seat, self.municipality.code)

    def open_facts(self) -> list[OpenFact]:
        """What published surveys say of this municipality (国の調査), the newest of each question; empty where the centre took none in."""
        from dxcheck.casework.open_facts import newest_facts

        return newest_facts(self._notes.facts.all())

    @property
    def _seat(self) -> Seat:
        from dxcheck.desk.wishes import Seat

        return Seat(self.writer, self.session, self._now, self.witness)
