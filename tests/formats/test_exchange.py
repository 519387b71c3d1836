"""A file that is handed over comes back as it was written; what is cut, damaged, newer or something else is said to be that."""

from __future__ import annotations

import json

import msgspec
import pytest
from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st
from moments import NOW
from store.making import draft, snapshot

from dxcheck.formats.exchange import ExchangeDocument, ExchangeFileError, from_exchange_file, to_exchange_file
from dxcheck.model.snapshot import Answer
from dxcheck.model.text import cleaned

texts = st.text(max_size=60).map(cleaned)
answers = st.builds(
    Answer,
    choice=st.sampled_from([None, 0, 3, 5, "not_applicable", "unknown"]),
    reason=texts,
    evidence=texts,
    comment=texts,
    target=st.sampled_from([None, 1, 5]),
)


def document(**rest: object) -> ExchangeDocument:
    """今治市's."""
    given_ = {"to": "centre", "demo": False, "municipality": "382027", "name": "今治市", "made_at": NOW, **rest}
    return ExchangeDocument(**given_)  # type: ignore[arg-type]


def one_file() -> bytes:
    """As somebody has it."""
    made = msgspec.structs.replace(snapshot(1, snapshot_id="382027-20261101-00000a"), municipality="382027")
    return to_exchange_file(document(snapshots=(made,)))


@settings(max_examples=tried(40))
@given(st.lists(st.dictionaries(st.sampled_from(["mom-01", "gov-02", "data-03"]), answers), max_size=3), st.booleans(), texts)
def test_whatever_is_in_it_comes_back(every: list[dict[str, Answer]], with_draft: bool, name: str) -> None:
    """Every field of every answer, of all snapshots and the draft."""
    snapshots = tuple(
        msgspec.structs.replace(snapshot(n, snapshot_id=f"382027-20261101-{n:06x}"), answers=one) for n, one in enumerate(every, 1)
    )
    of = msgspec.structs.replace(draft(), municipality="382027") if with_draft else None
    made = document(snapshots=snapshots, draft=of, name=name[:60])
    assert from_exchange_file(to_exchange_file(made)) == made


def test_how_it_is_laid_out_does_not_matter() -> None:
    """A byte order mark, other ends of lines, UTF-16, no lines at all: as mail programs and editors leave it."""
    raw = one_file()
    wanted = from_exchange_file(raw)
    plain = json.dumps(json.loads(raw), ensure_ascii=True).encode()
    for other in (b"\xef\xbb\xbf" + raw, raw.replace(b"\n", b"\r\n"), raw.decode().encode("utf-16"), plain, raw + b"\r\n \n"):
        assert from_exchange_file(other) == wanted


@settings(max_examples=tried(60))
@given(st.data())
def test_a_damaged_file_is_refused_or_is_what_it_was(data: st.DataObject) -> None:
    """Cut anywhere, a byte changed anywhere: no other content is ever read from it."""
    raw = one_file()
    at = data.draw(st.integers(0, len(raw) - 1))
    bent = raw[:at] if data.draw(st.booleans()) else raw[:at] + bytes([data.draw(st.integers(0, 255))]) + raw[at + 1 :]
    try:
        found = from_exchange_file(bent)
    except ExchangeFileError:
        return
    assert found == from_exchange_file(raw)


@pytest.mark.parametrize(
    ("bent", "said"),
    [
        (b"", "ファイルが空です"),
        (b"%PDF-1.7", "PDFのファイルです"),
        (b"PK\x03\x04", "zipなどの圧縮したファイルです"),
        (b"[1]", "受け渡しファイルではありません"),
        (b'{"dxcheck": {}}', "受け渡しファイルではありません"),
        (b'{"kind": "dxcheck-benchmark"}', "dxcheck benchmark import"),
        (b'{"kind": "dxcheck-exchange", "schema": 2}', "新しい版のdxcheck"),
        (b'{"kind": "dxcheck-exchange", "schema": true}', "正しくありません"),
        (b'{"kind": "dxcheck-exchange", "schema": 1}', "つくられたときと違います"),
        (b"[" * 5000, "途中で切れているか"),
    ],
)
def test_what_is_none_is_named(bent: bytes, said: str) -> None:
    """And what to do."""
    with pytest.raises(ExchangeFileError, match=said):
        from_exchange_file(bent)


def test_a_file_that_was_made_up_is_refused_where_it_cannot_be() -> None:
    """The sum is no protection against who knows how it is made: the rest is looked at for itself."""
    one = msgspec.structs.replace(snapshot(1, snapshot_id="382027-20261101-00000a"), municipality="382027")
    foreign = msgspec.structs.replace(draft(), municipality="382019")
    named = msgspec.structs.replace(one, id="../../x")
    for made in (
        document(snapshots=(one, one)),
        document(snapshots=(named,)),
        document(draft=foreign),
        document(received=("382027-20261101-00000a",)),
        document(to="municipality", snapshots=(one,)),
    ):
        with pytest.raises(ExchangeFileError, match="正しくありません"):
            from_exchange_file(to_exchange_file(made))
