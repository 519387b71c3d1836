"""Files on a person's own machine: where they go, and how they are opened there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def download_folder() -> Path:
    """The person's folder for downloads; where there is none, the folder dxcheck was started in."""
    downloads = Path.home() / "Downloads"
    return downloads if downloads.is_dir() and os.access(downloads, os.W_OK) else Path.cwd()


def can_open() -> bool:
    """Whether this machine has a screen on which a file can be shown: not over ssh, not on a server."""
    if sys.platform in ("win32", "darwin"):
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and shutil.which("xdg-open") is not None


def open_file(path: Path) -> bool:
    """Show a file in the program the machine has for it; whether that could be started."""
    try:
        if sys.platform == "win32":
            os.startfile(path)  # noqa: S606 - a file we have just written
            return True
        program = "open" if sys.platform == "darwin" else "xdg-open"
        quiet = subprocess.DEVNULL
        subprocess.Popen([program, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603
    except OSError:
        return False
    return True
