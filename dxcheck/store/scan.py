"""Reading many municipalities' files for a comparison: straight into structs, and only what is asked of each (design.md section 4).

The file is gone through once; of its snapshots only their heads become objects, and answers only where a snapshot was picked.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta

from dxcheck.snapshot import Answer, Post, QuestionnaireRef, Snapshot
from dxcheck.store import errors, files
from dxcheck.store.storage import TABLES_SINCE, Envelope, check_envelope

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BOM: Final = b"\xef\xbb\xbf"


class Head(msgspec.Struct, frozen=True):
    """A snapshot without its answers."""

    id: str
    seq: int
    municipality: str
    questionnaire: QuestionnaireRef
    scoring_rule: int
    submitted_at: Annotated[dt.datetime, Meta(tz=True)]
    answered_by: Post
    confirmed_by: Post
    answers: msgspec.Raw
    supersedes: str = ""

    def whole(self) -> Snapshot:
        """With its answers."""
        made = _ANSWERS.decode(self.answers)
        return Snapshot(
            self.id,
            self.seq,
            self.municipality,
            self.questionnaire,
            self.scoring_rule,
            self.submitted_at,
            self.answered_by,
            self.confirmed_by,
            made,
            self.supersedes,
        )


class _File(msgspec.Struct, frozen=True):
    dxcheck: msgspec.Raw
    snapshots: dict[str, Head] = {}


_ANSWERS: Final = msgspec.json.Decoder(dict[str, Answer])
_FILES: Final = msgspec.json.Decoder(_File)


def standing_heads(path: Path, envelope: Envelope) -> list[Head] | None:
    """The heads of the snapshots that no correction superseded, in their order; None while there is no file.

    Args:
        path: a municipality's file.
        envelope: what its first entry must say.

    Raises:
        StoreError: it cannot be read, is damaged, or is another one's.
        LookupError: it was written by an earlier schema and must be read in the long way.
    """
    raw = files.read(path)
    if raw is None:
        return None
    try:
        file = _FILES.decode(raw.removeprefix(_BOM))
        found = msgspec.json.decode(file.dxcheck)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise errors.damaged(path, str(problem)) from problem
    if check_envelope(found, envelope, path).schema < TABLES_SINCE:
        raise LookupError(path)
    heads = sorted(file.snapshots.values(), key=lambda one: one.seq)
    superseded = {one.supersedes for one in heads}
    return [one for one in heads if one.id not in superseded]


def picked(heads: list[Head], pick: Callable[[list[Head]], Head | None], path: Path) -> Snapshot | None:
    """One of them with its answers.

    Raises:
        StoreError: its answers are damaged.
    """
    chosen = pick(heads)
    try:
        return chosen.whole() if chosen is not None else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise errors.damaged(path, str(problem)) from problem
