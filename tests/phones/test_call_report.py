"""How a call is told, to people and to machines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from commands.calling.call_report import WIDTH, AlertRaised, CallReport, ReportTurn, SpokenText

REPORT = CallReport(
    caller="+15105550100",
    to="+18005550111",
    at=datetime(2026, 12, 24, 16, 5, tzinfo=ZoneInfo("America/Los_Angeles")),
    language="es",
    turns=(
        ReportTurn((SpokenText("en-US", "Welcome."), SpokenText("es-US", "Marque 9.")), pressed="9"),
        ReportTurn((SpokenText("es-US", "Bienvenido. " * 20),), spoke="contraseña"),
        ReportTurn(()),
    ),
    ended="hung up",
    seconds=34,
    alerts=(AlertRaised(12200, "no such verb", "http://line/voice"),),
)


def test_it_has_the_shape_that_its_help_documents() -> None:
    told = REPORT.to_json()
    assert list(told) == ["from", "to", "at", "language", "turns", "ended", "seconds", "alerts"]
    assert told["at"] == "2026-12-24T16:05:00-08:00"
    assert told["turns"][0] == {  # type: ignore[index]
        "said": [
            {"language": "en-US", "text": "Welcome.", "played": None},
            {"language": "es-US", "text": "Marque 9.", "played": None},
        ],
        "pressed": "9",
        "spoke": None,
    }
    assert told["alerts"] == [{"code": 12200, "message": "no such verb", "url": "http://line/voice"}]


def test_it_reads_as_a_transcript() -> None:
    text = REPORT.as_text()
    assert text.startswith("+15105550100 calls +18005550111 on Thursday, December 24, 2026, 16:05 PST.")
    order = [
        "Welcome.",
        "Marque 9.",
        "> pressed 9",
        "Bienvenido.",
        "> said “contraseña”",
        "34 seconds: hung up.",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "ALERT 12200: no such verb (http://line/voice)" in text


def test_a_call_of_one_second_ends_in_the_singular() -> None:
    assert "ended after 1 second: hung up." in replace(REPORT, seconds=1).as_text()


def test_recordings_and_music_are_named_once_however_many_parts_they_have() -> None:
    music = SpokenText("", "", "Erik Satie: Gymnopédie No. 1")
    welcome = SpokenText("en-US", "Welcome.", "welcome.mp3")
    report = replace(REPORT, turns=(ReportTurn((welcome, music, music, music)),))
    text = report.as_text()
    assert "en-US   ♪ welcome.mp3: “Welcome.”\n" in text
    assert text.count("        ♪ Erik Satie: Gymnopédie No. 1\n") == 1
    assert report.to_json()["turns"][0]["said"][0] == {  # type: ignore[index]
        "language": "en-US",
        "text": "Welcome.",
        "played": "welcome.mp3",
    }


def test_it_is_wrapped_for_a_terminal() -> None:
    assert max(len(line) for line in REPORT.as_text().splitlines()) <= WIDTH
