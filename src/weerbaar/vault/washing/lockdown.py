"""Closing the doors of a process from inside, with what the system offers. Each lock is tried and reported.

The process that calls this can afterwards only compute, and read and write what it already holds open.
Source: Linux man pages prctl(2), seccomp(2), unshare(2), setrlimit(2).
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_SIGKILL = 9
_NOBODY = 65534

# What a process needs to compute and to use what it holds: no open, no socket, no exec, no fork, no signal to others.
# read, write, close, fstat, lseek, mmap, mprotect, munmap, brk, rt_sigaction, rt_sigprocmask, rt_sigreturn,
# pread64, pwrite64, readv, writev, madvise, mremap, sched_yield, nanosleep, getpid, exit, exit_group, futex,
# clock_gettime, clock_nanosleep, gettid, getrandom, sigaltstack, ftruncate, newfstatat, rseq, sched_getaffinity.
_ALLOWED = {
    "x86_64": (
        0xC000003E,
        (
            *(0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 24, 25, 28, 35, 39, 60, 77, 131, 186),
            *(202, 204, 228, 230, 231, 262, 318, 334),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(46, 57, 62, 63, 64, 65, 66, 67, 68, 79, 80, 93, 94, 98, 101, 113, 115, 123, 124, 132, 134, 135),
            *(139, 172, 178, 214, 215, 216, 222, 226, 233, 278, 293),
        ),
    ),
}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # refuse: the call fails with EPERM


def limit(memory: int, seconds: int, file_bytes: int) -> None:
    """The limits without which nothing is opened. Raises OSError or ValueError when the system refuses one.

    `memory`: bytes of address space. `seconds`: of processor time. `file_bytes`: the largest file it may write.
    """
    if min(memory, seconds, file_bytes) < 1:
        raise ValueError("a limit below one is no limit")  # the system would take it for "unlimited"
    for what, most, last in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_AS, memory, memory),
        # Were the last limit the same, Linux would kill without saying that time was the reason.
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_FSIZE, file_bytes, file_bytes),
    ):
        resource.setrlimit(what, (most, last))


def close_doors() -> tuple[str, ...]:
    """Lock what can be locked; the names of the locks that hold. Call it when all is imported and open."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # no new file, socket or pipe, on any system
    held = ["no new files"]
    if not sys.platform.startswith("linux"):
        return tuple(held)
    libc = ctypes.CDLL(None, use_errno=True)
    _set(libc, _PR_SET_PDEATHSIG, _SIGKILL)
    _set(libc, _PR_SET_DUMPABLE, 0)
    network = _CLONE_NEWNET | _CLONE_NEWIPC
    if libc.unshare(network) == 0 or libc.unshare(network | _CLONE_NEWUSER) == 0:
        held.append("own network")
    if _become_nobody():
        held.append("no root")
    if _set(libc, _PR_SET_NO_NEW_PRIVS, 1):
        held.append("no new rights")
        if _filter_calls(libc):
            held.append("system calls")
    return tuple(held)


def _set(libc: ctypes.CDLL, option: int, value: int) -> bool:
    return (
        libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
        == 0
    )


def _become_nobody() -> bool:
    if os.geteuid() != 0:
        return True
    try:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    except OSError:
        return False
    return True


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def _filter_calls(libc: ctypes.CDLL) -> bool:
    if platform.machine() not in _ALLOWED or ctypes.sizeof(ctypes.c_void_p) != 8:  # noqa: PLR2004 - 64 bits
        return False
    architecture, calls = _ALLOWED[platform.machine()]
    code = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    for place, call in enumerate(calls):
        code.append((_EQUAL, len(calls) - place, 0, call))
    code += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    raw = b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
    program = _Program(len(code), raw)
    address = ctypes.c_ulong(ctypes.addressof(program))
    return libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), address, 0, 0) == 0
