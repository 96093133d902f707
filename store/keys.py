"""The only place that spells a key. All keys of a desk share its hash tag, and so do all of people;
`store/key_table.py` lists them.

Call ids, numbers and tokens come from outside: they are digested, so that nobody's text ever becomes part of a key.
"""

from __future__ import annotations

import hmac
from hashlib import blake2b

WORKERS = "helpdesk:workers"
DIALLING = "helpdesk:dialling"
DIALLING_ROW = f"{{{DIALLING}}}:row"
"""In the same slot, which is what the braces are for."""
DIALLING_GRACE = 200
"""Ms for which a turn waits for the desk that is next, unless calls are closer together."""
PEOPLE = "{people}:"
"""What every key about people begins with; the scripts put the second column's names behind it."""
AUDIT = f"{PEOPLE}audit"
REFUSALS = f"{PEOPLE}refusals"
FORWARDED = f"{PEOPLE}forwarded"
FORWARDED_LIFE = 86_400
"""Seconds."""
EVERYBODY = f"{PEOPLE}everybody"
NAMES = f"{PEOPLE}names"
SUBJECTS = f"{PEOPLE}subjects"
LINKS = f"{PEOPLE}links"
TURN_LIFE = 600
"""Seconds; the carrier repeats a webhook within 15 s, several hand-overs within a few minutes."""
CALL_LIFE = 86_400
"""Seconds; a call may last four hours, its last callbacks come minutes later."""
RECONCILING_LIFE = 15
"""Seconds from one round to the next, which is anybody's."""
RECONCILING_SOON = 6
"""Seconds until calls are compared after words about them were lost; longer than a new offer is left alone."""
ALONE_LIFE = 60
"""Seconds for which it is known since when a call has been alone in a conference."""
EVENT_LIFE = 30 * 86_400
"""Seconds for which events are kept."""


def owner(key: str) -> str:
    """Return the desk, or `people`, whose key it is."""
    return key.partition("}:")[0].removeprefix("{")


def prefix(desk: str) -> str:
    """Return the prefix of every key of a desk; scripts append the rest, such as `events`."""
    return f"{{{desk}}}:"


def events(desk: str) -> str:
    return f"{prefix(desk)}events"


def commands(desk: str) -> str:
    return f"{prefix(desk)}commands"


def quarantine(desk: str) -> str:
    return f"{prefix(desk)}quarantine"


def reconciling(desk: str) -> str:
    return f"{prefix(desk)}reconciling"


def alone(desk: str, call_sid: str) -> str:
    return f"{prefix(desk)}alone:{digest(call_sid)}"


def offer(desk: str, number: str) -> str:
    return f"{prefix(desk)}offer:{number}"


def listener(desk: str, number: str) -> str:
    return f"{prefix(desk)}listener:{number}"


def line(desk: str, name: str, language: str) -> str:
    return f"{prefix(desk)}line:{name}:{language}"


def recent(desk: str, line: str, language: str) -> str:
    return f"{prefix(desk)}recent:{line}:{language}"


def connect_times(desk: str, line: str, language: str) -> str:
    return f"{prefix(desk)}connect:{line}:{language}"


def waits(desk: str, week: int) -> str:
    """Return the key of one week's waits, counted in weeks since 1970 UTC, which begin on Thursday."""
    return f"{prefix(desk)}waits:{week}"


def rep_record(desk: str, name: str) -> str:
    return f"{prefix(desk)}rep:{name}"


def rep_index(desk: str) -> str:
    return f"{prefix(desk)}reps"


def phones(desk: str) -> str:
    return f"{prefix(desk)}phones"


def caller_record(desk: str, call_sid: str) -> str:
    return f"{prefix(desk)}caller:{digest(call_sid)}"


def place_record(desk: str, keyed_digest: str) -> str:
    return f"{prefix(desk)}place:{keyed_digest}"


def joins(desk: str, keyed_digest: str) -> str:
    return f"{prefix(desk)}joins:{keyed_digest}"


def spent(desk: str, day: int) -> str:
    """Return the key of one day's outgoing calls, counted in days since 1970 UTC."""
    return f"{prefix(desk)}spent:{day}"


def phone_in_use(phone: str) -> str:
    """Of one phone, for all desks."""
    return f"{{phone:{digest(phone)}}}:rings_for"


def usage_explained(desk: str, phone: str) -> str:
    return f"{prefix(desk)}explained:{digest(phone)}"


def carrier_refuses(desk: str) -> str:
    return f"{prefix(desk)}carrier_refuses"


def pin_tries(desk: str, number: str, where: str) -> str:
    """Return the key of tries at one rep's PIN from one kind of phone."""
    return f"{prefix(desk)}pin_tries:{digest(number, where)}"


def wrong_pins(desk: str) -> str:
    return f"{prefix(desk)}wrong_pins"


def closures(desk: str) -> str:
    return f"{prefix(desk)}closures"


def notices(desk: str) -> str:
    return f"{prefix(desk)}notices"


def attack_mode(desk: str) -> str:
    return f"{prefix(desk)}attack"


def blocked_calls(desk: str) -> str:
    return f"{prefix(desk)}blocked"


def turned_away(desk: str, entry: str) -> str:
    """Return the key that counts the calls refused by one entry of the block list."""
    return f"{prefix(desk)}turned_away:{entry}"


def messages(desk: str, rep: str) -> str:
    return f"{prefix(desk)}messages:{rep}"


def acts(desk: str) -> str:
    return f"{prefix(desk)}acts"


def copying(desk: str) -> str:
    return f"{prefix(desk)}copying"


def turn(desk: str, *identity: str) -> str:
    """Return the key of one webhook, identified by call, place and the carrier's idempotency token."""
    return f"{prefix(desk)}turn:{digest(*identity)}"


def call_record(desk: str, call_sid: str) -> str:
    return f"{prefix(desk)}call:{digest(call_sid)}"


def fold_progress(desk: str) -> str:
    return f"{prefix(desk)}folded"


def record(desk: str, call_id: str) -> str:
    """Return the key of a call's record, by the digest that events and indexes use."""
    return f"{prefix(desk)}record:{call_id}"


def call_note(desk: str, call_id: str) -> str:
    """Return the key of a call's note, apart from the record: one long field would make a small hash five times as
    large."""
    return f"{prefix(desk)}note:{call_id}"


def records(desk: str) -> str:
    return f"{prefix(desk)}records"


def numbered(desk: str) -> str:
    return f"{prefix(desk)}numbered"


def numbers(desk: str, keyed_digest: str) -> str:
    return f"{prefix(desk)}numbers:{keyed_digest}"


def taken(desk: str, rep: str) -> str:
    return f"{prefix(desk)}taken:{rep}"


def count(desk: str, day: int) -> str:
    """Return the key of one day's counts of calls, counted in days since 1970 UTC."""
    return f"{prefix(desk)}count:{day}"


def work(desk: str, day: int) -> str:
    """Return the key of one day's counts for each rep, counted in days since 1970 UTC."""
    return f"{prefix(desk)}work:{day}"


def published(desk: str) -> str:
    return f"{prefix(desk)}published"


def revision_record(desk: str, number: int) -> str:
    return f"{prefix(desk)}revision:{number}"


def revision_list(desk: str) -> str:
    return f"{prefix(desk)}revisions"


def contents(desk: str) -> str:
    return f"{prefix(desk)}contents"


def moves(desk: str) -> str:
    return f"{prefix(desk)}moves"


def draft_record(desk: str) -> str:
    return f"{prefix(desk)}draft"


def recording(desk: str, sha256: str) -> str:
    return f"{prefix(desk)}recording:{sha256}"


def lengths(desk: str, day: int) -> str:
    """Return the key of the lengths of one day's answered waits, counted in days since 1970 UTC."""
    return f"{prefix(desk)}lengths:{day}"


def day_counts(desk: str, day: int) -> str:
    """Return the key of one past day's sums, counted in days since 1970 by the desk's clock."""
    return f"{prefix(desk)}day_counts:{day}"


def visits(desk: str, day: int) -> str:
    """Return the key of one day's visits to nodes, counted in days since 1970 by the desk's clock."""
    return f"{prefix(desk)}visits:{day}"


def paths(desk: str, day: int) -> str:
    """Return the key of one day's ways between nodes, counted in days since 1970 by the desk's clock."""
    return f"{prefix(desk)}paths:{day}"


def topic_counts(desk: str, day: int) -> str:
    """Return the key of one day's results for each topic, counted in days since 1970 by the desk's clock."""
    return f"{prefix(desk)}topics:{day}"


def duty(desk: str, day: int) -> str:
    """Return the key of one day's time of reps in each status, counted in days since 1970 by the desk's clock."""
    return f"{prefix(desk)}duty:{day}"


def hung_up(desk: str) -> str:
    """Return the key of the calls that hung up, and whose end the carrier has not told."""
    return f"{prefix(desk)}hung_up"


def in_menu(desk: str) -> str:
    """Return the key of the calls in the menu that are not known to be over."""
    return f"{prefix(desk)}in_menu"


def missed_caller_ids(desk: str) -> str:
    return f"{prefix(desk)}missed"


def letter(desk: str, monday: str) -> str:
    return f"{prefix(desk)}letter:{monday}"


def heard_counts(desk: str) -> str:
    return f"{prefix(desk)}heard"


def proposal(desk: str) -> str:
    return f"{prefix(desk)}proposal"


def person_record(id_: str) -> str:
    return f"{PEOPLE}person:{id_}"


def passkeys_of(id_: str) -> str:
    return f"{PEOPLE}passkeys:{id_}"


def recovery(id_: str) -> str:
    return f"{PEOPLE}recovery:{id_}"


def invitation(token: str) -> str:
    return f"{PEOPLE}invitation:{digest(token)}"


def submission(sent: str) -> str:
    """Return the key of one submitted form, by the digest of its content."""
    return f"{PEOPLE}submission:{sent}"


def digest(*parts: str) -> str:
    """Return the digest that stands in a key for text from outside."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def digest_of_number(secret: bytes, number: str) -> str:
    """Return the digest that stands for a caller's number permanently. Without the secret it cannot be found by
    trying all numbers."""
    return hmac.digest(secret, number.encode("utf-8", "surrogatepass"), "sha256")[:16].hex()
