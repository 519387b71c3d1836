"""What the server and a login's process say to each other arrives whole, or is refused."""

from __future__ import annotations

import contextlib
import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.pages.pipe import LARGEST_ASKED, LENGTH_BYTES, GarbledError, PageAnswered, PageAsked, framed, next_asked, size_of, unframed

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
ASKED = st.builds(
    PageAsked,
    number=st.integers(0, 1 << 31),
    path=TEXT,
    query=st.dictionaries(TEXT, TEXT, max_size=3),
    form=st.none() | st.dictionaries(TEXT, st.lists(TEXT, max_size=3), max_size=4),
    language=st.sampled_from(["ja", "en"]),
    is_part=st.booleans(),
)


@given(st.lists(ASKED, max_size=4))
def test_requests_arrive_as_they_were_sent_and_in_their_order(sent: list[PageAsked]) -> None:
    """However many there are in the pipe; then there is nothing more."""
    pipe = io.BytesIO(b"".join(map(framed, sent)))
    assert [next_asked(pipe) for _one in sent] == sent
    assert next_asked(pipe) is None


@given(ASKED, st.data())
def test_a_request_that_was_cut_is_no_request(sent: PageAsked, data: st.DataObject) -> None:
    """Wherever it was."""
    whole = framed(sent)
    with pytest.raises(GarbledError):
        next_asked(io.BytesIO(whole[: data.draw(st.integers(1, len(whole) - 1))]))


@given(st.binary(max_size=200))
def test_anything_else_is_refused_and_nothing_else_is_raised(noise: bytes) -> None:
    """Bytes of any kind behind a right length, at either end."""
    for kind in (PageAsked, PageAnswered):
        with contextlib.suppress(GarbledError):
            unframed(noise, kind)
    with pytest.raises(GarbledError):
        next_asked(io.BytesIO(len(noise).to_bytes(LENGTH_BYTES, "big") + b"\xc1" + noise))


def test_what_is_nested_too_deep_is_refused_like_anything_else() -> None:
    """In a field that nobody knows."""
    deep = b"\x81\xa1x" + b"\x91" * 100_000 + b"\xc0"
    for kind in (PageAsked, PageAnswered):
        with pytest.raises(GarbledError):
            unframed(deep, kind)


@given(st.integers(LARGEST_ASKED + 1, (1 << 32) - 1))
def test_what_is_too_long_is_refused_before_it_is_read(size: int) -> None:
    """By its length alone."""
    with pytest.raises(GarbledError):
        size_of(size.to_bytes(LENGTH_BYTES, "big"), LARGEST_ASKED)
    with pytest.raises(GarbledError):
        next_asked(io.BytesIO(size.to_bytes(LENGTH_BYTES, "big")))


def test_an_answer_with_a_file_arrives_whole() -> None:
    """Its bytes as they are."""
    answered = PageAnswered(number=3, status=200, part={"said": "保存済み"}, forms=("f-1",))
    assert unframed(framed(answered)[LENGTH_BYTES:], PageAnswered) == answered
    with pytest.raises(GarbledError):
        unframed(msgspec.msgpack.encode({"number": "x"}), PageAnswered)
