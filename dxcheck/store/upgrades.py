"""What a new schema makes of an earlier one's tables, where they do not stay as they were. Done on every read until the file is written again: the same each time."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dxcheck.store.inheritance import Tables


def with_wishes_apart(tables: Tables) -> Tables:
    """7 to 8: until then `wishes` held the versions of one text, the last of which counted, and an empty one took it back. Since then each wish is a record of its own.

    What stood becomes one open wish with the versions before it; it has waited since the one that first said any line of it. What was taken back becomes closed ones.
    """
    made: list[dict[str, Any]] = []
    run: list[dict[str, Any]] = []
    for one in tables.get("wishes", {}).values():
        if one.get("text"):
            run.append(one)
        elif run:
            made.append({**_as_one(run), "closed_at": one.get("at"), "closed_by": one.get("by", "")})
            run = []
    if run:
        made.append(_as_one(run))
    return {**tables, "wishes": {str(number): one for number, one in enumerate(made, 1)}} if "wishes" in tables else tables


def _as_one(versions: list[dict[str, Any]]) -> dict[str, Any]:
    """Versions of a text as one wish."""
    *before, last = versions
    lines = set(str(last["text"]).split("\n"))
    first = next(one for one in versions if one is last or lines & set(str(one["text"]).split("\n")))
    id_ = hashlib.blake2b(repr((first.get("at"), first.get("by"), str(first["text"]))).encode(), digest_size=4).hexdigest()
    earlier = [
        {"at": later.get("at"), "by": later.get("by", ""), "text": one["text"]} for one, later in zip(before, versions[1:], strict=True)
    ]
    return {"text": last["text"], "at": first.get("at"), "by": first.get("by", ""), "id": id_, **({"earlier": earlier} if earlier else {})}
