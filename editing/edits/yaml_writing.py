"""Writes values as YAML: in the style that is there already, or as an author would write them.

Every scalar is tried out: a word that would read as a number, a date or a mark is put in quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode, SequenceNode

from prompts.files.yaml_nodes import compose_nodes

WIDTH = 110
"""Columns in which values are written; what stands there already is not folded anew."""
_NO_FOLD = re.compile(r"^\s|\s$|\n[ \t]|[ \t]\n|[^\S\n ]")
"""What folding would change: spaces at the ends of lines, tabs, odd spaces."""


def flow(value: Any, style: str | None = None) -> str:
    """Return a value on one line: `{a: 1, b: [x, y]}`."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{scalar(key, in_flow=True)}: {flow(inner)}" for key, inner in value.items())
        return f"{{{inside}}}"
    if _is_list(value):
        return f"[{', '.join(flow(inner) for inner in value)}]"
    return scalar(value, in_flow=True, style=style)


def write_block(value: Any, column: int, used: int, style: str | None = None, *, tall: bool = False) -> str:
    """Return a value after `key: ` or `- `: on the rest of the line (of which `used` columns are taken) or below it.

    `column` is that of the key or dash; `tall` puts a mapping or list on lines of its own even if it would fit on one.
    """
    if not isinstance(value, Mapping) and not _is_list(value):
        return _scalar_in_block(value, column, used, style)
    short = flow(value)
    if not value or (not tall and used + len(short) <= WIDTH and not _has_sentences(value)):
        return short
    return "\n" + " " * (column + 2) + write_lines(value, column + 2)


def write_lines(value: Any, column: int) -> str:
    """Return a mapping or list on separate lines, from `column` on; the caller indents the first line."""
    return ("\n" + " " * column).join(_entries(value, column))


def entry(key: str | int | None, value: Any, column: int, *, tall: bool = False) -> str:
    """Return a line, or several, of a mapping (`key: …`) or, without key, of a list (`- …`)."""
    start = "- " if key is None else f"{scalar(key)}: "
    written = write_block(value, column, column + len(start), tall=tall)
    if written.startswith("\n"):  # a list's item begins on the line of its dash
        return start + written.lstrip() if key is None else start.rstrip() + written
    return start + written


def scalar(value: Any, *, in_flow: bool = False, style: str | None = None) -> str:
    """Return a single value on one line; `style` is the quote that was there before."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if not isinstance(value, str):
        return str(value)
    if style == "'" and "\n" not in value and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style == '"' or not _reads_as_itself(value, in_flow):
        return _quoted(value)
    return value


def write_folded(value: str, column: int, before: str = "") -> str | None:
    """Return a text as `>-` on lines from `column` on, keeping the lines of `before` that still fit; None if it
    cannot be."""
    if not value or _NO_FOLD.search(value) or not value.replace("\n", "").isprintable():
        return None
    paragraphs = re.split(r"(\n+)", value)
    lines: list[str] = []
    for number, part in enumerate(paragraphs):
        if number % 2:
            lines.extend([""] * len(part))
        else:
            kept = before.split("\n") if len(paragraphs) == 1 else []
            lines.extend(_filled(part, [" ".join(line.split()) for line in kept], WIDTH - column))
    return ">-" + "".join(f"\n{' ' * column if line else ''}{line}" for line in lines)


def _scalar_in_block(value: Any, column: int, used: int, style: str | None) -> str:
    written = scalar(value, style=style)
    if not isinstance(value, str) or (len(written) + used <= WIDTH and "\n" not in value):
        return written
    return write_folded(value, column + 2) or _quoted(value)


def _entries(value: Any, column: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (entry(key, inner, column) for key, inner in value.items())
    else:
        yield from (entry(None, inner, column) for inner in value)


def _filled(text: str, kept: Sequence[str], width: int) -> Iterator[str]:
    """Yield a paragraph in lines: first and last ones that still fit stay, the rest is filled again."""
    first: list[str] = []
    for line in kept:
        if not line or not f"{text} ".startswith(f"{line} "):
            break
        first.append(line)
        text = text[len(line) + 1 :]
    last: list[str] = []
    for line in reversed(kept[len(first) :]):
        if not line or not text.endswith(f" {line}"):
            break
        last.append(line)
        text = text[: -len(line) - 1]
    return (line for line in [*first, *_wrapped(text, width), *reversed(last)] if line)


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Yield lines of at most `width` where single spaces allow it: folding turns each line's end into one space."""
    line = ""
    for word in re.split(r"(?<! ) (?! )", text):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _reads_as_itself(value: str, in_flow: bool) -> bool:
    """Return whether the bare words, put into a list, are read back as the same text."""
    if not value.isprintable() or value != value.strip():
        return False
    try:
        root = compose_nodes(f"[{value}]" if in_flow else f"- {value}")
    except (YAMLError, ValueError):
        return False
    item = root.value[0] if isinstance(root, SequenceNode) and len(root.value) == 1 else None
    if not isinstance(item, ScalarNode) or item.style or _is_key(value):
        return False
    return str(item.tag).endswith((":str", ":timestamp")) and bool(item.value == value)


def _is_key(value: str) -> bool:
    """Return whether a text would be read as a key: `a: b` and `a:` are refused as values, and `?` or `:` begin one."""
    return ": " in value or value.endswith(":") or value.startswith(("?", ":"))


def _quoted(value: str) -> str:
    """Return the text in double quotes, with invisible characters written as numbers."""
    shown = json.dumps(value, ensure_ascii=False)
    return "".join(one if one.isprintable() else _number(one) for one in shown)


def _number(character: str) -> str:
    return f"\\U{ord(character):08x}" if ord(character) > 0xFFFF else f"\\u{ord(character):04x}"


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _has_sentences(value: Any) -> bool:
    """Return whether a value has texts that are read out, which stand on separate lines; short names may share one."""
    inner = value.values() if isinstance(value, Mapping) else value
    return any(
        (" " in one and one.endswith((".", "?", "!"))) if isinstance(one, str) else _nested(one)
        for one in inner
    )


def _nested(value: Any) -> bool:
    return (isinstance(value, Mapping) or _is_list(value)) and _has_sentences(value)
