"""No sentence of the validation library reaches a person."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from prompts.validation_messages import UNKNOWN, WORDS, say_fault


def fault(kind: str, **context: object) -> ErrorDetails:
    details: ErrorDetails = {"type": kind, "loc": ("x",), "msg": "Input should be a valid thing", "input": 1}
    return details | {"ctx": context} if context else details  # type: ignore[return-value]


@pytest.mark.parametrize("kind", [one for one in get_args(ErrorType) if one not in WORDS])
def test_a_fault_of_another_kind_is_told_in_our_own_words_too(kind: str) -> None:
    told = say_fault({**fault(kind), "msg": "Value error, must be round"})
    assert told == ("must be round" if kind in ("value_error", "assertion_error") else UNKNOWN)


def test_limits_are_named() -> None:
    assert say_fault(fault("less_than_equal", le=8)) == "must be at most 8"
    assert say_fault(fault("string_too_short", min_length=1)) == "must not be empty"


def test_every_kind_that_has_words_is_one_of_the_library() -> None:
    assert WORDS.keys() <= set(get_args(ErrorType))
