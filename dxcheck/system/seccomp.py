"""Seccomp: a process gives up, for itself and all it starts, the system calls it never needs. Linux, x86-64 and ARM64; needs no rights.

Landlock says which files and connections; this refuses the rest of what reaches beyond a process: other processes' memory, new programs, sockets, namespaces, mounts,
kernel interfaces that have had many holes, and changing the permissions of files, which Landlock leaves alone. A system call that is newer than this list is
answered as if the kernel did not have it, which the C library takes for an older kernel.

A process that works with a database is lent connected sockets (`dxcheck.store.database.borrowing`). The library for it wants to connect by itself: it may make a socket of one
kind, and is told that connecting has begun, but the kernel does nothing. The socket that was lent is put in its place.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_KILL, _ALLOW, _ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _GREATER, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x54, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
"""Where they are in what the filter looks at."""
_NEW_NAMESPACES: Final = 0x7E020000
"""Flags of `clone` that leave the namespaces one is in."""
LAST_KNOWN: Final = 451
"""The newest system call this list has thought about (cachestat, Linux 6.5)."""


class Machine(NamedTuple):
    """A kind of processor: how the kernel names it, and which column of the table is its."""

    architecture: int
    column: int


MACHINES: Final = {"x86_64": Machine(0xC000003E, 0), "aarch64": Machine(0xC00000B7, 1)}
REFUSED_CALLS: Final = {
    # other processes: their memory, their descriptors, tracing them
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "process_madvise": (440, 440),
    "process_mrelease": (448, 448), "kcmp": (312, 272), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "perf_event_open": (298, 241),
    "move_pages": (279, 239), "migrate_pages": (256, 238),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424),
    # other programs
    "execve": (59, 221), "execveat": (322, 281), "uselib": (134, None),
    # sockets; a pair of connected ones is made by another call
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242),
    # what would do other calls in their place
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    # namespaces and mounts
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "swapon": (167, 224), "swapoff": (168, 225),
    # the kernel itself
    "bpf": (321, 280), "userfaultfd": (323, 282), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "reboot": (169, 142), "acct": (163, 89), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    "syslog": (103, 116), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "fanotify_init": (300, 262),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "sethostname": (170, 161), "setdomainname": (171, 162), "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None),
    "personality": (135, 92), "vhangup": (153, 58), "nfsservctl": (180, 42), "lookup_dcookie": (212, 18), "memfd_secret": (447, 447),
    # whose a file is, and who may do what with it, by its name; by an open file of one's own it stays possible
    "chmod": (90, None), "fchmodat": (268, 53), "chown": (92, None), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None),
    "utimes": (235, None), "utimensat": (280, 88), "futimesat": (261, None), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "mknod": (133, None), "mknodat": (259, 33),
    # emptying a file by its name, which earlier versions of Landlock leave alone
    "truncate": (76, 45),
    # what processes of one user share without files
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191),
    "semtimedop": (220, 192), "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    # another user, and another process's turn
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143), "setresuid": (117, 147),
    "setresgid": (119, 149), "setgroups": (116, 159), "setfsuid": (122, 151), "setfsgid": (123, 152), "capset": (126, 91),
    "ioprio_set": (251, 30), "sched_setscheduler": (144, 119), "sched_setattr": (314, 274), "sched_setparam": (142, 118),
}  # fmt: skip
"""Numbers on x86-64 and ARM64, None where there is no such call."""
_CLONE, _CLONE3 = (56, 220), (435, 435)
_ONLY_OWN: Final = {"prlimit64": ((302, 261), (0,)), "sched_setaffinity": ((203, 122), (0,)), "setpriority": ((141, 140), (0, 1))}
"""Calls that may be made about oneself alone: their numbers, and which arguments say so by being 0."""
_PRETENDED: Final = "connect"
_MADE: Final = "socket"
_KIND: Final = 0xF
"""What of a socket's type is its kind; the rest are flags."""
_CONNECTS_BY_SENDING: Final = 0x20000000
"""MSG_FASTOPEN."""
_SETTING: Final = (54, 208)
"""The numbers of `setsockopt`: of a socket, that it and its line stay alive, and nothing of the network or the kernel's modules below."""
_SET_OF_SOCKETS, _SET_OF_TCP = socket.SOL_SOCKET, socket.IPPROTO_TCP
_MAY_BE_SET: Final = (1, 4, 5, 6, 18)
"""Of TCP: TCP_NODELAY, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, TCP_USER_TIMEOUT."""
_SENDING: Final = {"sendto": ((44, 206), 3), "sendmsg": ((46, 211), 2), "sendmmsg": ((307, 269), 3)}
"""Their numbers, and which argument has the flags."""


def is_possible() -> bool:
    """Whether the filter can be made here, and the kernel has such filters."""
    return sys.platform == "linux" and platform.machine() in MACHINES and sys.maxsize > 2**32 and _kernel_has_it()


def _kernel_has_it() -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, None, 0, 0)
    return ctypes.get_errno() == errno.EFAULT  # it would have read the filter


def refuse(lent: int = 0) -> None:
    """From now on in this process, and in what it starts; whoever calls it gave up new privileges before.

    Args:
        lent: the family of the sockets that are lent to it, `AF_UNIX`, `AF_INET` or `AF_INET6`; 0 where it needs none.

    Raises:
        OSError: it could not be done.
    """
    program = b"".join(filter_for(MACHINES[platform.machine()], lent))
    code = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    libc = ctypes.CDLL(None, use_errno=True)
    given = Program(len(program) // 8, ctypes.addressof(code))
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(given), 0, 0) != 0:
        problem = ctypes.get_errno()
        raise OSError(problem, os.strerror(problem))


def filter_for(machine: Machine, lent: int = 0) -> Iterator[bytes]:
    """The filter, one instruction of BPF after the other; `lent` as for `refuse`."""
    refused, unknown = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
    yield _step(_LOAD, _ARCHITECTURE)
    yield from _unless(_EQUAL, machine.architecture, _KILL)
    yield _step(_LOAD, _NUMBER)
    yield from _if(_GREATER, LAST_KNOWN, unknown)
    if lent:
        yield from _unconnected(machine, lent)
    for name, numbers in REFUSED_CALLS.items():
        number = numbers[machine.column]
        if number is not None and not (lent and name in (_MADE, _PRETENDED)):
            yield from _if(_EQUAL, number, refused)
    yield from _if(_EQUAL, _CLONE3[machine.column], unknown)  # its flags cannot be seen; threads are made by `clone` then
    yield _step(_EQUAL, _CLONE[machine.column], 0, 4)
    yield _step(_LOAD, _ARGUMENTS)
    yield from _if(_ANY_BIT, _NEW_NAMESPACES, refused)
    yield _step(_RETURN, _ALLOW)
    for per_machine, arguments in _ONLY_OWN.values():
        yield _step(_EQUAL, per_machine[machine.column], 0, 3 * len(arguments) + 1)
        for argument in arguments:
            yield _step(_LOAD, _ARGUMENTS + 8 * argument)
            yield from _unless(_EQUAL, 0, refused)
        yield _step(_RETURN, _ALLOW)
    yield _step(_RETURN, _ALLOW)


def _unconnected(machine: Machine, family: int) -> Iterator[bytes]:
    """Streams of one family may be made, none goes anywhere."""
    refused = _ERRNO | errno.EPERM
    yield from _if(_EQUAL, REFUSED_CALLS[_PRETENDED][machine.column] or 0, _ERRNO | errno.EINPROGRESS)
    socket_only = [_step(_LOAD, _ARGUMENTS), *_unless(_EQUAL, family, refused)]
    socket_only += [_step(_LOAD, _ARGUMENTS + 8), _step(_AND, _KIND), *_unless(_EQUAL, socket.SOCK_STREAM, refused)]
    socket_only += [_step(_LOAD, _ARGUMENTS + 16), *_unless(_EQUAL, 0, refused), _step(_RETURN, _ALLOW)]
    yield _step(_EQUAL, REFUSED_CALLS[_MADE][machine.column] or 0, 0, len(socket_only))
    yield from socket_only
    every = [
        _step(_LOAD, _ARGUMENTS + 8),
        _step(_EQUAL, _SET_OF_SOCKETS, 0, 1),
        _step(_RETURN, _ALLOW),
        *_unless(_EQUAL, _SET_OF_TCP, refused),
    ]
    every.append(_step(_LOAD, _ARGUMENTS + 16))
    for name in _MAY_BE_SET:
        every += _if(_EQUAL, name, _ALLOW)
    every.append(_step(_RETURN, refused))
    yield _step(_EQUAL, _SETTING[machine.column], 0, len(every))
    yield from every
    for numbers, flags in _SENDING.values():
        yield _step(_EQUAL, numbers[machine.column], 0, 4)
        yield _step(_LOAD, _ARGUMENTS + 8 * flags)
        yield from _if(_ANY_BIT, _CONNECTS_BY_SENDING, refused)
        yield _step(_RETURN, _ALLOW)


def _if(test: int, value: int, then: int) -> Iterator[bytes]:
    yield _step(test, value, 0, 1)
    yield _step(_RETURN, then)


def _unless(test: int, value: int, then: int) -> Iterator[bytes]:
    yield _step(test, value, 1, 0)
    yield _step(_RETURN, then)


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
