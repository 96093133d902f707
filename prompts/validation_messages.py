"""What the validation library finds wrong, in words for people: one sentence part for each kind of fault."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic_core import ErrorDetails

WORDS: Mapping[str, str] = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "date_from_datetime_inexact": "must be a date, like 2027-07-09",
    "date_from_datetime_parsing": "must be a date, like 2027-07-09",
    "date_parsing": "must be a date, like 2027-07-09",
    "date_type": "must be a date, like 2027-07-09",
    "dict_type": "must be a list of names with their values",
    "enum": "must be {expected}",
    "extra_forbidden": "this field is not known; a typing error?",
    "finite_number": "must be a number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_type": "must be a whole number",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "list_type": "must be a list",
    "literal_error": "must be {expected}",
    "mapping_type": "must be a list of names with their values",
    "missing": "is missing",
    "model_attributes_type": "must be a list of names with their values",
    "model_type": "must be a list of names with their values",
    "string_pattern_mismatch": "must match the pattern {pattern}",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must not be empty",
    "string_type": "must be text; put it into quotation marks",
    "time_parsing": "must be a time of day, like 8:00",
    "time_type": "must be a time of day, like 8:00",
    "too_long": "must be shorter, at most {max_length}",
    "too_short": "must not be empty",
    "tuple_type": "must be a list",
    "union_tag_invalid": "'kind' must be menu, guidance or person",
    "union_tag_not_found": "'kind' is missing: menu, guidance or person",
}
UNKNOWN = "can't be used as it is"


def say_fault(details: ErrorDetails) -> str:
    """Return what is wrong, as it follows the name of a field; our own rules' words as they are."""
    if details["type"] in ("value_error", "assertion_error"):
        return details["msg"].partition(", ")[2]
    return WORDS.get(details["type"], UNKNOWN).format_map(details.get("ctx", {}))
