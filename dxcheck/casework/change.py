"""How notes change: nothing that somebody wrote is overwritten by somebody else, and every edit keeps what stood before."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Final, Literal, TypeVar, get_args

import msgspec
from msgspec import UNSET, UnsetType

from dxcheck.casework.model import Action, Judgement, Minutes, Observation, Remark, Visit, VisitKind, VisitRecord, VisitState
from dxcheck.model.patch import Patch
from dxcheck.model.text import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dxcheck.casework.model import ActionState, Returned
    from dxcheck.model.snapshot import Snapshot

SAME_SITTING: Final = dt.timedelta(minutes=30)
"""Keys typed by one running app this close together are one edit, and one version."""
VisitText = Literal["who", "notes", "internal", "keep", "problem", "tries"]
"""What is written during a visit: five texts of the record, and the internal note."""


class VisitPatch(Patch, frozen=True):
    """New values for some fields of a `Visit` and its record."""

    date: dt.date | UnsetType = UNSET
    kind: VisitKind | UnsetType = UNSET
    who: Minutes | UnsetType = UNSET
    notes: Minutes | UnsetType = UNSET
    keep: Minutes | UnsetType = UNSET
    problem: Minutes | UnsetType = UNSET
    tries: Minutes | UnsetType = UNSET
    state: VisitState | UnsetType = UNSET
    internal: Minutes | UnsetType = UNSET
    actions: tuple[Action, ...] | UnsetType = UNSET

    @classmethod
    def of_text(cls, name: VisitText, text: str) -> VisitPatch:
        """The change of one text."""
        return msgspec.structs.replace(cls(), **{name: text})

    @property
    def is_written(self) -> bool:
        """Whether something is in it that comes of the visit itself, not only of its planning."""
        return any(name in self.fields for name in (*get_args(VisitText), "actions"))


_Noted = TypeVar("_Noted", bound="Observation | Judgement")


# -- observations and judgements ---------------------------------------------------------------------------------------


def with_entry(entries: list[_Noted], new: _Noted) -> list[_Noted]:
    """Add an entry. The same sitting's last one on the same item is the same edit, still being typed, and makes room."""
    last = next((entry for entry in reversed(entries) if (entry.snapshot, entry.item, entry.by) == (new.snapshot, new.item, new.by)), None)
    if last is not None and _content(last) == _content(new):
        return entries
    if last is not None and last.session == new.session and new.at - last.at <= SAME_SITTING:
        return [*(entry for entry in entries if entry is not last), new]
    if last is None and _is_empty(new):
        return entries
    return [*entries, new]


def current(entries: Iterable[_Noted]) -> list[_Noted]:
    """The entries that stand: the last of each specialist on each item, without what was taken back."""
    standing: dict[tuple[str, str, str], _Noted] = {}
    for entry in entries:
        standing[entry.snapshot, entry.item, entry.by] = entry
    return [entry for entry in standing.values() if not _is_empty(entry)]


def _content(entry: Observation | Judgement) -> tuple[object, ...]:
    return (entry.text,) if isinstance(entry, Observation) else (entry.level, entry.reason)


def _is_empty(entry: Observation | Judgement) -> bool:
    return not entry.text if isinstance(entry, Observation) else entry.level is None and not entry.reason


# -- visits ------------------------------------------------------------------------------------------------------------


def latest_versions(versions: Iterable[Visit]) -> dict[str, Visit]:
    """The newest version of every visit, by its id."""
    newest: dict[str, Visit] = {}
    for visit in versions:
        there = newest.get(visit.id)
        if there is None or visit.record.revision >= there.record.revision:
            newest[visit.id] = visit
    return newest


def latest_records(records: Iterable[VisitRecord]) -> dict[str, VisitRecord]:
    """The newest record of every visit, by its id."""
    newest: dict[str, VisitRecord] = {}
    for record in records:
        if record.id not in newest or record.revision >= newest[record.id].revision:
            newest[record.id] = record
    return newest


def changed_visit(visit: Visit, patch: VisitPatch, seen: Mapping[VisitText, str], at: dt.datetime, by: str, session: str) -> Visit:
    """A visit with some fields changed.

    Args:
        visit: as it is stored now.
        patch: what changes.
        seen: for texts, what the writer last saw there; where the store has something else by now, both are kept.
        at: now.
        by: the specialist.
        session: which running app.
    """
    new = {name: getattr(patch, name) for name in patch.fields}
    new |= {name: merged(text, text_of(visit, name), cleaned(new[name])) for name, text in seen.items() if name in new}
    outer = {name: new.pop(name) for name in ("state", "internal", "actions") if name in new}
    changed = msgspec.structs.replace(visit, record=msgspec.structs.replace(visit.record, **new), **outer)
    if changed == visit:
        return visit
    old = visit.record
    same = old.session == session and old.by == by and old.at is not None and at - old.at <= SAME_SITTING and visit.state != "recorded"
    record = msgspec.structs.replace(changed.record, at=at, by=by, session=session, revision=old.revision + (0 if same else 1))
    return msgspec.structs.replace(changed, record=record)


def text_of(visit: Visit, name: VisitText) -> str:
    """One of the texts of a visit."""
    return visit.internal if name == "internal" else str(getattr(visit.record, name))


def with_version(versions: list[Visit], new: Visit) -> list[Visit]:
    """Add a version; one of the same number is the same sitting's, and makes room."""
    same = (new.id, new.record.revision)
    return [*(visit for visit in versions if (visit.id, visit.record.revision) != same), new]


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
    if any(action.id == new.id for action in actions):
        return [new if action.id == new.id else action for action in actions]
    return [*actions, new]


def marked(action: Action, state: ActionState, at: dt.datetime, *, reason: str = "") -> Action:
    """An action with its state set; only a dropped one keeps a reason."""
    reason = cleaned(reason).strip() if state == "dropped" else ""
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
    return next((returned for returned in reversed(returns) if returned.snapshot == newest.id), None)
