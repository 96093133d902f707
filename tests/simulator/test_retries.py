"""What the carrier tries again, and what it asks instead when the line can not be had."""

from __future__ import annotations

import socket
import threading

from simulator.http.retry_policy import Patience
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.simulator.canned_line import CannedLine, Reply
from tests.simulator.conftest import Connect, codes

HELLO = "<Say>Hello.</Say>"


def test_a_refused_connection_is_tried_again_with_the_same_token(
    line: CannedLine, network: LocalNetwork, caller: ScriptedPhone
) -> None:
    line.on("/voice", HELLO)
    network.faults.refused_connections = 1
    caller.dials()
    caller.hears("Hello.")
    tries = [request for request in caller.requests if request.purpose == "voice"]
    assert [request.attempt for request in tries] == [1, 2]
    assert len({request.headers["I-Twilio-Idempotency-Token"] for request in tries}) == 1


def test_an_error_of_the_line_is_not_tried_again(line: CannedLine, caller: ScriptedPhone) -> None:
    line.on("/voice", Reply(status=500))
    caller.dials()
    assert len(line.asked_at("/voice")) == 1
    assert codes(caller) == [11200]


def test_the_urls_fragment_asks_for_more_tries(line: CannedLine, caller_of: Connect) -> None:
    caller = caller_of(voice_url=f"{line.url}/voice#rc=2&rp=5xx,ct")
    broken, fine = Reply(status=503), Reply(b"<Response><Say>Third time.</Say></Response>")
    line.on("/voice", broken, broken, fine)
    caller.dials()
    caller.hears("Third time.")
    assert line.asked[0].target == "/voice"


def test_patience_is_read_from_the_fragment_within_limits() -> None:
    assert Patience.of("http://x/") == Patience(5.0, 15.0, 15.0, 1, frozenset({"ct"}))
    asked = Patience.of("http://x/#rc=9&rp=all&ct=2000&rt=99999&tt=500")
    assert asked == Patience(2.0, 15.0, 0.5, 5, frozenset({"ct", "rt", "4xx", "5xx"}))


def test_a_kept_connection_that_died_is_replaced(caller_of: Connect) -> None:
    """The line closes each connection after one answer without saying so, as a restarted process does."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s"
    documents = [
        b"<Response><Redirect>/next</Redirect></Response>",
        b"<Response><Say>Hello.</Say></Response>",
    ]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer_and_drop() -> None:
            for document in documents:
                connection, _address = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer % (len(document), document))

        thread = threading.Thread(target=answer_and_drop)
        thread.start()
        caller = caller_of(voice_url=f"http://127.0.0.1:{server.getsockname()[1]}/", status_url="")
        caller.dials()
        thread.join()
    caller.hears("Hello.")
    assert caller.alerts == []


def test_the_fallback_url_is_asked_when_the_first_fails(line: CannedLine, caller_of: Connect) -> None:
    caller = caller_of(voice_fallback_url=f"{line.url}/fallback")
    line.on("/voice", Reply(status=500))
    line.on("/fallback", "<Say>Please try again later.</Say>")
    caller.dials()
    caller.hears("Please try again later.")
    form = line.asked_at("/fallback")[0].form
    assert (form["ErrorCode"], form["ErrorUrl"]) == ("11200", f"{line.url}/voice")


def test_without_a_fallback_the_carrier_apologizes_and_hangs_up(
    line: CannedLine, caller: ScriptedPhone
) -> None:
    line.on("/voice", Reply(status=500))
    caller.dials()
    caller.hears("application error has occurred")
    assert caller.ended == "application error"


def test_a_fallback_that_fails_too_is_a_second_alert(line: CannedLine, caller_of: Connect) -> None:
    caller = caller_of(voice_fallback_url=f"{line.url}/fallback")
    line.on("/voice", Reply(b"no document"))
    caller.dials()
    caller.hears("application error")
    assert codes(caller) == [12100, 11200]
