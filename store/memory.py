"""How much memory the embedded server may take: half of what this machine, or the container, has.

The rest is for web processes and workers, and for pages that a server copies while it rewrites its file.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

CONTAINER = Path("/sys/fs/cgroup/memory.max")
"""Bytes that the processes of a container may have together, or `max` (cgroup v2)."""
LEAST = 256 * 1024 * 1024


def memory_for_database(container: Path = CONTAINER) -> int:
    """Return bytes for the embedded server's data, `LEAST` on the smallest machine."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # no container, or one without a limit
        there = min(there, int(container.read_text()))
    return max(LEAST, there // 2)
