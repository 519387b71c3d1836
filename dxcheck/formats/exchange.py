"""受け渡しファイル: what a municipality without a connection and the centre hand to each other, as one file of JSON with a sum of its content.

The sum tells a file that was cut short or damaged. It is no protection against somebody who knows how it is made, and says so where it is read: whose file it is, people find out
from whoever brought it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from dxcheck.benchmark.model import Benchmark
from dxcheck.formats.input import LARGEST_CHOSEN, too_large_to_take
from dxcheck.i18n import _
from dxcheck.model.calendar import Timed
from dxcheck.model.municipality import Code
from dxcheck.model.snapshot import Draft, Snapshot
from dxcheck.system.file_kind import file_in_words, kind_of
from dxcheck.system.refusal import DxcheckError

EXCHANGE_SCHEMA: Final = 1
EXCHANGE_KIND: Final = "dxcheck-exchange"
MOST_EXCHANGED: Final = 5000
"""Snapshots, averages and receipts of one file, each: more than a municipality ever has."""
ExchangeTo = Literal["centre", "municipality"]
_ID: Final = re.compile("[0-9]{6}-[0-9]{8}-[0-9a-f]{6}")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


class ExchangeFileError(DxcheckError, ValueError):
    """The file is none that can be taken in; the message says why and what to do. Nothing was changed."""


class ExchangeDocument(Timed, frozen=True, kw_only=True, omit_defaults=True):
    """What is in a file."""

    kind: Literal["dxcheck-exchange"] = EXCHANGE_KIND
    schema: int = EXCHANGE_SCHEMA
    to: ExchangeTo
    """centre: a municipality wrote it; municipality: the centre did, for this one."""
    demo: bool
    municipality: Code
    name: Annotated[str, Meta(max_length=60)]
    """The municipality's, for whoever opens the file."""
    made_at: dt.datetime
    snapshots: Annotated[tuple[Snapshot, ...], Meta(max_length=MOST_EXCHANGED)] = ()
    draft: Draft | None = None
    """Answers in progress, where they were wanted in it: only the municipality's own staff take them in."""
    averages: Annotated[tuple[Benchmark, ...], Meta(max_length=MOST_EXCHANGED)] = ()
    """Published ones; of others nothing leaves the centre."""
    received: Annotated[tuple[str, ...], Meta(max_length=MOST_EXCHANGED)] = ()
    """The ids of the municipality's snapshots that the centre has."""


def to_exchange_file(document: ExchangeDocument) -> bytes:
    """The file."""
    loose = msgspec.to_builtins(document) | {"kind": document.kind, "schema": document.schema}
    return msgspec.json.format(msgspec.json.encode(loose | {"sha256": _sum(loose)}), indent=1) + b"\n"


def from_exchange_file(raw: bytes) -> ExchangeDocument:
    """Read a file, and check that it is whole.

    Raises:
        ExchangeFileError: it is not, or something else.
    """
    loose = _loose(raw)
    _check_kind(loose)
    if loose.pop("sha256", None) != _sum(loose):
        raise ExchangeFileError(_("ファイルの中身が、つくられたときと違います。{again}", again=_again()))
    try:
        document = msgspec.convert(loose, ExchangeDocument)
    except msgspec.ValidationError as problem:
        raise _faulty(str(problem)) from problem
    _check_whole(document)
    return document


def _again() -> str:
    return _("何も取り込んでいません。もう一度つくってもらうか、受け取り直してください。")


def _faulty(reason: str) -> ExchangeFileError:
    return ExchangeFileError(_("ファイルの内容が正しくありません（{reason}）。{again}", reason=reason[:300], again=_again()))


def _sum(loose: dict[str, Any]) -> str:
    """Of the content, however it is laid out: with another end of line or a byte order mark it is the same."""
    return hashlib.sha256(msgspec.json.encode(loose, order="sorted")).hexdigest()


def _loose(raw: bytes) -> dict[str, Any]:
    if len(raw) > LARGEST_CHOSEN:
        raise ExchangeFileError(too_large_to_take())
    if not raw.strip():
        raise ExchangeFileError(_("ファイルが空です。{again}", again=_again()))
    if (kind := kind_of(raw)) != "other":
        raise ExchangeFileError(_("{what}。受け渡しファイル（.json）を指定してください。", what=file_in_words(kind)))
    try:
        content = raw.decode("utf-16").encode() if raw.startswith(_UTF16) else raw.removeprefix(b"\xef\xbb\xbf")
        loose = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as problem:
        raise ExchangeFileError(_("ファイルが途中で切れているか、壊れています。{again}", again=_again())) from problem
    if not isinstance(loose, dict):
        raise ExchangeFileError(_("受け渡しファイルではありません。{again}", again=_again()))
    return loose


def _check_kind(loose: dict[str, Any]) -> None:
    if loose.get("kind") == "dxcheck-benchmark":
        raise ExchangeFileError(_("県内平均のファイルです。dxcheck benchmark import で取り込んでください。"))
    if loose.get("kind") != EXCHANGE_KIND:
        raise ExchangeFileError(_("受け渡しファイルではありません。{again}", again=_again()))
    schema = loose.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or not 1 <= schema < 2**31:
        raise _faulty("schema")
    if schema > EXCHANGE_SCHEMA:
        raise ExchangeFileError(
            _("新しい版のdxcheckでつくられたファイルです。dxcheckを新しい版に更新してください。何も取り込んでいません。")
        )


def _check_whole(document: ExchangeDocument) -> None:
    """What no field can say alone."""
    ids, numbers = [one.id for one in document.snapshots], [one.seq for one in document.snapshots]
    if len(set(ids)) < len(ids) or len(set(numbers)) < len(numbers) or min(numbers, default=1) < 1:
        raise _faulty("snapshots")
    for one in document.snapshots:
        if not _ID.fullmatch(one.id):
            raise _faulty(one.id[:40])
    if document.draft is not None and document.draft.municipality != document.municipality:
        raise _faulty("draft")
    if any(one.prefecture[:2] != document.municipality[:2] for one in document.averages):
        raise _faulty("averages")
    theirs, ours = (document.snapshots or document.draft), (document.averages or document.received)
    if (document.to == "centre" and ours) or (document.to == "municipality" and theirs):
        raise _faulty("to")
