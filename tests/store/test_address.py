"""What `REDIS_URL` may say, and what is said about one that says nothing."""

from __future__ import annotations

import pytest

from settings import BadSettings, load_settings
from store.address import parse_address


@pytest.mark.parametrize("url", ["redis://db:6379/1", "rediss://:secret@db", "unix:///run/valkey.sock"])
def test_one_server_is_left_to_redis_py(url: str) -> None:
    assert parse_address(url) is None


def test_it_reads_sentinels_with_their_service() -> None:
    found = parse_address("redis+sentinel://desk:p%40ss@one:1,[::1]:2,three/line/4")
    assert found is not None
    assert (found.kind, found.tls, found.service, found.db) == ("sentinel", False, "line", 4)
    assert found.nodes == (("one", 1), ("::1", 2), ("three", 26379))
    assert (found.user, found.password) == ("desk", "p@ss")


def test_it_reads_a_clusters_nodes() -> None:
    found = parse_address("rediss+cluster://:secret@one:7000,two/?ssl_ca_certs=/etc/ca.pem")
    assert found is not None
    assert (found.kind, found.tls, found.user, found.password) == ("cluster", True, None, "secret")
    assert found.nodes == (("one", 7000), ("two", 6379))
    assert found.options == {"ssl_ca_certs": "/etc/ca.pem"}


def test_no_password_shows() -> None:
    shown = repr(parse_address("redis+sentinel://:secret@one/line?sentinel_password=hidden"))
    assert "secret" not in shown
    assert "hidden" not in shown


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://db", "must begin with redis://"),
        ("sentinel://one/line", "must begin with redis://"),
        ("redis+sentinel://one:1,two:2", "must end with the name of the service"),
        ("redis+sentinel://one:1/line/first", "has a database 'first'"),
        ("redis+sentinel://one:1,,two:2/line", "names a host ''"),
        ("redis+sentinel://one:many/line", "whose port is no number"),
        ("redis+cluster://", "names a host ''"),
        ("redis+cluster://one:1/3", "a cluster has one database only"),
        ("redis+cluster://one:1?sentinel_password=x", "has an option 'sentinel_password'"),
        ("redis+sentinel://one:1/line?ssl_ca_certs=x", "has an option 'ssl_ca_certs'"),
        ("redis://user:p@ss@host", "has an @ too many: write %40 for @"),
        ("redis://user:pa#ss@host", "has a # that cuts it off"),
        ("redis://user:p/a@host", "has an @ too many"),
        ("redis://host:many/0", "no port that can be read"),
        ("redis://host/abc", "has a database 'abc', which is no number"),
        ("redis://host?ssl_ca_certs=x", "has an option 'ssl_ca_certs'; it needs rediss://"),
        ("rediss://host?ssl_ca_certs=", "has an option 'ssl_ca_certs' without a value"),
        ("redis://host?timeout=3", "has an option 'timeout'; allowed are"),
        ("redis://host?db=one", "has an option 'db' without a value that can be used"),
    ],
)
def test_what_names_no_database_stops_the_start_with_a_sentence(url: str, told: str) -> None:
    with pytest.raises(BadSettings, match="REDIS_URL") as refusal:
        load_settings({"REDIS_URL": url})
    assert told in str(refusal.value)
