"""What an attacker's program would make of common passwords: digits behind them, look-alike characters, the same twice,
walks over the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from console.credentials.common_passwords import is_common, letters_of

LOOK_ALIKES = str.maketrans("4@8361!0$57", "aabegiiosst")
"""Characters that stand for letters; `1` may also stand for an l."""
TRIMMED = re.compile(r"^[\W\d_]*(.*?)[\W\d_]*$", re.DOTALL)
"""What is left without digits and signs at both ends."""
ROWS = ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
SHIFTED = str.maketrans('~!@#$%^&*()_+{}:"<>?', "`1234567890-=[];',./")
"""The characters of a US keyboard with Shift and without."""
STRAIGHT, CROOKED = 3, 4
"""Keys of a walk along a row or column, and of one that turns, from which it is no accident of a word."""


def is_guessed(password: str) -> bool:
    """Return whether the password is a common one, or made of one in a way that programs try."""
    for form in _forms(password):
        once = _once(form)
        if is_common(form) or is_common(once) or is_common(form[::-1]) or is_common(once[::-1]):
            return True
    letters = letters_of(password)
    return _once(letters) != letters


def read_look_alikes(password: str) -> tuple[str, str]:
    """Return the password with `4`, `@`, `0`, `$` and the like as the letters that they stand for."""
    folded = password.casefold()
    return folded.translate(LOOK_ALIKES), folded.replace("1", "l").translate(LOOK_ALIKES)


def without_walks(password: str) -> str:
    """Return the password without the parts that are walks over the keyboard, as `qwerty`, `1qaz` or `0p9o8i`."""
    password = password.casefold()
    keys = password.translate(SHIFTED)
    left, at = [], 0
    while at < len(keys):
        walk = max(_straight(keys, at), _crooked(keys, at), _alphabetic(keys, at))
        left.append("" if walk else password[at])
        at += walk or 1
    return "".join(left)


def _forms(password: str) -> Iterator[str]:
    """Yield the letters of the password, whole and without the parts at its ends, with look-alikes read as letters."""
    core = TRIMMED.sub(r"\1", password)
    ends = password.partition(core)[2] if core else ""
    for text in (password, core):
        yield letters_of(text)
    for plain in read_look_alikes(core):
        yield letters_of(plain)
        yield letters_of(plain + ends)
    yield from map(letters_of, read_look_alikes(password))


def _once(letters: str) -> str:
    """Return the repeated part if all of the text is a repetition: `monkey` for `monkeymonkey`."""
    period = (letters + letters).find(letters, 1)
    return letters[:period] if 0 < period < len(letters) else letters


def _straight(keys: str, start: int) -> int:
    """Return the length of a walk from here along a row or column of keys, in one direction; 0 for none."""
    step, end = _step(keys, start), start + 1
    if step is None or step not in {(0, 1), (0, -1), (1, 0), (-1, 0)}:
        return 0
    while _step(keys, end - 1) == step:
        end += 1
    return end - start if end - start >= STRAIGHT else 0


def _crooked(keys: str, start: int) -> int:
    """Return the length of a walk from key to neighboring key, in any direction; 0 for none."""
    end = start + 1
    while (step := _step(keys, end - 1)) is not None and _is_next(step):
        end += 1
    return end - start if end - start >= CROOKED else 0


def _alphabetic(keys: str, start: int) -> int:
    """Return the length of a sequence along the alphabet, in one direction; 0 for none."""
    for step in (1, -1):
        end = start + 1
        while end < len(keys) and keys[end].isalpha() and ord(keys[end]) - ord(keys[end - 1]) == step:
            end += 1
        if end - start >= CROOKED:
            return end - start
    return 0


def _is_next(step: tuple[int, int]) -> bool:
    return step != (0, 0) and step in {(0, 1), (0, -1), (1, 0), (-1, 0), (-1, 1), (1, -1)}


def _step(keys: str, at: int) -> tuple[int, int] | None:
    """Return rows down and keys to the right from one key to the next; None at the end or off the keyboard."""
    here, there = (PLACES.get(key) for key in (keys[at : at + 1], keys[at + 1 : at + 2]))
    return (there[0] - here[0], there[1] - here[1]) if here and there else None


PLACES = {key: (row, column - (row == 0)) for row, keys in enumerate(ROWS) for column, key in enumerate(keys)}
"""Row and column of each key; `1`, `q`, `a` and `z` stand in one column."""
