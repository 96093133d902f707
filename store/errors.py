"""What can go wrong with the database.

StoreError
├── DatabaseDown         no answer in time; the caller of the line is served all the same
├── ServerNotStarted     the embedded server did not come up
└── BrokenDataDirectory  a file in the data directory was spoilt
"""

from __future__ import annotations


class StoreError(Exception):
    """Anything the database did not do."""


class DatabaseDown(StoreError):
    """The database can't be reached or did not answer in time."""


class ServerNotStarted(StoreError):
    """The embedded server did not come up; the message says why."""


class BrokenDataDirectory(StoreError):
    """A file in the data directory can't be read; the message says which and what to do."""
