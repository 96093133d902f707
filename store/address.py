"""What `REDIS_URL` may say: one server, a master that sentinels know, or a cluster. Reads text, connects to nothing.

| form | means |
|---|---|
| `redis://…`, `rediss://…`, `unix://…` | one server, as redis-py reads it |
| `redis+sentinel://[user:password@]host[:26379],…/service[/db]` | the master of a service, as sentinels name it |
| `redis+cluster://[user:password@]host[:6379],…` | a cluster; some of its nodes |

`rediss+sentinel` and `rediss+cluster` speak TLS to every node. Options behind `?`: `ssl_ca_certs`, `ssl_certfile`,
`ssl_keyfile` (paths), and for sentinels that want a password of their own `sentinel_username`, `sentinel_password`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

Node = tuple[str, int]
"""Host and port."""
ONE_SERVER = ("redis://", "rediss://", "unix://")
PORTS = {"sentinel": 26379, "cluster": 6379}
TLS_OPTIONS = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
ONE_SERVER_OPTIONS = ("db", "username", "password", "client_name")
SENTINEL_OPTIONS = ("sentinel_username", "sentinel_password")
LONGEST_SOCKET_PATH = 100
"""Bytes; the kernel takes 107."""


class BadAddress(ValueError):
    """The text names no database; the message continues "REDIS_URL …"."""


@dataclass(frozen=True)
class Address:
    """Addresses of several servers that together form one database."""

    kind: Literal["sentinel", "cluster"]
    nodes: tuple[Node, ...]
    """The sentinels, or some nodes of the cluster."""
    tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    service: str = ""
    db: int = 0
    options: Mapping[str, str] = field(default_factory=dict, repr=False)


def parse_address(url: str) -> Address | None:
    """Return the servers that a URL names; None when it names a single one. Raises BadAddress."""
    if url.startswith(ONE_SERVER):
        _prove_one_server(url)
        return None
    scheme, _, rest = url.partition("://")
    transport, _, kind = scheme.partition("+")
    if transport not in {"redis", "rediss"} or kind not in {"sentinel", "cluster"}:
        raise BadAddress(
            "must begin with redis://, rediss://, unix://, redis+sentinel:// or redis+cluster:// (rediss+… for TLS)"
        )
    place, _, query = rest.partition("?")
    hosts, _, path = place.partition("/")
    credentials, _, hosts = hosts.rpartition("@")
    user, _, password = credentials.partition(":")
    service, db = _service(path) if kind == "sentinel" else _nothing(path)
    return Address(
        kind="sentinel" if kind == "sentinel" else "cluster",
        nodes=tuple(_node(one, PORTS[kind]) for one in hosts.split(",")),
        tls=transport == "rediss",
        user=unquote(user) or None,
        password=unquote(password) or None,
        service=service,
        db=db,
        options=_options(query, kind, tls=transport == "rediss"),
    )


def _prove_one_server(url: str) -> None:
    """Raises BadAddress for what redis-py would take otherwise than it was meant, or fail at later."""
    parts, unescaped = urlsplit(url), "write %40 for @, %23 for #, %2F for / and %3F for ? in a password"
    if parts.fragment or url.endswith("#"):
        raise BadAddress(f"has a # that cuts it off: {unescaped}")
    if parts.netloc.count("@") > 1 or "@" in parts.path:
        raise BadAddress(f"has an @ too many: {unescaped}")
    try:
        _ = parts.port
    except ValueError as error:
        raise BadAddress(f"has no port that can be read: write host:6379, and {unescaped}") from error
    database = parts.path.strip("/")
    if parts.scheme != "unix" and database and not database.isdecimal():
        raise BadAddress(f"has a database {database!r}, which is no number: redis://host:6379/0")
    allowed = (*ONE_SERVER_OPTIONS, *(TLS_OPTIONS if parts.scheme == "rediss" else ()))
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in allowed:
            told = "; it needs rediss://" if name in TLS_OPTIONS else f"; allowed are {', '.join(allowed)}"
            raise BadAddress(f"has an option {name!r}{told}")
        if not value or (name == "db" and not value.isdecimal()):
            raise BadAddress(f"has an option {name!r} without a value that can be used")


def _node(text: str, usual_port: int) -> Node:
    parts = urlsplit(f"//{text.strip()}")
    try:
        port = parts.port or usual_port
    except ValueError as error:
        raise BadAddress(f"names a host {text!r}, whose port is no number") from error
    if not parts.hostname or parts.path:
        raise BadAddress(f"names a host {text!r}; write host:port,host:port")
    return parts.hostname, port


def _service(path: str) -> tuple[str, int]:
    service, _, db = path.strip("/").partition("/")
    if not service:
        raise BadAddress("must end with the name of the service that the sentinels watch: …/mymaster")
    if db and not db.isdecimal():
        raise BadAddress(f"has a database {db!r}, which is no number")
    return unquote(service), int(db or 0)


def _nothing(path: str) -> tuple[str, int]:
    if path not in {"", "0"}:
        raise BadAddress("must have nothing behind the hosts: a cluster has one database only")
    return "", 0


def _options(query: str, kind: str, *, tls: bool) -> dict[str, str]:
    allowed = (TLS_OPTIONS if tls else ()) + (SENTINEL_OPTIONS if kind == "sentinel" else ())
    options = dict(parse_qsl(query))
    for name in options:
        if name not in allowed:
            raise BadAddress(f"has an option {name!r}; allowed are {', '.join(allowed) or 'none'}")
    return options


def socket_path(data_dir: Path) -> Path:
    """Return the socket of a data directory's server: in the directory, or in a short path if that one is too long
    for a socket."""
    path = data_dir.resolve() / "valkey" / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    information = data_dir.resolve().stat()
    name = f"helpdesk-{os.getuid()}-{information.st_dev:x}-{information.st_ino:x}"
    return Path(tempfile.gettempdir()) / name / "valkey.sock"


def socket_url(data_dir: Path) -> str:
    """Return the `REDIS_URL` of a data directory's embedded server."""
    return f"unix://{socket_path(data_dir)}"
