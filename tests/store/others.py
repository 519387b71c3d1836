"""Somebody else than who runs the tests, where that is root, who may do everything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVICE, GROUP = 64100, 64200
"""Numbers that nobody has here."""


def let_through(folder: Path) -> None:
    """Let everybody reach a folder of ours."""
    for one in (folder, *folder.parents):
        if one.stat().st_uid == os.geteuid() and one != Path("/"):
            one.chmod(one.stat().st_mode | 0o055)


@contextmanager
def running_as(uid: int = SERVICE, gid: int = GROUP) -> Iterator[None]:
    """Another user for a while."""
    groups, group = os.getgroups(), os.getegid()
    os.setgroups([])
    os.setegid(gid)
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)
        os.setgroups(groups)


@contextmanager
def nobody_special(folder: Path) -> Iterator[None]:
    """Whoever runs the tests, but for root, who becomes the owner of the folder for a while."""
    if os.geteuid() != 0:
        yield
        return
    let_through(folder.parent)
    for one in (folder, *folder.rglob("*")):
        os.chown(one, SERVICE, GROUP)
    with running_as():
        yield
