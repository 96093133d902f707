"""Ways to spoil the CAIR desk, each with the one rule that should see it."""

from __future__ import annotations

from typing import NamedTuple


class Edit(NamedTuple):
    file: str
    old: str
    new: str


class Break(NamedTuple):
    """Edits, the rule they break, and where it is seen."""

    rule: str
    where: str
    edits: tuple[Edit, ...]


def breaks(rule: str, where: str, *edits: Edit) -> Break:
    return Break(rule, where, edits)


def desk(old: str, new: str) -> Edit:
    return Edit("desk.yaml", old, new)


def menu(old: str, new: str) -> Edit:
    return Edit("menu.yaml", old, new)


def en(old: str, new: str) -> Edit:
    return Edit("en.yaml", old, new)


def es(old: str, new: str) -> Edit:
    return Edit("es.yaml", old, new)


WIDE_MENU = (
    menu("4: using_cair, 5: contact}", "4: using_cair, 5: contact, 6: extra}"),
    menu("  signing_in:\n", "  extra: {kind: guidance, see: a@b.org}\n\n  signing_in:\n"),
    en(
        "  signing_in:\n",
        "  extra: {title: Extra, option: 'For lunch, press {key}.', text: Soup.}\n  signing_in:\n",
    ),
    es(
        "  signing_in:\n",
        "  extra: {title: Extra, option: 'Para comer, marque {key}.', text: Sopa.}\n  signing_in:\n",
    ),
)

DEEPER_MENU = (
    menu("keys: {1: forgot_password, 2: access}", "keys: {1: lost, 2: access}"),
    menu("  signing_in:\n", "  lost: {kind: menu, keys: {1: forgot_password}}\n\n  signing_in:\n"),
    en("  signing_in:\n", "  lost: {title: Lost, option: 'For lost things, press {key}.'}\n  signing_in:\n"),
    es("  signing_in:\n", "  lost: {title: Lost, option: 'Para lo perdido, marque {key}.'}\n  signing_in:\n"),
)

BREAKS = [
    breaks("M01", "menu.yaml nodes.main", *WIDE_MENU),
    breaks("M02", "menu.yaml nodes.forgot_password", *DEEPER_MENU),
    breaks("M03", "menu.yaml nodes.contact.keys", menu("3: mail}", "4: mail}")),
    breaks("M04", "en.yaml nodes.mail.option", en("For our mailing address, press", "Press 3, or press")),
    breaks(
        "M04",
        "es.yaml nodes.mail.option",
        es("Para la dirección postal, marque", "La dirección postal, marque"),
    ),
    breaks("M05", "en.yaml nodes.mail", en("a letter.", "a letter. For stamps, press 7.")),
    breaks(
        "M05",
        "en.yaml nodes.forgot",
        en("For a password you forgot, press", "For a password you forgot, it is"),
    ),
    breaks(
        "M07", "en.yaml nodes.main", en("For our hours and addresses,", "<break time='2s'/>For our hours,")
    ),
    breaks("M08", "en.yaml nodes.mail.option", en("For our mailing address,", "For our hours and letters,")),
    breaks(
        "M08",
        "en.yaml nodes.inventory",
        en("For inventory that is missing or wrong", "For missing patient information of any kind"),
    ),
    breaks(
        "M09", "en.yaml", en("For our mailing address,", "For the one place where our letters go each day,")
    ),
    breaks(
        "M10",
        "es.yaml",
        es("    title: Menú principal", "    title: x\n    text: " + "Buenos días a todos. " * 5),
    ),
    breaks(
        "M11",
        "en.yaml prompts.greeting",
        en("greeting: Thank", "greeting: Good day to you all. Welcome. Thank"),
    ),
    breaks("M11", "en.yaml prompts.goodbye_closed", en("Please call again then.", "Call us. " * 9)),
    breaks("K01", "en.yaml prompts.menu_keys", en("star. For a person, press 0. To hear", "star. To hear")),
    breaks(
        "K02", "en.yaml prompts.menu_keys", en("menu_keys: To go back, press star. For", "menu_keys: For")
    ),
    breaks(
        "K02",
        "en.yaml prompts.start_keys",
        en(
            "start_keys: This menu has the quickest answers. For a person, press 0. To hear this again, press pound.",
            "start_keys: This menu has the quickest answers. For a person, press 0.",
        ),
    ),
    breaks("K03", "en.yaml nodes.mail.text", en("a letter.", "a letter. To hang up, press 9.")),
    breaks(
        "S01", "en.yaml nodes.person.words", en("title: A person", "title: A person\n    words: [someone]")
    ),
    breaks("S03", "en.yaml nodes.contact", en("words: [mail, mailing", "words: [hours, mailing")),
    breaks(
        "S03", "es.yaml nodes.contact", es("dirección postal, correo postal]", "dirección postal, telefono]")
    ),
    breaks("T01", "desk.yaml gather_timeout", desk("gather_timeout: 7", "gather_timeout: 4")),
    breaks(
        "T04",
        "en.yaml prompts.retry_menu.1",
        en("You can press a key at any time.", "You can press a key. " * 8),
    ),
    breaks("T05", "menu.yaml after_attempts", menu("after_attempts: person", "after_attempts: contact")),
    breaks(
        "T06",
        "en.yaml prompts.last_try_person",
        en("last_try_person: Time is nearly up. If", "last_try_person: If"),
    ),
    breaks(
        "T06",
        "en.yaml prompts.guidance_keys",
        en("guidance_keys: >-\n    To hear this again, press pound.", "guidance_keys: >-\n   "),
    ),
    breaks(
        "P01",
        "en.yaml prompts.greeting",
        en("greeting: Thank you for calling", "greeting: Your call is important to"),
    ),
    breaks(
        "P01",
        "es.yaml prompts.trouble",
        es("trouble: Disculpe,", "trouble: Marcó una tecla equivocada. Disculpe,"),
    ),
    breaks("P02", "en.yaml prompts.open", en("open: The help", "open: See our website. The help")),
    breaks("P03", "en.yaml nodes.mail.text", en("a letter.", "a letter. Or call 800-578-7889.")),
    breaks("P03", "en.yaml nodes.mail.text", en("a letter.", "a letter. Or see cair.example.org.")),
    breaks("P03", "en.yaml nodes.mail.text", en("a letter.", "a letter. Or try a@example.org.")),
    breaks(
        "P04",
        "en.yaml nodes.mail.text",
        en("a letter.", "a letter. Or dial {number}."),
        es("una carta.", "una carta. O al {number}."),
    ),
    breaks(
        "P04",
        "en.yaml nodes.mail.text",
        en("a letter.", "a letter, or write to {email_words}."),
        es("una carta.", "una carta, o a {email_words}."),
    ),
    breaks("P05", "en.yaml nodes.mail.text", en("a letter.", "a letter" + " to us" * 10 + ".")),
    breaks(
        "P06",
        "en.yaml nodes.mail.text",
        en(
            "text: You can also send a letter.",
            "text: " + "Organizations requiring registration submit documentation electronically. " * 4,
        ),
    ),
    breaks(
        "P06",
        "es.yaml",
        es(
            "una carta.",
            "una carta. " + "Organizaciones internacionales administrativas comunicarán oportunamente. " * 4,
        ),
    ),
    breaks("P07", "en.yaml nodes.mail.text", en("a letter.", "a letter to the WHO.")),
    breaks("P07", "en.yaml nodes.mail.text", en("a letter.", "a letter (or two).")),
    breaks("P07", "en.yaml nodes.mail.text", en("a letter.", "a letter to Dr. Who.")),
    breaks("P07", "es.yaml nodes.mail.text", es("una carta.", "una *carta*.")),
    breaks("P07", "en.yaml nodes.mail.text", en("a letter.", "a letter ✉.")),
    breaks("P08", "en.yaml nodes.mail.text", en("a letter.", "a <emphasis>letter</emphasis>.")),
    breaks(
        "P08", "en.yaml nodes.mail", en("text: You can also send a letter.", "text: " + "You can. " * 430)
    ),
    breaks(
        "P09",
        "es.yaml nodes.enrollment.variants.reopening",
        en("open again soon.", "open again soon, {hours}."),
    ),
    breaks("P09", "desk.yaml languages.es", desk("voice: Polly.Lupe-Neural", "voice: Polly.Joanna-Neural")),
    breaks(
        "P09",
        "desk.yaml languages.es",
        desk("es: {locale: es-US, voice: Polly.Lupe-Neural", "es: {locale: fr-FR, voice: Polly.Lea-Neural"),
    ),
    breaks(
        "P09",
        "desk.yaml languages.es",
        desk("voice: Polly.Lupe-Neural", "voice: Google.en-US-Chirp3-HD-Kore"),
    ),
    breaks("P09", "desk.yaml languages.es", desk("voice: Polly.Lupe-Neural", "voice: Polly.Bogus")),
    breaks("P09", "desk.yaml languages.es", desk("voice: Polly.Lupe-Neural", "voice: Polly.Miguel-Neural")),
    breaks("P09", "desk.yaml languages.es", desk("voice: Polly.Lupe-Neural", "voice: Google.es-US-Bogus")),
    breaks("P09", "es.yaml nodes.enrollment.variants", es("      open: >-", "      opened: >-")),
    breaks(
        "P10",
        "en.yaml nodes.access.text",
        menu("  access:\n    kind: guidance\n    write_down: [email]\n", "  access:\n    kind: guidance\n"),
    ),
    breaks(
        "L01",
        "en.yaml prompts.language_offer",
        en("language_offer: For English,", "language_offer: Para inglés,"),
    ),
    breaks(
        "L01",
        "en.yaml prompts.language_offer",
        en("language_offer: For English, press 9.", "language_offer: For English, press 8."),
    ),
    breaks(
        "C06", "desk.yaml hours.monday", desk("monday: [8:00-17:00]", "monday: [8:00-12:00, 11:00-17:00]")
    ),
    breaks(
        "C06",
        "desk.yaml seasons",
        desk(
            "weekend_rule:",
            "seasons:\n"
            "  - {name: Summer, first: 2027-06-01, last: 2027-08-31, hours: {monday: [7:00-15:00]}}\n"
            "  - {name: August, first: 2027-08-31, last: 2027-09-10, hours: {monday: [9:00-15:00]}}\n"
            "weekend_rule:",
        ),
    ),
    breaks(
        "C07",
        "desk.yaml lines[0].hours.monday",
        desk("drain_minutes: 15}", "drain_minutes: 15, hours: {monday: [16:00-24:00]}}"),
    ),
    breaks("C13", "desk.yaml hours.monday", desk("monday: [8:00-17:00]", "monday: 0:00-23:59")),
    breaks(
        "C13",
        "desk.yaml dates",
        desk(
            "weekend_rule:",
            "dates: [{date: 2027-06-01, name: Flood, hours: 8:00-23:59, said: {en: the flood, es: la inundación}}]\n"
            "weekend_rule:",
        ),
    ),
    breaks("C01", "en.yaml prompts.open", en("open until {closes_at}.", "open.")),
    breaks(
        "C02",
        "en.yaml prompts.closed_closure",
        en("for the moment. It opens again {next_opening}.", "for the moment."),
    ),
    breaks(
        "C02",
        "en.yaml nodes",
        en("      Our hours are {hours}.\n", ""),
        es("      Nuestro horario es {hours}.\n", ""),
    ),
    breaks("C03", "desk.yaml zone", desk("zone: America/Los_Angeles", "zone: Etc/GMT+8")),
    breaks("C04", "desk.yaml lines", desk("languages: [en, es]", "languages: [en]")),
    breaks(
        "R01",
        "recordings.yaml es.prompts.greeting",
        Edit(
            "recordings.yaml",
            "",
            f"es: {{prompts.greeting: {{audio: {'a' * 64}, transcript: Hola., name: hola.mp3, seconds: 1}}}}\n",
        ),
    ),
    breaks(
        "P11",
        "en.yaml prompts.waiting.monitored",
        desk("zone: America/Los_Angeles", "zone: America/Los_Angeles\nmonitoring: announced"),
        en("A supervisor may listen to your call, to help us serve you better.", "Thank you for waiting."),
    ),
    breaks(
        "P11",
        "es.yaml prompts.waiting.monitored",
        desk("zone: America/Los_Angeles", "zone: America/Los_Angeles\nmonitoring: announced"),
        es(
            "Es posible que una persona de supervisión escuche su llamada, para ayudarnos a atenderle mejor.",
            "Gracias por esperar.",
        ),
    ),
    breaks("P11", "en.yaml nodes", en("a letter.", "a letter. This call may be monitored.")),
    breaks("G01", "menu.yaml nodes.mail", menu("2: reach_us, 3: mail}", "2: reach_us}")),
    breaks(
        "A01",
        "menu.yaml nodes.forgot_password.see",
        menu(
            "  forgot_password:\n    kind: guidance\n    see: CAIRHelpDesk@cdph.ca.gov",
            "  forgot_password:\n    kind: guidance\n    see: the website",
        ),
    ),
]

ALSO = {"M01": {"M10"}, "C02": {"P09"}, "P09": {"C02"}, "C01": {"P09"}, "G01": {"S01"}}
"""Rules that cannot but see the same fault."""
