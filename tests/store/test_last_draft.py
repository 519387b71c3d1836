"""Of a draft that is saved again only what is new is encoded and checked; what comes out is to the byte what encoding the whole would give."""

from __future__ import annotations

import datetime as dt
from itertools import zip_longest
from pathlib import Path

import msgspec
import pytest
from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st
from moments import NOW
from store.making import CODE, REF, draft
from tinydb.table import Document

from dxcheck.model.snapshot import Answer, Draft, DraftEntry, Replaced
from dxcheck.store.last_draft import LastDraft
from dxcheck.store.table import encoded

TEXTS = st.text('あ"\\\n<x', max_size=4)
ANSWERS = st.builds(
    Answer,
    choice=st.sampled_from([None, "unknown", "not_applicable", 0, 3, 5]),
    comment=TEXTS,
    target=st.sampled_from([None, 2]),
    ticks=st.sampled_from([(), ("a", "b")]),
)
MOMENTS = st.integers(0, 1000).map(lambda minutes: NOW + dt.timedelta(minutes=minutes))
ENTRIES = st.builds(DraftEntry, ANSWERS, MOMENTS, by=TEXTS, session=TEXTS, chosen_at=st.none() | MOMENTS)
ITEMS = st.sampled_from(["a-01", "a-02", "b-01", "b-02"])
HISTORY = st.lists(st.builds(Replaced, ITEMS, ENTRIES), max_size=3).map(tuple)


@st.composite
def following(drawing: st.DrawFn) -> list[Draft]:
    """Versions of a draft: each goes on with most of the one before, and anything may be taken out, put in another order or come back."""
    now = Draft("d1", CODE, REF, NOW)
    every = [now]
    for _n in range(drawing(st.integers(1, 5))):
        kept = [item for item in drawing(st.permutations(list(now.entries))) if drawing(st.integers(0, 5))]
        entries = {item: now.entries[item] for item in kept} | drawing(st.dictionaries(ITEMS, ENTRIES, max_size=2))
        history = drawing(st.sampled_from([now.history, now.history[:1], now.history[1:], ()])) + drawing(HISTORY)
        ref = drawing(st.sampled_from([REF, msgspec.structs.replace(REF, version="2", scale=(0, 2, 3, 5))]))
        now = Draft(now.id, CODE, ref, NOW, entries, history, positions={"企画課": "a-01"}, revision=drawing(st.integers(0, 3)))
        every.append(now)
    return every


@settings(max_examples=tried(200))
@given(following(), st.sampled_from(["kept", "as written", "read", "lost"]))
def test_a_version_is_encoded_as_if_none_had_been_before_it(versions: list[Draft], between: str) -> None:
    """To the byte; whether the record before is at hand as it was made, was read from a file, as it was written or not, or is gone."""
    last = LastDraft()
    record: dict[str, object] = {}
    for version in versions:
        if record and between in ("as written", "read"):
            record = msgspec.json.decode(msgspec.json.encode(record))
        stored = last.to_change(Document(record, 1), Path("x"), is_as_written=between != "read") if record and between != "lost" else None
        new = based_on(version, stored) if stored is not None else version
        record = last.encoded(new)
        assert msgspec.json.encode(record) == msgspec.json.encode(encoded(new))
        assert msgspec.convert(record, Draft) == version


def based_on(version: Draft, stored: Draft) -> Draft:
    """The version as whoever read the one before would have made it: equal parts are the stored ones."""
    entries = {item: stored.entries[item] if stored.entries.get(item) == entry else entry for item, entry in version.entries.items()}
    history = tuple(then if now == then else now for now, then in zip_longest(version.history, stored.history[: len(version.history)]))
    return msgspec.structs.replace(version, entries=entries, history=history)


@pytest.mark.parametrize("where", ["entry", "history"])
def test_what_is_new_is_checked(where: str) -> None:
    """A text that is too long: refused, and the version before is still the one that is known."""
    last = LastDraft()
    stored = draft(gov_01=1, gov_02=4)
    last.encoded(stored)
    bad = DraftEntry(Answer(choice=1, comment="長" * 100_000), NOW)
    changed = {
        "entry": msgspec.structs.replace(stored, entries={**stored.entries, "gov-03": bad}),
        "history": msgspec.structs.replace(stored, history=(Replaced("gov-01", bad),)),
    }
    with pytest.raises(msgspec.ValidationError):
        last.encoded(changed[where])
    assert last.encoded(stored) == encoded(stored)
