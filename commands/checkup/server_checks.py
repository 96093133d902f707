"""What the doctor looks at in the servers behind `REDIS_URL`: how each is set, and whether another could take over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from redis import Redis
from redis.exceptions import RedisError, ResponseError

from commands.checkup.finding import CheckFinding
from store import clock
from store.address import Address, parse_address
from store.connection import servers

POLICY = "noeviction"
OLDEST = 7
"""Major version: `SET … NX GET` came with it."""
FARTHEST = 2.0
"""Seconds between two clocks that are told of: below that nobody hears a difference."""
FULLEST = 0.8
"""Part of a server's memory from which it is told of: scripts and connections need some too."""
MEGABYTE = 1024 * 1024
FEWEST_SENTINELS = 3
"""Of two neither can outvote a wrong one."""


def server_findings(client: Redis, url: str) -> list[CheckFinding]:
    """Return findings about the server, the master, or all masters of a cluster. Raises DatabaseDown when a cluster
    is down."""
    address = parse_address(url)
    found = _sentinel_findings(address) if address and address.kind == "sentinel" else []
    for server in servers(client):
        name = _name(server) if address and address.kind == "cluster" else ""
        found += [
            *_refused_writes(server, name),
            *_version_and_clock(server, name),
            *_memory(server, name),
            _configured(server, name, "maxmemory-policy", POLICY),
            _configured(server, name, "appendonly", "yes"),
        ]
        if address:
            found += [_replicated(server, name), _replicas_demanded(server, name)]
        if address and address.kind == "cluster":
            found.append(_configured(server, name, "cluster-require-full-coverage", "no"))
    return found


def _refused_writes(server: Redis, where: str) -> list[CheckFinding]:
    """Return a finding for a server that answers but saves nothing, as it does once its disk was full."""
    try:
        server.ping()
    except ResponseError as error:
        told = f"{where}refuses every write ({error})"
        advice = (
            "Make room on its disk; it writes again within seconds. Until then callers hear the menu only."
        )
        return [CheckFinding("database", False, told, advice)] if str(error).startswith("MISCONF") else []
    except RedisError:
        return []
    return []


def _memory(server: Redis, where: str) -> list[CheckFinding]:
    """Return the finding about a server's memory; none if it does not answer, or a managed service does not say."""
    try:
        known = cast(dict[str, int], server.info("memory"))
    except RedisError:
        return []
    return [memory_finding(where, known["used_memory"], known["maxmemory"])] if "maxmemory" in known else []


def memory_finding(where: str, used: int, most: int) -> CheckFinding:
    """Return whether a server has a limit of memory, and room below it; both in bytes, 0 for no limit."""
    if not most:
        advice = "Set maxmemory to half of its machine's memory: without a limit it grows until the machine kills it."
        return CheckFinding("database", False, f"{where}maxmemory is not set", advice)
    told = f"{where}{used / MEGABYTE:,.0f} MB of memory are used, of {most / MEGABYTE:,.0f} MB"
    if used <= FULLEST * most:
        return CheckFinding("database", True, told)
    advice = (
        "Give it more (maxmemory), or keep less (history_days). At the limit it refuses to save anything: callers "
        "still hear the menu, but no rep is rung."
    )
    return CheckFinding("database", False, told, advice)


def _version_and_clock(server: Redis, where: str) -> list[CheckFinding]:
    """Return findings about a server; none if it does not answer, which other findings report."""
    try:
        known = cast(dict[str, str], server.info("server"))
        before = clock.now().timestamp()
        seconds, microseconds = server.time()
    except RedisError:
        return []
    found = clock_finding(where, before, seconds + microseconds / 1e6, clock.now().timestamp())
    return [version_finding(where, known), found]


def version_finding(where: str, known: Mapping[str, str]) -> CheckFinding:
    """Return the finding about a server's version; Valkey also calls itself Redis 7.2."""
    name = "Valkey" if "valkey_version" in known else "Redis"
    version = str(known.get("valkey_version") or known.get("redis_version", ""))
    if int(version.partition(".")[0] or 0) >= OLDEST:
        return CheckFinding("database", True, f"{where}{name} {version}")
    advice = f"Use Redis {OLDEST} or newer, or Valkey: the line's scripts need it."
    return CheckFinding("database", False, f"{where}{name} {version} is too old", advice)


def clock_finding(where: str, before: float, there: float, after: float) -> CheckFinding:
    """Compare the server's clock `there` with two readings of this machine's clock around it, seconds since 1970."""
    ahead = before - there if there < before else min(0.0, after - there)
    if abs(ahead) <= FARTHEST:
        return CheckFinding("database", True, f"{where}its clock and this machine's agree")
    way = "ahead of" if ahead > 0 else "behind"
    told = f"{where}this machine's clock is {abs(ahead):.0f} s {way} the database's"
    advice = "Have both set by NTP: hours go by this machine's clock, waits by the database's."
    return CheckFinding("database", False, told, advice)


def _name(server: Redis) -> str:
    place = server.connection_pool.connection_kwargs
    return f"{place['host']}:{place['port']}: "


def _sentinel_findings(address: Address) -> list[CheckFinding]:
    told = f"REDIS_URL names {len(address.nodes)} sentinels"
    if len(address.nodes) >= FEWEST_SENTINELS:
        return [CheckFinding("database", True, told)]
    return [
        CheckFinding("database", False, told, f"Name {FEWEST_SENTINELS} or more, on machines of their own.")
    ]


def _configured(server: Redis, where: str, name: str, wanted: str) -> CheckFinding:
    """Return the finding about a server's setting; a managed service may refuse to show it."""
    try:
        found = _value(server, name)
    except RedisError as error:
        return CheckFinding("database", True, f"{where}{name} can't be read ({error}); it should be {wanted}")
    if found == wanted:
        return CheckFinding("database", True, f"{where}{name} is {wanted}")
    return CheckFinding(
        "database", False, f"{where}{name} is {found}", f"Set {name} to {wanted}: {WHY[name]}."
    )


WHY = {
    "maxmemory-policy": "anything else throws data away without a word",
    "appendonly": "a server that starts again without its data forgets who waits",
    "cluster-require-full-coverage": "with yes one dead node stops every desk",
}


def _replicated(server: Redis, where: str) -> CheckFinding:
    try:
        replicas = int(server.info("replication")["connected_slaves"])
    except RedisError as error:
        return CheckFinding("database", False, f"{where}does not answer ({error})", "Start it.")
    told = f"{where}{replicas} replicas follow"
    if replicas:
        return CheckFinding("database", True, told)
    return CheckFinding("database", False, told, "Add a replica: nobody could take over.")


def _replicas_demanded(server: Redis, where: str) -> CheckFinding:
    name = "min-replicas-to-write"
    try:
        demanded = int(_value(server, name))
    except (RedisError, ValueError) as error:
        return CheckFinding("database", True, f"{where}{name} can't be read ({error}); it should be 1")
    if demanded:
        return CheckFinding("database", True, f"{where}{name} is {demanded}")
    advice = f"Set {name} to 1: a master cut off would go on, and all it was told would be undone."
    return CheckFinding("database", False, f"{where}{name} is 0", advice)


def _value(server: Redis, name: str) -> str:
    return cast(dict[str, str], server.config_get(name)).get(name, "unknown")
