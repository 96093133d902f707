"""What is sealed is opened for whom it was sealed, by the key that did it, and for nobody else."""

from __future__ import annotations

import pytest

from console.auth.secret_box import Seal, is_sealed

SECRET = "JBSWY3DPEHPK3PXP"


def test_a_secret_is_opened_by_the_key_that_sealed_it() -> None:
    kept = Seal("one key").seal(SECRET, "ana")
    assert is_sealed(kept)
    assert SECRET not in kept
    assert Seal("one key").open(kept, "ana") == SECRET
    assert Seal("one key").seal(SECRET, "ana") != kept


def test_another_key_another_person_and_a_changed_seal_open_nothing() -> None:
    seal = Seal("one key")
    kept = seal.seal(SECRET, "ana")
    assert Seal("another key").open(kept, "ana") is None
    assert seal.open(kept, "ben") is None
    assert seal.open(kept[:-6] + "AAAA==", "ana") is None


@pytest.mark.parametrize("kept", ["sealed:", "sealed:é", "sealed:AAAA"])
def test_what_was_never_sealed_opens_nothing(kept: str) -> None:
    assert Seal("one key").open(kept, "ana") is None


def test_nothing_stays_nothing_and_what_is_kept_as_it_is_stays_readable() -> None:
    assert Seal("one key").seal("", "ana") == ""
    assert Seal("one key").open(SECRET, "ana") == SECRET
