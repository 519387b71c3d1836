"""What a municipality says to observations (返事): やる, which makes an action of one or several; いまはしない, because; もうできている. Any of it can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from dxcheck.casework.model import Action, Observation, Response


def responded(there: Sequence[Observation], to: Collection[Observation], response: Response, at: dt.datetime, by: str) -> list[Observation]:
    """Observations, some of which were answered; nothing changes where one of them does not stand any more as it was read."""
    if not all(one in there for one in to):
        return list(there)
    return [msgspec.structs.replace(one, settled_at=at, settled_by=by, response=response) if one in to else one for one in there]


def without_response(there: Sequence[Observation], actions: Sequence[Action], one: Observation) -> tuple[list[Observation], list[Action]]:
    """Without what was said to an observation; the action made by it goes too, unless it goes on for another one, or somebody has begun or changed it."""
    if one not in there:
        return list(there), list(actions)
    left = [msgspec.structs.replace(other, settled_at=None, settled_by="", response=None) if other == one else other for other in there]
    made = one.response.action if one.response is not None else ""
    is_needed = any(other.response is not None and other.response.action == made for other in left)
    return left, [action for action in actions if is_needed or action.id != made or not _is_untouched(action)]


def _is_untouched(action: Action) -> bool:
    return action.state == "open" and not action.remarks and action.changed_at is None
