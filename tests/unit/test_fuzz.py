"""Inputs that nobody meant: a small part of what `python -m bench.fuzz` does with 100,000."""

from __future__ import annotations

import pytest

from bench import fuzz


@pytest.mark.parametrize("seed", [1, 2])
def test_files_and_texts_are_taken_or_refused(seed: int) -> None:
    """Each kind with the error it documents; nothing is written."""
    for seen in fuzz.in_process(600, seed):
        assert (seen.crashes, seen.writes, seen.slow) == ([], 0, 0), seen.name
        assert seen.inputs > 50
