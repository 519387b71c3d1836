"""What the first entry of a document says: whose it is, of which kind, in which form, and how an earlier form becomes today's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from dxcheck.i18n import _
from dxcheck.store import errors
from dxcheck.store.inheritance import Predecessor, Tables
from dxcheck.store.upgrades import with_wishes_apart

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.store.shelf import Address

SCHEMA: Final = 9
"""The form of our files; raise it together with a new step at the end of `MIGRATIONS`."""
ENVELOPE: Final = "dxcheck"

MIGRATIONS: Final[list[Callable[[Tables], Tables]]] = [
    lambda tables: tables,  # 1 to 2: the envelope's sum; the tables stayed as they were
    lambda tables: (
        tables
    ),  # 2 to 3: the cycle a snapshot is for and what was carried over into it, drafts that were given up; all of it may be missing
    lambda tables: (
        tables
    ),  # 3 to 4: observations that are not shared yet lie among the internal ones; those of before are internal, or shared
    lambda tables: (
        tables
    ),  # 4 to 5: observations and returns that are dealt with, answers that a correction left as they were; those of before say nothing of it
    lambda tables: (
        tables
    ),  # 5 to 6: what beside the password lets an account in, and what the centre decided about it; accounts of before have nothing yet
    lambda tables: tables,  # 6 to 7: the scale that was answered on, beside the questionnaire's hash; without one it is 0 to 5
    with_wishes_apart,  # 7 to 8: each wish is answered and closed on its own; asks of sections, how each answer was given and by whom, what its level follows from, confirmations
    lambda tables: (
        tables
    ),  # 8 to 9: mail addresses of posts and the reminders that went there, why an answer is at its level; those of before have none of it
]
"""`MIGRATIONS[n]` brings the tables of schema n + 1 to schema n + 2. Applied on read in memory; the disk follows with the next write."""


TABLES_SINCE: Final = 1
"""The earliest schema whose tables have today's form, apart from the wishes."""
WISHES_SINCE: Final = 8
"""The earliest one whose wishes have it."""


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whose file it is."""

    schema: int
    kind: Literal[
        "municipality",
        "draft",
        "benchmarks",
        "ledger",
        "accounts",
        "internal",
        "finders",
        "schedule",
        "key",
        "factors",
        "ask",
        "links",
        "reminders",
    ]
    municipality: str
    """Its code; for benchmarks and their ledger the prefecture's."""
    demo: bool
    sum: str = ""
    """Of the rest of the file, as it was written; empty in files of schema 1."""


class InheritingEnvelope(Envelope, frozen=True):
    """Of a municipality whose documents begin with what others left. On disk it is an `Envelope`."""

    left_by: tuple[Predecessor, ...] = ()
    """Those whose documents go on in this one."""


def check_envelope(found: object, wanted: Envelope, path: Address) -> Envelope:
    """Whether a file's first entry says what it must; gives it.

    Raises:
        StoreError: it is another one's file, or not one of ours, or from a newer dxcheck.
    """
    if not isinstance(found, dict):
        raise errors.foreign(path, _("dxcheckのファイルではありません"))
    errors.check_schema(found.get("schema"), len(MIGRATIONS) + 1, path)
    try:
        envelope = msgspec.convert(found, Envelope)
    except msgspec.ValidationError as problem:
        raise errors.damaged(path, str(problem)) from problem
    if envelope.demo != wanted.demo:
        raise errors.demo_mix(path, file_is_demo=envelope.demo)
    if (envelope.kind, envelope.municipality) != (wanted.kind, wanted.municipality):
        raise errors.foreign(path, _("コード {code} の別のファイルです", code=envelope.municipality))
    return envelope
