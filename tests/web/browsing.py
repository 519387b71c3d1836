"""A real Chromium in front of a real server: finds text in the terminal, clicks where it stands, and remembers every request."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright
from web.serving import IMABARI, PASSWORD, Served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian: apt-get install chromium fonts-noto-cjk)")
DESKTOP, TABLET, PHONE = (1280, 720), (1024, 768), (390, 844)
PATIENCE = 15_000
"""Milliseconds; the machine may be busy with other tests."""

# The bundled terminal keeps itself to itself. It assigns `this._core` once, so that a setter every object inherits sees it come.
EYES = """
Object.defineProperty(Object.prototype, "_core", {
  configurable: true,
  set(core) {
    Object.defineProperty(this, "_core", { value: core, writable: true, configurable: true, enumerable: true });
    if (this.buffer && this.loadAddon) window.seen = this;
  },
});
window.cells = () => {
  const made = [], shown = window.seen && window.seen.buffer.active;
  for (let y = 0; shown && y < window.seen.rows; y += 1) {
    const line = shown.getLine(shown.baseY + y), row = { text: "", at: [] };
    for (let x = 0; line && x < window.seen.cols; x += 1) {
      const cell = line.getCell(x);
      if (!cell.getWidth()) continue;
      for (const one of cell.getChars() || " ") { row.text += one; row.at.push(x); }
    }
    made.push(row);
  }
  return made;
};
window.shown = () => window.cells().map((row) => row.text.trimEnd()).join("\\n");
window.place = (wanted, nth) => {
  const box = document.querySelector(".xterm-screen").getBoundingClientRect();
  const cell = window.seen._core._renderService.dimensions.css.cell;
  for (const [y, row] of window.cells().entries())
    for (let from = row.text.indexOf(wanted); from >= 0; from = row.text.indexOf(wanted, from + 1)) {
      if (nth-- > 0) continue;
      const column = row.at[from] + 0.5;
      return [box.left + column * cell.width, box.top + (y + 0.5) * cell.height];
    }
  return null;
};
"""
