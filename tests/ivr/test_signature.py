"""Only the carrier gets in: its own vectors, rotation, ports, raw bytes, and every way to get it wrong."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from ivr.request import raw_path
from ivr.signature import form_pairs, is_genuine

TOKEN = b"12345"
FIELDS = [("CallSid", "CA1234567890ABCDE"), ("Digits", "1234"), ("To", "+18005551212")]
VECTORS = [
    ("https://example.com/myapp.php?foo=1&bar=2", "+14158675310", "L/OH5YylLD5NRKLltdqwSvS0BnU="),
    ("https://mycompany.com/myapp.php?foo=1&bar=2", "+14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
]
URL = "https://line.example.org/voice/cair"


def signed(url: str, pairs: list[tuple[str, str]], token: bytes = TOKEN) -> str:
    """The carrier's library is the judge of what a right signature is."""
    signature: str = RequestValidator(token.decode()).compute_signature(url, MultiDict(pairs))
    return signature


@pytest.mark.parametrize(("url", "number", "signature"), VECTORS)
def test_the_published_vectors_are_genuine(url: str, number: str, signature: str) -> None:
    pairs = [*FIELDS, ("From", number), ("Caller", number)]
    assert is_genuine(url, pairs, signature, [TOKEN])
    assert not is_genuine(url, [*pairs, ("x", "")], signature, [TOKEN])


def test_any_of_several_tokens_will_do_and_none_is_never_enough() -> None:
    signature = signed(URL, FIELDS)
    assert is_genuine(URL, FIELDS, signature, [b"old", TOKEN])
    assert not is_genuine(URL, FIELDS, signature, [b"old"])
    assert not is_genuine(URL, FIELDS, signature, [])
    assert not is_genuine(URL, FIELDS, "", [TOKEN])


@pytest.mark.parametrize(
    ("signed_url", "seen_url"),
    [
        (URL, "https://line.example.org:443/voice/cair"),
        ("https://line.example.org:443/voice/cair", URL),
        ("https://line.example.org/voice/cair", "https://line.example.org:8443/voice/cair"),
        ("http://[::1]:80/voice/cair", "http://[::1]/voice/cair"),
    ],
)
def test_the_port_may_be_said_or_not(signed_url: str, seen_url: str) -> None:
    assert is_genuine(seen_url, FIELDS, signed(signed_url, FIELDS), [TOKEN])


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=8))
def test_it_agrees_with_the_carriers_library_on_any_fields(pairs: list[tuple[str, str]]) -> None:
    body = urlencode(pairs, errors="replace").encode()
    seen = list(form_pairs(body))
    assert is_genuine(URL, seen, signed(URL, seen), [TOKEN])


@given(st.binary() | st.text(alphabet="ab=&+%2B0é;").map(str.encode))
def test_it_reads_a_form_as_the_standard_library_does(body: bytes) -> None:
    text = body.decode("utf-8", "replace")
    assert list(form_pairs(body)) == parse_qsl(text, keep_blank_values=True, errors="replace")


@pytest.mark.parametrize("spoilt", ["AAAA", "ä", "L/OH5YylLD5NRKLltdqwSvS0BnU", "\0"])
def test_a_spoilt_signature_is_refused_and_breaks_nothing(spoilt: str) -> None:
    assert not is_genuine(URL, FIELDS, spoilt, [TOKEN])


def test_a_json_body_is_held_to_its_digest() -> None:
    body = b'{"a": 1}'
    url = f"{URL}?bodySHA256={sha256(body).hexdigest()}"
    assert is_genuine(url, (), signed(url, []), [TOKEN], body)
    assert not is_genuine(url, (), signed(url, []), [TOKEN], body + b" ")


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"RAW_URI": "/voice/K%c3%b6ln%2Fx?a=%20"}, "/voice/K%c3%b6ln%2Fx"),
        ({"REQUEST_URI": "http://host/voice/cair?x"}, "/voice/cair"),
        ({"PATH_INFO": "/voice/K\u00c3\u00b6ln"}, "/voice/K%C3%B6ln"),
        ({"PATH_INFO": "/voice/cair/a1b2/en/main/1"}, "/voice/cair/a1b2/en/main/1"),
    ],
)
def test_the_path_is_taken_as_it_stood_in_the_request(environ: dict[str, str], path: str) -> None:
    assert raw_path(environ) == path
