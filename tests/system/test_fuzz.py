"""Inputs that nobody meant: a small part of what `python -m bench.fuzz` does with 100,000."""

from __future__ import annotations

import sys

import pytest

from bench import bending, fuzz_files


@pytest.mark.parametrize("seed", [1, 2])
def test_files_and_texts_are_taken_or_refused(seed: int) -> None:
    """Each kind with the error it documents; nothing is written."""
    every = fuzz_files.in_process(600, seed)
    assert "backup archives" in {seen.name for seen in every}
    for seen in every:
        assert (seen.crashes, seen.writes, seen.slow) == ([], 0, 0), seen.name
        assert seen.inputs > 50
        assert seen.refused


def test_what_hangs_and_what_breaks_is_seen() -> None:
    """The bench's own senses: a function that goes on for ever, and one that raises what it does not document."""

    def breaks(raw: bytes) -> None:
        if raw:
            raise KeyError(raw)
        while True:
            pass

    seen = bending.Seen("a")
    kind = fuzz_files.Kind("a", 1, breaks, [{}], lambda _tree: b"x")
    fuzz_files.tried(kind, b"x", seen)
    assert seen.crashes[-1].startswith("KeyError")
    if sys.platform != "win32":
        fuzz_files.tried(kind, b"", seen, 0.05)
        assert seen.crashes[-1].startswith("HangError")
