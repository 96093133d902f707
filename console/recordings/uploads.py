"""Requests whose uploaded files stay in memory: a full disk refuses none, and nothing of them is left on it."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request


class UploadRequest(Request):
    """A request of the application. The guard limits its size before its form is read."""

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        return BytesIO()
