"""Which call, rep and request a piece of work is about, so that every line it logs says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})
_IDS: ContextVar[Mapping[str, str]] = ContextVar("ids", default=NOTHING)


def traced_ids() -> Mapping[str, str]:
    """Return the ids of the work that this thread is doing."""
    return _IDS.get()


@contextmanager
def traced(**ids: str) -> Iterator[None]:
    """Add these ids to log lines while the block runs, beside those of the work around it; an empty one is left out."""
    token = _IDS.set({**_IDS.get(), **{name: id_ for name, id_ in ids.items() if id_}})
    try:
        yield
    finally:
        _IDS.reset(token)
