"""The bench's stand-in for the carrier answers lists so that the official client can read them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from bench.carrier_server import CarrierApi
from ivr.twilio.carrier_client import CarrierClient


@pytest.fixture
def client() -> Iterator[CarrierClient]:
    with ThreadingHTTPServer(("127.0.0.1", 0), CarrierApi) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield CarrierClient(
            "AC" + "0" * 32, "token", "+18005787889", f"http://127.0.0.1:{server.server_port}"
        )
        server.shutdown()
        thread.join()


def test_every_list_that_a_worker_asks_for_is_empty(client: CarrierClient) -> None:
    assert client.rooms("cair-") == frozenset()
    assert client.participants("CF" + "0" * 32) == []
