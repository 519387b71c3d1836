"""How notes change: nothing that somebody wrote is overwritten by somebody else, and every edit keeps what was there before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, Literal, TypeVar, get_args

import msgspec
from msgspec import UNSET, UnsetType

from dxcheck.casework.model import (
    LONGEST_RECORD,
    Action,
    Judgement,
    Minutes,
    Observation,
    Remark,
    Tried,
    Visit,
    VisitKind,
    VisitRecord,
    VisitState,
)
from dxcheck.model.edit import Edit, combined, settled
from dxcheck.model.patch import Patch
from dxcheck.model.snapshot import LONGEST_TEXT
from dxcheck.model.text import cleaned

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from dxcheck.casework.model import ActionState, Returned
    from dxcheck.model.snapshot import Snapshot

SAME_SITTING: Final = dt.timedelta(minutes=30)
"""Keys typed by one running app this close together are one edit, and one version."""
VisitText = Literal["who", "notes", "internal", "keep", "problem", "tries"]
"""What is written during a visit: five texts of the record, and the internal note."""
_OUTER: Final = ("state", "internal", "actions")
"""What is the visit's own, beside its record."""


class VisitPatch(Patch, frozen=True):
    """New values for some fields of a `Visit` and its record; an `Edit` where the writer saw something there before."""

    date: dt.date | Edit[dt.date] | UnsetType = UNSET
    kind: VisitKind | Edit[VisitKind] | UnsetType = UNSET
    who: Minutes | Edit[str] | UnsetType = UNSET
    notes: Minutes | Edit[str] | UnsetType = UNSET
    keep: Minutes | Edit[str] | UnsetType = UNSET
    problem: Minutes | Edit[str] | UnsetType = UNSET
    tries: Minutes | Edit[str] | UnsetType = UNSET
    tried: tuple[Tried, ...] | UnsetType = UNSET
    state: VisitState | UnsetType = UNSET
    internal: Minutes | Edit[str] | UnsetType = UNSET
    actions: tuple[Action, ...] | UnsetType = UNSET

    @classmethod
    def of_text(cls, name: VisitText, text: str | Edit[str]) -> VisitPatch:
        """The change of one text."""
        return msgspec.structs.replace(cls(), **{name: text})

    @property
    def is_written(self) -> bool:
        """Whether something is in it that comes of the visit itself, not only of its planning."""
        return any(name in self.fields for name in (*get_args(VisitText), "tried", "actions"))


_Noted = TypeVar("_Noted", bound="Observation | Judgement")


# -- observations and judgements ---------------------------------------------------------------------------------------


def with_entry(entries: list[_Noted], new: _Noted) -> list[_Noted]:
    """Add an entry. The same sitting's last one of the same kind on the same item is the same edit, still being typed, and makes room."""
    last = last_entry([entry for entry in entries if _is_draft(entry) == _is_draft(new)], _key(new))
    if last is not None and _content(last) == _content(new):
        return entries
    if last is not None and last.session == new.session and new.at - last.at <= SAME_SITTING:
        return [*(entry for entry in entries if entry is not last), new]
    if last is None and _is_empty(new) and not _is_draft(new):
        return entries
    return [*entries, new]


def current(entries: Iterable[_Noted], *, with_empty: bool = False) -> list[_Noted]:
    """The entries in force: the last of each specialist on each item, without what was taken back unless `with_empty`."""
    standing: dict[tuple[str, str, str], _Noted] = {}
    for entry in entries:
        standing[_key(entry)] = entry
    return [entry for entry in standing.values() if with_empty or not _is_empty(entry)]


def last_entry(entries: Sequence[_Noted], key: tuple[str, str, str]) -> _Noted | None:
    """What a specialist wrote last: by snapshot, item and specialist."""
    return next((entry for entry in reversed(entries) if _key(entry) == key), None)


def _key(entry: Observation | Judgement) -> tuple[str, str, str]:
    return (entry.snapshot, entry.item, entry.by)


def _is_draft(entry: Observation | Judgement) -> bool:
    return isinstance(entry, Observation) and entry.draft


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


def changed_visit(visit: Visit, patch: VisitPatch, at: dt.datetime, by: str, session: str) -> Visit:
    """A visit with some fields changed.

    Args:
        visit: as it is stored now.
        patch: what changes; of an edited text, what others wrote there stays.
        at: now.
        by: the specialist.
        session: which running app.

    Raises:
        RefusedError: somebody else changed a value meanwhile, or two texts have no room beside each other.
    """
    texts = get_args(VisitText)
    new = {}
    for name, value in patch.values.items():
        stored = getattr(visit if name in _OUTER else visit.record, name)
        new[name] = combined(value, stored, LONGEST_RECORD) if name in texts else settled(value, stored)
    outer = {name: new.pop(name) for name in _OUTER if name in new}
    changed = msgspec.structs.replace(visit, record=msgspec.structs.replace(visit.record, **new), **outer)
    if changed == visit:
        return visit
    old = visit.record
    if visit.state == "planned" and changed.state in (
        "planned",
        "cancelled",
    ):  # whoever moves it or calls it off, it stays the visit of who goes there
        by = old.by
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


# -- actions -----------------------------------------------------------------------------------------------------------


def with_action(actions: Sequence[Action], new: Action) -> list[Action]:
    """Add an action, or put a changed one in its place."""
    if any(action.id == new.id for action in actions):
        return [new if action.id == new.id else action for action in actions]
    return [*actions, new]


def marked(action: Action, state: ActionState, at: dt.datetime, *, reason: str | Edit[str] = "") -> Action:
    """An action with its state set; only a dropped one keeps a reason.

    Raises:
        TooLongTogetherError: the reasons of two people have no room beside each other.
    """
    reason = combined(reason, action.reason, LONGEST_TEXT) if state == "dropped" else ""
    if (action.state, action.reason) == (state, reason):
        return action
    return msgspec.structs.replace(action, state=state, reason=reason, changed_at=at)


def remarked(action: Action, text: str, by: str, at: dt.datetime) -> Action:
    """An action with a remark more."""
    text = cleaned(text)
    return msgspec.structs.replace(action, remarks=(*action.remarks, Remark(at, by, text))) if text else action


def is_about(action: Action, snapshots: Collection[str]) -> bool:
    """Whether an action lifts an item of the questionnaire whose snapshots have these ids: another one may have an item of the same name.

    An action agreed before anything was submitted counts as everybody's.
    """
    return not action.snapshot or action.snapshot in snapshots


def is_reached(action: Action, newest: Snapshot | None) -> bool:
    """Whether a snapshot after it was agreed brought its item to its level: then it may be closed."""
    if newest is None or not action.is_open or newest.id == action.snapshot or newest.submitted_at < action.chosen_at:
        return False
    level = newest.answer(action.item).level
    return level is not None and level >= action.level


def last_return(returns: Sequence[Returned], snapshot: Snapshot) -> Returned | None:
    """The return of a snapshot that was made last, whether it was dealt with or not; none that was taken back."""
    return next((one for one in reversed(returns) if one.snapshot == snapshot.id and one.withdrawn_at is None), None)
