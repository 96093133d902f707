"""Every row of what the desk has to say, heard on a call in both languages."""

from __future__ import annotations

from datetime import datetime

import pytest

from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.calls.moments import TUESDAY_MORNING, TUESDAY_NIGHT

Rows = dict[str, tuple[str, list[str]]]
"""What a row is about → the keys that lead there, and what must be said."""

EMAIL = [
    "Our e-mail address is CAIR Help Desk, all one word, at C, D, P, H dot C, A dot gov",
    "C, A, I, R H, E, L, P D, E, S, K at C, D, P, H dot C, A dot gov",
    "Once more",
]
CORREO = [
    "Nuestro correo electrónico es CAIR Help Desk, todo junto, arroba C, D, P, H punto C, A punto gov",
    "C, A, I, R H, E, L, P D, E, S, K arroba C, D, P, H punto C, A punto G, O, V",
    "Una vez más",
]

ENGLISH: Rows = {
    "forgotten password": ("11", ["Forgot Password?", "set up your new password", "security questions"]),
    "logging in": ("12", ["trouble logging in", "School Access", "partner organization", *EMAIL]),
    "missing patient information": (
        "21",
        [
            "old record in CAIR1",
            "old user name",
            "All users have temporary access",
            "not change anything",
            "missing doses into CAIR2",
            "not merging duplicate records",
            *EMAIL,
        ],
    ),
    "inventory": ("22", ["report missing inventory", "CAIR2 Tips", "adjustments", *EMAIL]),
    "users and shot givers": (
        "31",
        [
            "Account Update",
            "new users and shot givers",
            "change a user's status",
            "inactive",
            "transfer users",
            "two weeks",
        ],
    ),
    "new organizations and sites": (
        "32",
        ["CAIR New Enrollment page", "open again soon", "by hand", "one to two months", "paper forms"],
    ),
    "electronic submission": ("33", ["I, Z Portal", "C, D, P, H Gateway", "does not need to use CAIR"]),
    "using CAIR2": ("4", ["light bulb at the top of the page", "User Guides", "Videos"]),
    "hours and closed days": (
        "51",
        [
            "Monday to Friday, from eight in the morning to five in the afternoon",
            "New Year's Day",
            "Martin Luther King",
            "President",
            "Farmworkers Day",
            "Memorial Day",
            "Independence Day",
            "Labor Day",
            "Veteran",
            "Thanksgiving",
            "after Thanksgiving",
            "Christmas Day",
        ],
    ),
    "phone, fax, e-mail": ("52", [*EMAIL, "8 0 0", "7 8 8 9", "8 8 8", "8 3 2 0"]),
    "mailing address": (
        "53",
        [
            "California Department of Public Health",
            "Immunization Branch",
            "Marina Bay Parkway",
            "Building P",
            "Richmond, C, A 9 4 8 0 4",
        ],
    ),
}
SPANISH: Rows = {
    "forgotten password": ("11", ["Forgot Password?", "contraseña nueva", "preguntas de seguridad"]),
    "logging in": ("12", ["iniciar sesión", "School Access", "organización asociada", *CORREO]),
    "missing patient information": (
        "21",
        [
            "CAIR1",
            "su contraseña anteriores",
            "Todos los usuarios tienen acceso temporal",
            "no cambiar nada",
            "dosis que falten",
            "duplicados",
            *CORREO,
        ],
    ),
    "inventory": ("22", ["inventario", "CAIR2 Tips", "ajustes", *CORREO]),
    "users and shot givers": ("31", ["Account Update", "vacunadores", "dos semanas"]),
    "new organizations and sites": ("32", ["CAIR New Enrollment", "a mano", "uno a dos meses", "papel"]),
    "electronic submission": ("33", ["I, Z Portal", "C, D, P, H Gateway"]),
    "using CAIR2": ("4", ["foco", "User Guides", "videos"]),
    "hours and closed days": (
        "51",
        [
            "de lunes a viernes, de ocho de la mañana a cinco de la tarde",
            "Año Nuevo",
            "Martin Luther King",
            "Acción de Gracias",
            "Navidad",
            "Independencia",
            "Veteranos",
        ],
    ),
    "phone, fax, e-mail": ("52", [*CORREO, "8 0 0", "7 8 8 9", "8 8 8", "8 3 2 0"]),
    "mailing address": ("53", ["Marina Bay Parkway", "Richmond", "9 4 8 0 4"]),
}


@pytest.mark.parametrize("row", ENGLISH)
@pytest.mark.parametrize("at", [TUESDAY_MORNING, TUESDAY_NIGHT], ids=["open", "closed"])
@pytest.mark.parametrize(
    ("first_keys", "rows"), [("", ENGLISH), ("9", SPANISH)], ids=["in English", "in Spanish"]
)
def test_a_caller_hears_it(
    network: LocalNetwork, row: str, at: datetime, first_keys: str, rows: Rows
) -> None:
    caller = network.caller()
    keys, wanted = rows[row]
    caller.dials(at=at)
    for key in first_keys + keys:
        caller.presses(key)
    for words in wanted:
        caller.hears(words)
    caller.hangs_up()
    assert caller.ended == "hung up"


@pytest.mark.parametrize(
    ("language_key", "way_back", "access"),
    [
        ("", "go back, and choose logging in", "Please send us an e-mail if you have trouble logging in"),
        ("9", "regrese al menú y elija iniciar sesión", "Si tiene problemas para iniciar sesión"),
    ],
)
def test_a_caller_who_never_finished_the_first_login_is_led_to_the_access_topic(
    caller: ScriptedPhone, language_key: str, way_back: str, access: str
) -> None:
    caller.dials(at=TUESDAY_MORNING)
    for key in language_key + "11":
        caller.presses(key)
    caller.hears(way_back)
    for key in "*2":
        caller.presses(key)
    caller.hears(access)
