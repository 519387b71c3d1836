"""A published benchmark as a file, for municipalities whose PC is not connected: JSON with the hash of its content."""

from __future__ import annotations

import hashlib
from typing import Final, Literal

import msgspec

from dxcheck.benchmark.model import Benchmark
from dxcheck.i18n import _
from dxcheck.system.refusal import DxcheckError

BENCHMARK_SCHEMA: Final = 2
"""2: the groups of rule 2; files of schema 1 are still taken in."""
LARGEST_BENCHMARK: Final = 4_000_000
"""Far more than a benchmark of a hundred items takes."""


class BenchmarkFileError(DxcheckError, ValueError):
    """The file is no benchmark that can be used; the message says why and what to do."""


class Document(msgspec.Struct, frozen=True):
    """The file's content."""

    kind: Literal["dxcheck-benchmark"]
    schema: int
    demo: bool
    benchmark: Benchmark
    sha256: str
    """Of the benchmark in its canonical form and whether it is a demo."""


def fingerprint(benchmark: Benchmark, *, demo: bool) -> str:
    """SHA-256 of what is published; the first digits can be compared by telephone."""
    return hashlib.sha256(msgspec.json.encode((demo, benchmark), order="deterministic")).hexdigest()


def to_file(benchmark: Benchmark, *, demo: bool) -> bytes:
    """The file for a benchmark."""
    document = Document("dxcheck-benchmark", BENCHMARK_SCHEMA, demo, benchmark, fingerprint(benchmark, demo=demo))
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def from_file(content: bytes, *, demo: bool, prefecture: str) -> Benchmark:
    """Read a file and check that it is whole and meant for this folder.

    Raises:
        BenchmarkFileError: it is not.
    """
    if len(content) > LARGEST_BENCHMARK:
        raise BenchmarkFileError(_("ファイルが大きすぎます。センターから届いた県内平均のファイルか、確かめてください。"))
    try:
        loose = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise BenchmarkFileError(
            _("ファイルの内容が読めません（{reason}）。センターから届いたファイルをもう一度受け取ってください。", reason=problem)
        ) from problem
    if not isinstance(loose, dict) or loose.get("kind") != "dxcheck-benchmark":
        raise BenchmarkFileError(_("県内平均のファイルではありません。センターから届いたファイルを指定してください。"))
    schema = loose.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or not 1 <= schema < 2**31:
        raise BenchmarkFileError(_("形式の番号が読めません。センターから届いたファイルをもう一度受け取ってください。"))
    if schema > BENCHMARK_SCHEMA:
        raise BenchmarkFileError(_("新しい版のdxcheckでつくられたファイルです。dxcheckを新しい版に更新してください。"))
    try:
        document = msgspec.convert(loose, Document)
    except msgspec.ValidationError as problem:
        raise BenchmarkFileError(
            _("ファイルの内容が正しくありません（{reason}）。センターから届いたファイルをもう一度受け取ってください。", reason=problem)
        ) from problem
    if fingerprint(document.benchmark, demo=document.demo) != document.sha256:
        raise BenchmarkFileError(_("ファイルの内容が、センターがつくったときと違います。センターからもう一度受け取ってください。"))
    if document.demo != demo:
        raise BenchmarkFileError(
            _("デモ（架空のデータ）の県内平均は、実際のデータのフォルダーには取り込めません。")
            if document.demo
            else _("実際の県内平均は、デモのフォルダーには取り込めません。")
        )
    if document.benchmark.prefecture != prefecture:
        raise BenchmarkFileError(_("ほかの都道府県の県内平均です（コード {code}）。", code=document.benchmark.prefecture))
    return document.benchmark
