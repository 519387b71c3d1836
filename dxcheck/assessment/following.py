"""What a correction makes of what was submitted after it was begun: answers that nobody wrote in it follow, and what both sides changed is named."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.model.calendar import JAPAN
from dxcheck.model.snapshot import EMPTY, DraftEntry, Replaced

if TYPE_CHECKING:
    from dxcheck.model.snapshot import Draft, Snapshot

_COPIED_BEFORE: Final = "0"
"""The step of what was copied before the correction was begun: it cannot be taken back in it."""


def begun_with(snapshot: Snapshot) -> dict[str, DraftEntry]:
    """What a correction of a snapshot begins with. What was carried over into it was looked at no later than then."""
    given = {item: dt.datetime.combine(day, dt.time(), JAPAN) for item, day in snapshot.carried_over.items()}
    copied = dict.fromkeys(snapshot.copied, _COPIED_BEFORE)
    return {
        item: DraftEntry(
            answer, given.get(item, snapshot.submitted_at), snapshot.posts.get(item, snapshot.answered_by), copied=copied.get(item, "")
        )
        for item, answer in snapshot.answers.items()
    }


def is_behind(draft: Draft, newest: Snapshot | None) -> bool:
    """Whether a correction was begun before `newest` was submitted by somebody else. Another version of a questionnaire is nothing it could follow."""
    return (
        newest is not None
        and newest.submitted_at > draft.started_at
        and newest.draft != draft.id
        and newest.questionnaire.hash == draft.questionnaire.hash
        and any(not entry.session for entry in draft.entries.values())
    )


def following(draft: Draft, newest: Snapshot | None) -> Draft:
    """A correction with the answers of what was submitted since, wherever nobody wrote in it; the same object if nothing changes.

    Args:
        draft: as it is stored.
        newest: what stands of the same questionnaire.
    """
    if newest is None or not is_behind(draft, newest):
        return draft
    theirs = begun_with(newest)
    came = {item: entry for item, entry in draft.entries.items() if not entry.session}
    gone = [item for item in came if item not in theirs]
    changed = {
        item: entry for item, entry in theirs.items() if (came[item].answer != entry.answer if item in came else item not in draft.entries)
    }
    if not gone and not changed:
        return draft
    entries = {item: entry for item, entry in (draft.entries | changed).items() if item not in gone}
    replaced = tuple(Replaced(item, came[item]) for item in (*gone, *changed) if item in came)
    return msgspec.structs.replace(draft, entries=entries, history=(*draft.history, *replaced), revision=draft.revision + 1)


def disputed(draft: Draft, newest: Snapshot | None) -> list[str]:
    """Items that were written in a correction and were submitted otherwise since it was begun: submitting it would turn them back.

    Args:
        draft: as it is stored.
        newest: what stands of the same questionnaire.
    """
    if newest is None or not is_behind(draft, newest):
        return []
    began: dict[str, DraftEntry] = {}
    for one in draft.history:
        if not one.entry.session:
            began.setdefault(one.item, one.entry)
    found = []
    for item, entry in draft.entries.items():
        theirs = newest.answer(item)
        if entry.session and theirs not in (entry.answer, began[item].answer if item in began else EMPTY):
            found.append(item)
    return found
