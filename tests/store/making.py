"""Drafts and snapshots for tests of the store, and programs that write them from other processes."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

from moments import NOW

from dxcheck.model.snapshot import Answer, Draft, DraftEntry, QuestionnaireRef, Snapshot

ROOT = Path(__file__).parent.parent.parent
REF = QuestionnaireRef("small", "1", "0" * 64)
CODE = "382019"


def draft(**answers: int) -> Draft:
    """A draft with some levels."""
    entries = {item.replace("_", "-"): DraftEntry(Answer(choice=level), NOW, "企画課", "a") for item, level in answers.items()}
    return Draft("d1", CODE, REF, NOW, entries=entries)


def snapshot(seq: int, *, snapshot_id: str = "", draft_id: str = "", evidence: str = "記録") -> Snapshot:
    """A snapshot of a few items."""
    answers = {f"gov-{n:02}": Answer(choice=n % 6, evidence=evidence) for n in range(1, 6)}
    when = NOW + dt.timedelta(minutes=seq)
    return Snapshot(snapshot_id or f"{CODE}-20261123-{seq:06x}", seq, CODE, REF, 1, when, "企画課", "課長", answers, draft=draft_id)


def program(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A Python program in a process of its own, with the tests' modules at hand."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8", env=environment)
