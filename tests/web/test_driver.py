"""What an app says to its server arrives as it was said, whoever in it speaks."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading

import pytest
from textual.app import App

from dxcheck.web.driver import Driver

TIMES = 40
LONG = 200_000
"""Characters, more than a pipe holds: it is written in many parts."""


async def test_a_frame_never_lands_in_the_middle_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is handed over by the thread that hears of the browser, while the screen is drawn by another."""
    (reading, writing), (silent, unused) = os.pipe(), os.pipe()
    with os.fdopen(reading, "rb") as ours, os.fdopen(writing, "w") as theirs, os.fdopen(silent) as nothing, os.fdopen(unused, "w"):
        monkeypatch.setattr(sys, "__stdout__", theirs)
        monkeypatch.setattr(sys, "__stdin__", nothing)
        driver = Driver(App())
        heard: list[tuple[bytes, int]] = []

        def listen() -> None:
            while len(heard) < 2 * TIMES:
                kind, size = ours.read(1), int.from_bytes(ours.read(4), "big")
                payload = ours.read(size)
                assert kind == b"M"
                heard.append((kind, len(json.loads(payload)["said"])))

        def speak(said: str) -> None:
            for _time in range(TIMES):
                driver.write_meta({"said": said})

        listening = threading.Thread(target=listen, daemon=True)
        speaking = [threading.Thread(target=speak, args=(said,), daemon=True) for said in ("p" * LONG, "f" * 3_000)]
        for one in (listening, *speaking):
            one.start()
        await asyncio.to_thread(listening.join, 20)
        assert sorted(size for _kind, size in heard) == [3_000] * TIMES + [LONG] * TIMES
