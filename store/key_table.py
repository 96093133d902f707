"""Every key of the database, and which of them last: the table of docs/reference/keys.md.

| key | type | what it holds | life |
|---|---|---|---|
| `{desk}:events` | stream | what happened on calls, one entry each | permanent, trimmed to 30 days once folded |
| `{desk}:commands` | stream | what must be done at the carrier, the workers' outbox | permanent, trimmed to 10,000 |
| `{desk}:quarantine` | stream | commands that no worker can do, with the reason | permanent, trimmed to 1,000 |
| `{desk}:reconciling` | string | the worker that compares calls with the carrier's, or `soon` | 15 seconds, or 6 |
| `{desk}:alone:<digest>` | string | since when a call has been alone in a conference, ms since 1970 UTC | 1 minute |
| `{desk}:deadlines` | sorted set | `kind:id` → when it is due, ms since 1970 UTC | permanent, empties itself |
| `{desk}:line:<line>:<language>` | sorted set | who waits → joined less head start, ms | permanent, empties itself |
| `{desk}:idle:<line>:<language>` | sorted set | available reps → idle since, ms | permanent, empties itself |
| `{desk}:staff:<line>:<language>` | set | reps signed in who serve the line | permanent, empties itself |
| `{desk}:teams` | hash | lines served together → reps signed in who serve just these | permanent, empties itself |
| `{desk}:recent:<line>:<language>` | string | recent calls and waits: how many, how long, given up | permanent |
| `{desk}:connect:<line>:<language>` | string | recent calls: how many, how long until connected | permanent |
| `{desk}:waits:<week>` | hash | half hour since 1970 UTC → answered × 10^12 + ms that all waited | 9 weeks |
| `{desk}:reps` | set | the ids of all reps | permanent |
| `{desk}:rep:<rep>` | hash | one rep: who, where, which lines, status and its reason | permanent |
| `{desk}:phones` | hash | a rep's phone → the rep's id | permanent |
| `{desk}:caller:<digest>` | hash | one call that waits, is offered, talks or has ended | 1 day |
| `{desk}:offer:<number>` | hash | one attempt to bring a caller and a rep together | 1 day |
| `{desk}:listener:<number>` | hash | somebody who listens to a conversation: who, how, on which phone | 1 day |
| `{desk}:place:<digest>` | string | the last call of a number (keyed digest), whose place the next takes up | 1 day |
| `{desk}:joins:<digest>` | string | how often a number (keyed digest) got in line anew, since the first time | 1 hour |
| `{desk}:pin_tries:<digest>` | hash | tries at a rep's PIN in one place: `count`, `pause` until when | 1 day |
| `{desk}:wrong_pins` | hash | wrong PINs: `since` when, ms, `all`, `rep:<rep>` | 1 day after the last one |
| `{desk}:texts:<digest>` | string | counts the texts of a rep's phone that ask for something | 1 hour |
| `{desk}:explained:<digest>` | string | a rep's phone was told what it may text | 1 day |
| `{desk}:spent:<day>` | hash | calls out: `all`, `hour:<n>`, `to:<phone>`; days since 1970 UTC | 2 days |
| `{desk}:carrier_refuses` | hash | the carrier's refusal to ring, and when a call is tried again, ms | 1 day |
| `{desk}:offers` | string | counts offers, so that each has a number of its own | permanent |
| `{desk}:turn:<digest>` | string | the moment at which a webhook was first answered, ms since 1970 UTC | 10 minutes |
| `{desk}:call:<digest>` | hash | the last word of the carrier on a call: `sequence`, `status` | 1 day |
| `{desk}:folded` | hash | how far events are folded into records: `id`, `skipped`, the work of each rep | permanent |
| `{desk}:record:<digest>` | hash | what is known of one call, up to the rep's note | `history_days` |
| `{desk}:note:<digest>` | string | what the rep wrote about a call | `history_days` |
| `{desk}:records` | sorted set | every call with a record → when it began, ms | permanent, trimmed to `history_days` |
| `{desk}:numbered` | sorted set | records with a number → when it began, ms | permanent, trimmed to `retention_days` |
| `{desk}:numbers:<digest>` | sorted set | calls of one number (keyed digest) → when, ms | `history_days` |
| `{desk}:taken:<rep>` | sorted set | the calls that a rep took → when, ms | `history_days` |
| `{desk}:count:<day>` | hash | `quarter:line:language:metric` → number; days since 1970 UTC | `history_days` |
| `{desk}:lengths:<day>` | hash | `quarter:line:language` → how long each answered wait was, ms | `history_days` |
| `{desk}:work:<day>` | hash | `quarter:rep:metric` → number | `history_days` |
| `{desk}:visits:<day>` | hash | `metric:language:node` → number; days since 1970 by the desk's clock | `history_days` |
| `{desk}:paths:<day>` | hash | `language:node:key:node` → how often callers went that way | `history_days` |
| `{desk}:topics:<day>` | hash | `metric:language:node` of calls that are over → number | `history_days` |
| `{desk}:duty:<day>` | hash | `rep:status` → how long, ms | `history_days` |
| `{desk}:day_counts:<day>` | string | the sums of a past day, thrown away when one of its counts changes | 14 days |
| `{desk}:missed` | sorted set | calls that asked for a person and were not served since → when, ms | `history_days` |
| `{desk}:hung_up` | sorted set | calls that hung up, while the carrier is yet to say so → when, ms | `history_days` |
| `{desk}:in_menu` | sorted set | calls in the menu, not known to be over → when they last asked, ms | `history_days` |
| `{desk}:letter:<day>` | string | when the summary of the week from that Monday was taken, ms | 21 days |
| `{desk}:heard` | hash | `language:node` of guidance → when it was last read out, ms | permanent |
| `{desk}:closures` | string | closings beside the plan: from when, until when, what is said | until the last one ends |
| `{desk}:notices` | string | sentences before the menu: from when, until when, the words | until the last one ends |
| `{desk}:attack` | string | attack mode: from when, until when, why | until it ends |
| `{desk}:blocked` | string | whose calls are refused: digest of the number, until when, why | until the last one ends |
| `{desk}:turned_away:<id>` | string | counts the calls that one entry of that list has refused | 90 days |
| `{desk}:messages:<rep>` | hash | what a rep is told on the page, until it was read | 7 days |
| `{desk}:acts` | hash | what supervisors did and how it is undone, by the moment, ms since 1970 UTC | 10 minutes |
| `{desk}:published` | string | the number of the revision that callers hear, and its content's id | permanent |
| `{desk}:revision:<number>` | hash | a published one: files, its id, author, note, when | permanent, trimmed to 1,000 |
| `{desk}:revisions` | sorted set | the numbers of all revisions that are kept | permanent, trimmed to 1,000 |
| `{desk}:contents` | hash | a content's id → the newest revision that has it | permanent, trimmed to 1,000 |
| `{desk}:moves` | stream | who published or rolled back what, when and why | permanent, trimmed to 1,000 |
| `{desk}:draft` | hash | what is changed and not published: files, base, version | permanent, until it is |
| `{desk}:proposal` | hash | the latest content that waits, or waited, for a second admin | permanent |
| `{desk}:drafts` | string | counts saved drafts, so that each version is another one | permanent |
| `{desk}:recording:<digest>` | string | a recording in base64 | permanent while a revision names it, else 90 days |
| `{desk}:recordings` | hash | digest of a recording → the newest revision that names it, 0 for none | permanent |
| `{desk}:copying` | string | a backup is being made, folding waits | 15 seconds |
| `{people}:everybody` | set | the ids of all people who may sign in to the console | permanent |
| `{people}:person:<id>` | hash | one person: name, role, desks, password (argon2id), second step | permanent |
| `{people}:names` | hash | sign-in name → the person's id | permanent |
| `{people}:subjects` | hash | a single sign-on service's own name for somebody → the person's id | permanent |
| `{people}:links` | hash | `desk:rep` → the id of the person who is that rep | permanent |
| `{people}:invitation:<digest>` | string | the id of the person whom a one-time link is for | 1 day |
| `{people}:session:<digest>` | hash | one session: whose, since when, last used | `SESSION_HOURS` at most |
| `{people}:sessions:<id>` | sorted set | a person's sessions → when each ends, ms | as long as the last one |
| `{people}:attempts:<digest>` | sorted set | tries to sign in of an account or address → when, ms | 15 minutes |
| `{people}:codes:<digest>` | hash | wrong codes of a second step in a row, and when the next may be tried | 30 days |
| `{people}:recovery:<id>` | set | digests of a person's recovery codes | permanent |
| `{people}:passkeys:<id>` | hash | a person's passkeys: credential's id → name, public key, counter, when | permanent |
| `{people}:forwarded` | string | a sign-in came with `X-Forwarded-For`, and no proxy is trusted | 1 day |
| `{people}:submission:<digest>` | string | a form that was sent: claimed, or what was answered, sealed | 10 minutes |
| `{people}:entries:<digest>` | sorted set | entries of a person or network in a log → when, ms | 400 days |
| `{people}:latest:<digest>` | string | the entry that counts an act that is repeated | 1 minute |
| `{people}:pace:<id>` | string | until when a person's changes are used up, ms since 1970 UTC | 5 minutes |
| `{people}:audit` | stream | who changed what, one entry each | permanent, trimmed to 100,000 |
| `{people}:refusals` | stream | passwords and codes that were wrong, one entry each | permanent, trimmed to 10,000 |
| `helpdesk:workers` | hash | worker name → its last sign of life, ms since 1970 UTC, database clock | permanent |
| `helpdesk:dialling` | string | when any desk may dial again, ms since 1970 UTC, database clock | until soon after |
| `{phone:<digest>}:rings_for` | string | the desk and offer that a phone rings for, or rang for | 1 day |
| `{helpdesk:dialling}:row` | sorted set | desks with somebody to ring → since when they ask, ms | until the last turn |
"""

from __future__ import annotations

from store.keys import WORKERS

_OF_THE_LINE = (
    *("events", "commands", "quarantine", "deadlines", "line", "idle", "staff", "teams"),
    *("recent", "connect"),
)
_OF_THE_REPS = ("reps", "rep", "phones", "offers")
_OF_WHAT_HAPPENED = ("folded", "records", "numbered", "heard")
_OF_THE_CONTENT = ("published", "revision", "revisions", "contents", "moves", "draft", "drafts", "proposal")
_OF_WHAT_IS_PLAYED = ("recording", "recordings")
_OF_THE_PEOPLE = (
    "everybody",
    "person",
    "names",
    "subjects",
    "links",
    "audit",
    "refusals",
    "recovery",
    "passkeys",
)
_PERMANENT = (
    _OF_THE_LINE + _OF_THE_REPS + _OF_WHAT_HAPPENED + _OF_THE_CONTENT + _OF_WHAT_IS_PLAYED + _OF_THE_PEOPLE
)
_OF_THE_MOMENT = (
    *(
        "commands",
        "reconciling",
        "alone",
        "deadlines",
        "line",
        "idle",
        "staff",
        "teams",
        "caller",
        "offer",
        "listener",
        "place",
    ),
    *(
        "joins",
        "pin_tries",
        "wrong_pins",
        "texts",
        "explained",
        "turn",
        "call",
        "acts",
        "spent",
        "session",
        "sessions",
        "attempts",
        "codes",
        "forwarded",
        "submission",
        "entries",
        "latest",
        "pace",
        "copying",
        "carrier_refuses",
        "rings_for",
        "day_counts",
    ),
)
"""What a copy from yesterday would only lie about: who waits, who is being rung, who is signed in."""


def is_permanent(key: str) -> bool:
    """Return whether a key may live without a limit."""
    return key == WORKERS or kind_of_key(key) in _PERMANENT


def is_backed_up(key: str) -> bool:
    """Return whether a key belongs into a backup: of a desk or of people, and still true tomorrow."""
    return bool(kind_of_key(key)) and kind_of_key(key) not in _OF_THE_MOMENT


def kind_of_key(key: str) -> str:
    """Return the part of a key after the hash tag, up to the next colon: `rep` for `{cair}:rep:12`; empty without a
    tag."""
    return key.partition("}:")[2].split(":")[0]
