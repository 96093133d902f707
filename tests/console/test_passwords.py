"""Which passwords are refused, and why others are not."""

from __future__ import annotations

from importlib.resources import files
from time import thread_time

import pytest

from console.auth.passwords import password_weakness
from console.credentials.common_passwords import FILE, SIZE, is_common, pack

NAMES = ["Ben", "ben@example.org", "cair", "CAIR Help Desk", "America/Los_Angeles", "850 Marina Bay Parkway"]
TRIED_FIRST = """
qwerty123456 iloveyou1234 passw0rd1234 p@ssw0rd1234 1q2w3e4r5t6y 1qaz2wsx3edc football1234 Summer2026!!
trustno1trustno1 monkeymonkey changeme1234 immunization Sacramento1! correcthorsebatterystaple
password1234 123456789012 abababababab cairhelpdesk1 welcome12345 qwertyuiop123 poiuytrewq12 asdfghjkl123
0987654321qwe zaq12wsxcde3 xsw2zaq1cde3 !QAZ2wsx#EDC 0okm9ijn8uhb zxcvbnm12345 1234qwerasdf abcdefgh1234
hgfedcba4321 abcd1234abcd asdfasdfasdf ninjaninja123 drowssap1234 4321nogarD12 P4$$w0rd2026 h3lpd3sk2026
C41rH3lpd3sk dr4g0n123456 Winter2025!! December2025 Invierno2026 Miércoles2026 Superman1234 princess2024!
michael12345 starwars1977 thisismypassword unbelievable understanding losangeles12 marinabay2026
"""
REFUSED = TRIED_FIRST.split()
GOOD = [
    "seven green umbrellas",
    "purple lamps at noon",
    "the goat ate nine hats",
    "copper window sails",
    "flower property pointer",
    "we were here in the trees",
    "my red password is a fish in Sacramento",
    "x7Kq2mVbT9pLw",
    "Zebra4-marble-oak",
    "once paraguas verdes",
    "七つの緑の傘を持って出かける朝",
]


@pytest.mark.parametrize("password", REFUSED)
def test_what_programs_guess_first_is_refused(password: str) -> None:
    told = password_weakness(password, NAMES)
    assert told is not None
    assert "guessed at once" in told or "others would try first" in told


@pytest.mark.parametrize("password", GOOD)
def test_several_words_or_many_signs_are_good(password: str) -> None:
    assert password_weakness(password, NAMES) is None


def test_the_list_has_more_than_ten_thousand_entries_in_order() -> None:
    packed = files("console.credentials").joinpath(FILE).read_bytes()
    entries = [packed[at : at + SIZE] for at in range(0, len(packed), SIZE)]
    assert len(entries) > 50_000 + 10_000
    assert entries == sorted(set(entries))
    common = [
        "123qweasdzxc",
        "leavemealone",
        "sonyericsson",
        "finalfantasy",
        "chickenwing101",
        "websolutions",
    ]
    assert all(map(is_common, common))


def test_the_list_is_made_of_whole_passwords_stems_and_words(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = pack(["Monkey", "cat", "p\u00e1ssword is long"], ["extraordinary", "short"])
    monkeypatch.setattr("console.credentials.common_passwords._entries", lambda: packed)
    assert all(map(is_common, ("monkey", "passwordislong", "extraordinary", "correcthorsebatterystaple")))
    assert not any(map(is_common, ("cat", "short", "monkeys", "")))


def test_a_password_is_judged_within_five_milliseconds() -> None:
    longest = ["q1w2e3r4" * 25, "purple lamps " * 15, "1" * 199 + "x", "\u00e9" * 200]
    for password in [*REFUSED, *GOOD, *longest]:
        took = []
        for _ in range(3):
            start = thread_time()
            password_weakness(password, NAMES)
            took.append(thread_time() - start)
        assert min(took) < 0.005, password
