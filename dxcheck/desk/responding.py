"""What a municipality takes on and what it answers its specialists: next steps, observations, returns, and its own wishes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dxcheck.casework.change import is_about
from dxcheck.casework.model import Action, Response
from dxcheck.desk.drafting import DraftDesk
from dxcheck.desk.returned import with_reason
from dxcheck.desk.wishes import OwnWishes
from dxcheck.model.text import cleaned, cleaned_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dxcheck.assessment.scoring import NextStep
    from dxcheck.casework.model import Money, Observation, ResponseKind, Returned
    from dxcheck.casework.waiting import SharedObservation
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire.scale import Level


class RespondingDesk(DraftDesk):
    """What staff decide after they read a result or what was shared with them."""

    def choose(self, step: NextStep, snapshot: Snapshot) -> list[Action]:
        """Take a next step on; taking it on twice changes nothing."""
        own = {one.id for one in self._submitted.snapshots(snapshot.questionnaire.id)}

        def change(actions: list[Action]) -> list[Action]:
            same = (one for one in actions if (one.item, one.level) == (step.item, step.level) and is_about(one, own))
            if any(one.state != "dropped" for one in same):
                return actions
            chosen = Action(os.urandom(4).hex(), step.item, step.level, step.step, self._now(), snapshot.id, owner=self.post)
            return [*actions, chosen]

        return self._repository.change_actions(change)

    def keep_as_is(self, one: Returned, items: Sequence[str], reason: str) -> bool:
        """Say of items of a return that they stay as they are, and why; without a reason they wait again. False if it does not stand as it was read.

        Raises:
            StoreError: it could not be saved.
        """
        made = with_reason(one, items, reason, self._now(), self.writer)
        if made == one:
            return False
        is_there = self._replace_return(one, made)
        if is_there:
            self.witness("return-kept", one.snapshot)
        return is_there

    def lifted_by(self, one: SharedObservation) -> tuple[Level, str]:
        """The level that an observation's item could come to next, and the step there: what an action on it begins with.

        Raises:
            StoreError: the text that was answered is missing or damaged.
        """
        questionnaire = self.questionnaire_for(one.snapshot.questionnaire)
        item = one.observation.item
        if item not in questionnaire.item_by_id:
            return 0, ""
        scale, level = questionnaire.scale_of(item), one.snapshot.answer(item).level
        ahead = next((value for value in scale.values[1:] if value > (scale.low if level is None else level)), scale.high)
        step = questionnaire.step_to(item, ahead)
        return ahead, step.source if step else ""

    def respond(self, to: Sequence[SharedObservation], kind: ResponseKind, text: str = "") -> bool:
        """Say to observations that they are not done now, because; or that they are done already. False if one of them was changed since it was read.

        Raises:
            ValueError: no reason is given for not doing it now.
            StoreError: it could not be saved.
        """
        if kind == "not_now" and not cleaned(text):
            raise ValueError(kind)
        return self._respond(to, Response(kind, cleaned(text)), None)

    def take_on(self, to: Sequence[SharedObservation], step: str, owner: str, due: dt.date | None, money: Money | None) -> bool:
        """Say to observations that they will be done, by one action: who, by when, and whether there is a budget. False as above.

        Raises:
            ValueError: no step is given, or nothing that it is for.
            StoreError: it could not be saved.
        """
        if not to or not cleaned_line(step):
            raise ValueError(step)
        first, id_ = to[0], os.urandom(4).hex()
        level, _step = self.lifted_by(first)
        about = first.observation.item, level, cleaned_line(step)
        action = Action(id_, *about, self._now(), first.snapshot.id, owner=cleaned_line(owner), due=due, money=money)
        return self._respond(to, Response("do", action=id_), action)

    def _respond(self, to: Sequence[SharedObservation], response: Response, action: Action | None) -> bool:
        from dxcheck.casework.responses import responded  # not needed for a first screen

        asked = [one.observation for one in to]
        done: list[bool] = []

        def change(observations: list[Observation], actions: list[Action]) -> tuple[list[Observation], list[Action]]:
            made = responded(observations, asked, response, self._now(), self.writer)
            done.append(made != observations)
            return made, [*actions, *([action] if action is not None and done[-1] else [])]

        self._notes.respond(change)
        if done[-1]:
            for one in asked:
                self.witness("respond", f"{one.snapshot} {one.item}")
        return done[-1]

    @property
    def wishes(self) -> OwnWishes:
        """This municipality's wishes and questions, which it asks here."""
        return OwnWishes(self._notes, self._seat)
