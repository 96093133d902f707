"""Reads tables as spreadsheets save them: their encodings, separators, numbers and empty cells."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence

Line = tuple[int, Sequence[str]]
"""A row with its number in the file."""
_SEPARATORS = ",;\t"
_EXCEL_HEAD = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_BLANKS = re.compile(r"[\s'\u2019]")
_WITH_COMMAS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_WITH_POINTS = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
_TOTALS = {"total", "totals", "grand total", "sum", "average", "avg", "mean"}


class NoText(ValueError):
    """A file is no text, such as a workbook that was not saved as CSV."""


def decode_table(data: bytes) -> str:
    """Return the text of a saved table: UTF-8, UTF-16 or the Windows code page that spreadsheets use.

    Raises NoText.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le", errors="replace")
    if _CONTROLS.search(data):
        raise NoText("this file is no text; save the table as CSV")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_lines(text: str) -> tuple[str, list[Line]]:
    """Return the separator and the rows that hold something, each as wide as its last cell with words in any row.

    Raises csv.Error.
    """
    rows = text.splitlines()
    first = next((number for number, row in enumerate(rows) if row.strip()), 0)
    told = _EXCEL_HEAD.fullmatch(rows[first]) if rows else None
    head = rows[first] if rows and not told else ""
    separator = told[1] if told else max(_SEPARATORS, key=head.count)
    lines = list(_filled(rows, separator, first + 1 if told else 0))
    # Columns without a head and without a value are what was once formatted, not filled.
    width = max((_width(cells) for _, cells in lines), default=0)
    return separator, [(number, cells[: max(width, 1)]) for number, cells in lines]


def read_number(cell: str, separator: str) -> float:
    """Return a number with or without separated thousands. Raises ValueError.

    Where `;` parts the cells, the comma is taken for the decimal sign.
    """
    text = _BLANKS.sub("", cell)
    if separator == ";" and _WITH_POINTS.fullmatch(text):
        text = text.replace(".", "")
    elif _WITH_COMMAS.fullmatch(text) and separator != ";":
        text = text.replace(",", "")
    return float(text.replace(",", "."))


def is_total(name: str) -> bool:
    """Return whether a row or column with this name is the sum of others."""
    return name.casefold().strip(" :") in _TOTALS


def _filled(rows: Sequence[str], separator: str, skipped: int) -> Iterator[Line]:
    reader = csv.reader(rows[skipped:], delimiter=separator)
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield reader.line_num + skipped, cells


def _width(cells: Sequence[str]) -> int:
    return max((number for number, cell in enumerate(cells, 1) if cell), default=0)
