"""The daily copy of the data. Of a database it is made in a process of its own, by the command line with its rights: the server reads no answers."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from dxcheck.model import calendar
from dxcheck.store.errors import OtherStoreError
from dxcheck.store.opening import back_up_either

if TYPE_CHECKING:
    from dxcheck.store.shelf import Address


async def copied(data: Address, target: Path) -> int:
    """Make a copy; gives how many files of the data are in it.

    Raises:
        StoreError: none was made.
        OSError: there is no process to be had for it.
    """
    if isinstance(data, Path):
        return len((await asyncio.to_thread(back_up_either, data, target, calendar.now())).parts)
    command = (sys.executable, "-m", "dxcheck", "--data", str(data), "backup", str(target))
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdin=quiet, stdout=quiet, stderr=asyncio.subprocess.PIPE)
    try:
        _nothing, said = await process.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        raise
    if process.returncode:
        raise OtherStoreError(" ".join(said.decode(errors="replace").split())[:500], "", "")
    return await asyncio.to_thread(_parts, target)


def _parts(archive: Path) -> int:
    with zipfile.ZipFile(archive) as made:
        return len(made.namelist()) - 1  # what says what is in it
