"""What the doctor looks at in the servers behind `REDIS_URL`: how each is set, and whether another could take over."""

from __future__ import annotations

from typing import cast

from redis import Redis
from redis.exceptions import RedisError

from commands.finding import Finding
from store.address import Address, parse_address
from store.connection import servers

POLICY = "noeviction"
FEWEST_SENTINELS = 3
"""Of two neither can outvote a wrong one."""


def server_findings(client: Redis, url: str) -> list[Finding]:
    """One server's, the master's, or all of a cluster's masters'. Raises DatabaseDown when a cluster is away."""
    address = parse_address(url)
    found = _sentinel_findings(address) if address and address.kind == "sentinel" else []
    for server in servers(client):
        name = _name(server) if address and address.kind == "cluster" else ""
        found += [
            _configured(server, name, "maxmemory-policy", POLICY),
            _configured(server, name, "appendonly", "yes"),
        ]
        if address:
            found += [_replicated(server, name), _replicas_demanded(server, name)]
        if address and address.kind == "cluster":
            found.append(_configured(server, name, "cluster-require-full-coverage", "no"))
    return found


def _name(server: Redis) -> str:
    place = server.connection_pool.connection_kwargs
    return f"{place['host']}:{place['port']}: "


def _sentinel_findings(address: Address) -> list[Finding]:
    told = f"REDIS_URL names {len(address.nodes)} sentinels"
    if len(address.nodes) >= FEWEST_SENTINELS:
        return [Finding("database", True, told)]
    return [Finding("database", False, told, f"Name {FEWEST_SENTINELS} or more, on machines of their own.")]


def _configured(server: Redis, where: str, name: str, wanted: str) -> Finding:
    """Whether a server is set as the line needs it; a managed service may refuse to say."""
    try:
        found = _value(server, name)
    except RedisError as error:
        return Finding("database", True, f"{where}{name} can't be read ({error}); it should be {wanted}")
    if found == wanted:
        return Finding("database", True, f"{where}{name} is {wanted}")
    return Finding("database", False, f"{where}{name} is {found}", f"Set {name} to {wanted}: {WHY[name]}.")


WHY = {
    "maxmemory-policy": "anything else throws data away without a word",
    "appendonly": "a server that starts again without its data forgets who waits",
    "cluster-require-full-coverage": "with yes one dead node stops every desk",
}


def _replicated(server: Redis, where: str) -> Finding:
    try:
        replicas = int(server.info("replication")["connected_slaves"])
    except RedisError as error:
        return Finding("database", False, f"{where}does not answer ({error})", "Start it.")
    told = f"{where}{replicas} replicas follow"
    if replicas:
        return Finding("database", True, told)
    return Finding("database", False, told, "Add a replica: nobody could take over.")


def _replicas_demanded(server: Redis, where: str) -> Finding:
    name = "min-replicas-to-write"
    try:
        demanded = int(_value(server, name))
    except (RedisError, ValueError) as error:
        return Finding("database", True, f"{where}{name} can't be read ({error}); it should be 1")
    if demanded:
        return Finding("database", True, f"{where}{name} is {demanded}")
    advice = f"Set {name} to 1: a master cut off would go on, and all it was told would be undone."
    return Finding("database", False, f"{where}{name} is 0", advice)


def _value(server: Redis, name: str) -> str:
    return cast(dict[str, str], server.config_get(name)).get(name, "unknown")
