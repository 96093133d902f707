"""What can go wrong with content that is being changed.

EditingError
└── RefusedRecording    a file can't be used as a recording; the message says why, for whoever chose it
"""

from __future__ import annotations


class EditingError(Exception):
    """Anything that a change of the content ran into."""


class RefusedRecording(EditingError):
    """A file that can't be used as a recording."""
