"""Watches the system calls of one process of one thread, through ptrace. Linux alone, on x86_64 and aarch64."""

import ctypes
import os
import platform
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SEIZE, INTERRUPT, DETACH, NEXT_CALL, GET_CALL = 0x4206, 0x4207, 17, 24, 0x420E
STOP_AT_CALLS_SHOWN_AS = 0x80
TRACE_SYSGOOD = 1
EVENT_STOP = 128
# waitpid: whatever kind of child it is, or none.
ANY_TRACED = 0x40000000
ENTRY, EXIT = 1, 2
LONGEST_TEXT = 4096

# Numbers from the kernel's asm/unistd.h.
CALLS = {
    "x86_64": {
        0: "read",
        1: "write",
        20: "writev",
        43: "accept",
        44: "sendto",
        45: "recvfrom",
        46: "sendmsg",
        74: "fsync",
        75: "fdatasync",
        87: "unlink",
        263: "unlinkat",
        288: "accept4",
    },
    "aarch64": {
        35: "unlinkat",
        63: "read",
        64: "write",
        66: "writev",
        82: "fsync",
        83: "fdatasync",
        202: "accept",
        206: "sendto",
        207: "recvfrom",
        211: "sendmsg",
        242: "accept4",
    },
}
PATH_ARGUMENT = {"unlink": 0, "unlinkat": 1}
BYTES_BEFORE = {"write", "sendto"}
BYTES_AFTER = {"read", "recvfrom"}


class _CallInfo(ctypes.Structure):
    """struct ptrace_syscall_info: number and arguments at the entry, the result at the exit."""

    _fields_ = [
        ("op", ctypes.c_uint8),
        ("padding", ctypes.c_uint8 * 3),
        ("architecture", ctypes.c_uint32),
        ("instruction_pointer", ctypes.c_uint64),
        ("stack_pointer", ctypes.c_uint64),
        ("values", ctypes.c_uint64 * 8),
    ]


_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.restype = ctypes.c_long
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def _ptrace(request: int, pid: int, address: int = 0, data: object = 0) -> None:
    if _libc.ptrace(request, pid, address, data) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"ptrace {request:#x}: {os.strerror(number)}")


@dataclass(frozen=True)
class Call:
    """One system call, once it has returned. `target` is the file or socket, `data` the first bytes that passed."""

    name: str
    target: str
    data: bytes
    result: int


def children(pid: int) -> list[int]:
    """The processes that this one started and that still run."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Tracer:
    """A process that stops at every system call. Only the thread that made this may ask."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.names = CALLS[platform.machine()]

    def calls(self, *, seconds: float) -> Iterator[Call]:
        """The calls in CALLS, in order, until the process ends. Raises TimeoutError."""
        until = time.monotonic() + seconds
        entered: tuple[str, list[int], str, bytes] | None = None
        while self._go_on():
            if time.monotonic() > until:
                raise TimeoutError("The traced process did not come to what was waited for.")
            info = self._call_info()
            if info.op == ENTRY:
                entered = self._entered(list(info.values))
            elif info.op == EXIT and entered is not None:
                name, arguments, target, data = entered
                result = ctypes.c_int64(info.values[0]).value
                if name in BYTES_AFTER and result > 0:
                    data = self._memory(arguments[1], result)
                yield Call(name, target, data, result)
                entered = None

    def _entered(self, values: list[int]) -> tuple[str, list[int], str, bytes] | None:
        name = self.names.get(values[0])
        if name is None:
            return None
        arguments = values[1:7]
        if name in PATH_ARGUMENT:
            target = self._memory(arguments[PATH_ARGUMENT[name]], LONGEST_TEXT).split(b"\0")[0].decode()
        else:
            target = self._open_file(arguments[0])
        data = self._memory(arguments[1], arguments[2]) if name in BYTES_BEFORE else b""
        return name, arguments, target, data

    def _open_file(self, descriptor: int) -> str:
        try:
            return str(Path(f"/proc/{self.pid}/fd/{ctypes.c_int(descriptor).value}").readlink())
        except OSError:
            return ""

    def _memory(self, address: int, size: int) -> bytes:
        """Up to LONGEST_TEXT bytes. What lies beyond the end of a page may belong to nobody."""
        wanted = min(size, LONGEST_TEXT)
        with Path(f"/proc/{self.pid}/mem").open("rb", buffering=0) as memory:
            memory.seek(address)
            return memory.read(wanted)

    def _call_info(self) -> _CallInfo:
        info = _CallInfo()
        _ptrace(GET_CALL, self.pid, ctypes.sizeof(info), ctypes.byref(info))
        return info

    def _go_on(self) -> bool:
        """Let the process run to the next entry or exit of a call. False when it has ended."""
        passed_on = 0
        while True:
            _ptrace(NEXT_CALL, self.pid, 0, passed_on)
            status = os.waitpid(self.pid, ANY_TRACED)[1]
            if not os.WIFSTOPPED(status):
                return False
            number = os.WSTOPSIG(status)
            if number == signal.SIGTRAP | STOP_AT_CALLS_SHOWN_AS:
                return True
            # A signal of its own goes on to it; a stop of ptrace's own does not.
            passed_on = 0 if status >> 16 == EVENT_STOP else number


@contextmanager
def tracing(pid: int) -> Iterator[Tracer]:
    """Stop a running process at its calls; it runs on freely afterwards."""
    _ptrace(SEIZE, pid, 0, TRACE_SYSGOOD)
    _ptrace(INTERRUPT, pid)
    os.waitpid(pid, ANY_TRACED)
    try:
        yield Tracer(pid)
    finally:
        # It is stopped, as every call that `calls` gives leaves it, or gone.
        with suppress(ProcessLookupError):
            _ptrace(DETACH, pid)
