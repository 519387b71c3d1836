"""How notes change: nothing that somebody wrote is overwritten by somebody else, and every edit keeps what stood before."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from dxcheck.casework.model import Action, Judgement, Observation, Remark, Visit, VisitRecord
from dxcheck.model.text import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dxcheck.casework.model import ActionState, Returned
    from dxcheck.model.snapshot import Snapshot

SAME_SITTING: Final = dt.timedelta(minutes=30)
"""Keys typed by one running app this close together are one edit, and one version."""
TEXTS: Final = ("who", "notes", "keep", "problem", "tries")
"""The texts of a record that are written during a visit."""

_Noted = TypeVar("_Noted", bound="Observation | Judgement")


# -- observations and judgements ---------------------------------------------------------------------------------------


def with_entry(entries: list[_Noted], new: _Noted) -> list[_Noted]:
    """Add an entry. The same sitting's last one on the same item is the same edit, still being typed, and makes room."""
    last = next((one for one in reversed(entries) if (one.snapshot, one.item, one.by) == (new.snapshot, new.item, new.by)), None)
    if last is not None and _content(last) == _content(new):
        return entries
    if last is not None and last.session == new.session and new.at - last.at <= SAME_SITTING:
        return [*(one for one in entries if one is not last), new]
    if last is None and _is_empty(new):
        return entries
    return [*entries, new]


def current(entries: Iterable[_Noted]) -> list[_Noted]:
    """The entries that stand: the last of each specialist on each item, without what was taken back."""
    standing: dict[tuple[str, str, str], _Noted] = {}
    for one in entries:
        standing[one.snapshot, one.item, one.by] = one
    return [one for one in standing.values() if not _is_empty(one)]


def _content(entry: Observation | Judgement) -> tuple[object, ...]:
    return (entry.text,) if isinstance(entry, Observation) else (entry.level, entry.reason)


def _is_empty(entry: Observation | Judgement) -> bool:
    return not entry.text if isinstance(entry, Observation) else entry.level is None and not entry.reason


# -- visits ------------------------------------------------------------------------------------------------------------


def latest_versions(versions: Iterable[Visit]) -> dict[str, Visit]:
    """The newest version of every visit, by its id."""
    newest: dict[str, Visit] = {}
    for one in versions:
        there = newest.get(one.id)
        if there is None or one.record.revision >= there.record.revision:
            newest[one.id] = one
    return newest


def latest_records(records: Iterable[VisitRecord]) -> dict[str, VisitRecord]:
    """The newest record of every visit, by its id."""
    newest: dict[str, VisitRecord] = {}
    for one in records:
        if one.id not in newest or one.revision >= newest[one.id].revision:
            newest[one.id] = one
    return newest


def changed_visit(visit: Visit, fields: Mapping[str, Any], seen: Mapping[str, str], at: dt.datetime, by: str, session: str) -> Visit:
    """A visit with some fields changed.

    Args:
        visit: as it is stored now.
        fields: `state`, `internal`, `actions`, or any of a record's fields.
        seen: for texts, what the writer last saw there; where the store has something else by now, both are kept.
        at: now.
        by: the specialist.
        session: which running app.
    """
    new: dict[str, Any] = {}
    for name, value in fields.items():
        if name in seen:
            stored = visit.internal if name == "internal" else getattr(visit.record, name)
            new[name] = merged(seen[name], stored, cleaned(value))
        else:
            new[name] = value
    outer = {name: new.pop(name) for name in ("state", "internal", "actions") if name in new}
    changed = msgspec.structs.replace(visit, record=msgspec.structs.replace(visit.record, **new), **outer)
    if changed == visit:
        return visit
    old = visit.record
    same = old.session == session and old.by == by and old.at is not None and at - old.at <= SAME_SITTING and visit.state != "recorded"
    record = msgspec.structs.replace(changed.record, at=at, by=by, session=session, revision=old.revision + (0 if same else 1))
    return msgspec.structs.replace(changed, record=record)


def with_version(versions: list[Visit], new: Visit) -> list[Visit]:
    """Add a version; one of the same number is the same sitting's, and makes room."""
    same = (new.id, new.record.revision)
    return [*(one for one in versions if (one.id, one.record.revision) != same), new]


def merged(seen: str, stored: str, written: str) -> str:
    """What two people made of one text: where only one changed it, theirs; else the stored text and every line the writer added to it."""
    if stored in (seen, written):
        return written
    if written == seen:
        return stored
    there = Counter(stored.splitlines()) | Counter(seen.splitlines())
    added = []
    for line in written.splitlines():
        if there[line] > 0:
            there[line] -= 1
        else:
            added.append(line)
    return "\n".join([stored, *added]) if added else stored


# -- actions -----------------------------------------------------------------------------------------------------------


def with_action(actions: Sequence[Action], new: Action) -> list[Action]:
    """Add an action, or put a changed one in its place."""
    if any(one.id == new.id for one in actions):
        return [new if one.id == new.id else one for one in actions]
    return [*actions, new]


def marked(action: Action, state: ActionState, at: dt.datetime, *, reason: str = "") -> Action:
    """An action with its state set; only a dropped one keeps a reason."""
    reason = cleaned(reason) if state == "dropped" else ""
    if (action.state, action.reason) == (state, reason):
        return action
    return msgspec.structs.replace(action, state=state, reason=reason, changed_at=at)


def remarked(action: Action, text: str, by: str, at: dt.datetime) -> Action:
    """An action with a remark more."""
    text = cleaned(text)
    return msgspec.structs.replace(action, remarks=(*action.remarks, Remark(at, by, text))) if text else action


def is_reached(action: Action, newest: Snapshot | None) -> bool:
    """Whether a snapshot after it was agreed brought its item to its level: then it may be closed."""
    if newest is None or not action.is_open or newest.id == action.snapshot or newest.submitted_at < action.chosen_at:
        return False
    level = newest.answer(action.item).level
    return level is not None and level >= action.level


def standing_return(returns: Sequence[Returned], newest: Snapshot | None) -> Returned | None:
    """The return that still waits for an answer: of the newest snapshot, or none."""
    if newest is None:
        return None
    return next((one for one in reversed(returns) if one.snapshot == newest.id), None)
