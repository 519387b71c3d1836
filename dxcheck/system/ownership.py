"""Whose a file is, on systems where files have an owner: what is written anew belongs to whom it belonged before.

An administrator who runs one command as root must not leave files that the service's own user cannot read any more.
"""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

HAS_OWNERS: Final = hasattr(os, "fchown")
_GROUP, _GROUP_WRITES = 0o070, 0o060


class Owner(NamedTuple):
    """A file's owner, group and permissions."""

    uid: int
    gid: int
    mode: int

    @property
    def name(self) -> str:
        """The user's name; the number where nobody has it here."""
        return user_name(self.uid)

    @property
    def is_shared(self) -> bool:
        """Whether everybody in the group may read and write it."""
        return self.mode & _GROUP_WRITES == _GROUP_WRITES


class NotKeptError(PermissionError):
    """A file would belong to somebody else than before; `owner` is whose it must stay."""

    def __init__(self, owner: Owner) -> None:
        super().__init__()
        self.owner = owner


def user_name(uid: int) -> str:
    """A user's name; the number where nobody has it here."""
    if HAS_OWNERS:
        import pwd  # only such systems have it

        with contextlib.suppress(KeyError):
            return pwd.getpwuid(uid).pw_name
    return str(uid)


def this_user() -> str:
    """Who runs this."""
    return user_name(os.geteuid()) if HAS_OWNERS else ""


def owner_of(path: Path) -> Owner | None:
    """Whose a file is; None where there is none, or where files have no owner."""
    if not HAS_OWNERS:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return Owner(found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode))


def for_new(folder: Path, like: Path | None = None) -> Owner | None:
    """Whose something new in a folder becomes: for root the folder's owner (or that of `like`, a file in it), for everybody else their own."""
    if not HAS_OWNERS or os.geteuid() != 0:
        return None
    return (owner_of(like) if like is not None else None) or owner_of(folder)


def keep(descriptor: int, owner: Owner | None, *, mode: bool = False) -> None:
    """Give an opened new file to an owner.

    Args:
        descriptor: of the file, which nobody else knows yet.
        owner: whose it was; None leaves it as it is.
        mode: whether to take over the permissions too.

    Raises:
        NotKeptError: only the owner or root may do that. A file that its group may write too is changed by everybody in the group.
    """
    if owner is None:
        return
    now = os.fstat(descriptor)
    permissions = owner.mode & 0o777
    if (now.st_uid, now.st_gid) != (owner.uid, owner.gid):
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, owner.uid, owner.gid)
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, -1, owner.gid)
        now = os.fstat(descriptor)
        if now.st_uid != owner.uid and not (owner.is_shared and now.st_gid == owner.gid):
            raise NotKeptError(owner)
        if now.st_gid != owner.gid:
            permissions &= ~_GROUP  # it was for another group than the one that would have it now
    if mode:
        os.fchmod(descriptor, permissions)


def make_folder_like_its_parent(folder: Path) -> None:
    """Make a folder only its owner can look into, and those above it; made by root, each belongs to whom the one above it belongs.

    Raises:
        OSError: it cannot be made.
    """
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        if folder.parent == folder:
            break
        folder = folder.parent
    for one in reversed(missing):
        try:
            one.mkdir(mode=0o700)
        except FileExistsError:
            if not one.is_dir():
                raise
            continue
        owner = for_new(one.parent)
        if owner is not None:
            opened = os.open(one, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)  # a session may give away only what it has opened
            try:
                os.fchown(opened, owner.uid, owner.gid)
            finally:
                os.close(opened)
