"""Documents of a municipality whose code changed: its own begin with what was left under the codes before (`model.succession`).

Nothing is moved: a file under a former code stays as it was. Whoever reads the document of today finds the earlier one's tables in it; they are written there with
its next change, which notes in the table `inherited` whose they are, so that they come in once.

What only changed its code goes on as a whole. Of those that merged, snapshots and the way they were corrected stay in their own files; what is still to be done goes
on: actions, visits, wishes, observations and returns. Their drafts are kept aside, to be brought back, since only one can be in work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dxcheck.model.snapshot import LONGEST_POST

if TYPE_CHECKING:
    import datetime as dt

Tables = dict[str, dict[str, Any]]
INHERITED: Final = "inherited"


class Predecessor(NamedTuple):
    """Whose documents go on under another code."""

    code: str
    name: str
    ended: dt.date
    """The first day of what came after it."""
    is_same: bool
    """Whether what came after it is the same municipality under another code."""
    before: tuple[Predecessor, ...] = ()
    """Those before it."""


def same_before(left: tuple[Predecessor, ...]) -> tuple[str, ...]:
    """The codes that the very same municipality had before, the newest first; none of those that merged in it."""
    return tuple(code for one in left if one.is_same for code in (one.code, *same_before(one.before)))


def inherited_codes(tables: Tables) -> frozenset[str]:
    """Whose documents are in it already."""
    return frozenset(str(one.get("code")) for one in tables.get(INHERITED, {}).values())


def with_inherited(own: Tables | None, theirs: Tables, left: Predecessor, code: str) -> Tables:
    """A document with what a predecessor left in its own of the same kind.

    Args:
        own: as it stands; None while there is none.
        theirs: the predecessor's.
        left: who.
        code: whose document it becomes.
    """
    made = {name: list(table.values()) for name, table in (own or {}).items()}
    there = {name: list(table.values()) for name, table in theirs.items()}
    drafts = there.pop("drafts", [])
    if left.is_same:
        last = max((one.get("seq", 0) for one in there.get("snapshots", [])), default=0)
        made["snapshots"] = [{**one, "seq": one.get("seq", 0) + last} for one in made.get("snapshots", [])]
        asked = {_asked(one) for one in made.get("drafts", [])}
        made["drafts"] = [*({**one, "municipality": code} for one in drafts if _asked(one) not in asked), *made.get("drafts", [])]
        drafts = [one for one in drafts if _asked(one) in asked]
    else:
        there.pop("snapshots", None)
        there.pop("quick", None)
    there["aside"] = [*there.get("aside", []), *(_set_aside(one, left, code) for one in drafts)]
    for name, records in there.items():
        made[name] = [*records, *made.get(name, [])]
    made[INHERITED] = [*made.get(INHERITED, []), {"code": left.code}]
    return {name: {str(number): one for number, one in enumerate(records, 1)} for name, records in made.items() if records}


def _asked(draft: dict[str, Any]) -> str:
    return str(draft.get("questionnaire", {}).get("id"))


def _set_aside(draft: dict[str, Any], left: Predecessor, code: str) -> dict[str, Any]:
    return {"draft": {**draft, "municipality": code}, "at": f"{left.ended.isoformat()}T00:00:00+09:00", "by": left.name[:LONGEST_POST]}
