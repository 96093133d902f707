"""Ties a process's life to its parent's, so that no orphan is left behind even when the parent is killed outright."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
"""prctl(2): the signal a process gets when the thread that started it ends. Linux only."""

_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int, death: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to send this process `death` when its parent ends; at once if `parent` is already gone."""
    if _LIBC is None:
        return
    _LIBC.prctl(PR_SET_PDEATHSIG, death)
    if os.getppid() != parent:  # the parent ended between the fork and the line above
        os.kill(os.getpid(), death)


def dying_with_me(death: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return a `preexec_fn` for `subprocess` that ends the child when the calling process ends."""
    parent = os.getpid()
    return lambda: die_with_parent(parent, death)
