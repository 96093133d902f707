"""The models of texts for waiting callers, and of what reps hear on their phones."""

from __future__ import annotations

from prompts.files.models import Model
from prompts.files.spoken_texts import (
    CalmerText,
    DigitText,
    DoorText,
    LineClosedText,
    OpenText,
    RepText,
    TalkText,
    WaitText,
)


class WaitingPrompts(Model):
    """Texts for a caller who waits for a person."""

    in_line: WaitText
    """On joining: the place in line."""
    next_in_line: WaitText
    """The same for whoever is next."""
    ringing: WaitText
    """At once, where a rep's phone rings already."""
    kept_place: WaitText
    """Before the place, to a caller whose number was in line already, in a call of the same person or of another."""
    taken_over: WaitText
    """The last words of the earlier call of that number."""
    nobody_speaks_it: WaitText
    """Nobody speaks the language just chosen, so the caller waits where people are."""
    monitored: WaitText
    """Before waiting, where the desk says `monitoring: announced`: others may listen to the call."""
    other_language: WaitText
    """On joining, where nobody signed in speaks the caller's language: people of another one can help."""
    moved_up: WaitText
    """The place has improved."""
    moved_up_to_next: WaitText
    wait_under: WaitText
    """The expected wait: less than so long."""
    wait_range: WaitText
    """The expected wait: from `{low}` to `{high}`."""
    overdue: WaitText
    """It takes longer than was said; the place and the wait from now on follow."""
    wait_longer: WaitText
    """It takes longer than was said, since a rep left."""
    wait_unknown: WaitText
    """The last rep left: no time can be said any more."""
    topic_key: WaitText
    """How to hear the guidance of one's topic without losing the place."""
    music_key: WaitText
    """How to turn the music off."""
    music_on_key: WaitText
    """How to turn it on again."""
    music_is_off: WaitText
    """To a caller who has just turned the music off."""
    leave_key: WaitText
    """How to leave the line."""
    still_here: WaitText
    """Now and then, when there is nothing new."""
    looking: WaitText
    """While the line itself can't be reached: the call is held."""
    any_key: WaitText
    """To a caller who never pressed or said anything; waiting is fine too."""
    topic_heard: WaitText
    """After the guidance that was heard in line."""
    connecting: WaitText
    """A rep has taken the call."""
    held: TalkText
    """The rep has put the caller on hold."""
    still_held: TalkText
    """The same, about once a minute."""
    passed_on: TalkText
    """The rep passes the caller on to the line `{line}`."""
    back_in_line: WaitText
    """The rep's side ended while the caller was on hold and a colleague was asked: the place is kept."""
    dropped: WaitText
    """The rep's side ended: press 1 for the front of the line."""
    thanks: WaitText
    """The last words of a call that was answered."""
    left: WaitText
    """The caller has left the line by key."""
    line_full: WaitText
    """Refused: the line has no more room."""
    called_too_often: WaitText
    """Refused: the caller's number has got in line as often as it may in an hour. When to try again follows."""
    past_closing: OpenText
    """Refused: the wait would pass the closing time. A closure that is known ahead says why before it."""
    line_closed: LineClosedText
    """Refused: the desk is open, but nobody answers on this line at this hour."""
    still_wait: WaitText
    """After a notice that asks: does the caller still want to wait? 1 for yes."""
    press_digit: DigitText
    """In attack mode, before waiting: press `{digit}`; what to do on a relay call, and who can't press keys."""
    try_again: WaitText
    """When to try again, in minutes; follows a refusal while the door is open."""
    calmer: CalmerText
    """The same, where the desk's history knows a calmer time."""
    try_at_opening: DoorText
    """The same, where the desk closes before."""
    too_long: WaitText
    """The longest wait is over; when to try again follows."""
    drained: DoorText
    """The desk has closed and nobody can take the call any more."""


class RepPrompts(Model):
    """Texts for a rep."""

    whisper: RepText
    """Before a call is taken: who waits."""
    whisper_new: RepText
    """The same of a caller who has waited for a few seconds only."""
    may_be_silent: RepText
    """The caller has never pressed or said anything."""
    interpreter: RepText
    """The caller hears a language that is none of the rep's."""
    take_keys: RepText
    caller_left: RepText
    """Too late: the caller is gone."""
    too_late: RepText
    """Too late: the offer is over."""
    passed: RepText
    no_key: RepText
    """Neither taken nor passed."""
    asked: RepText
    """A colleague, `{name}`, would hand a caller over: who, and for how long the two have talked."""
    asked_keys: RepText
    asked_over: RepText
    """The conversation ended, or the colleague went on alone, while the rep who was asked is on the phone."""
    passed_on: RepText
    """The caller is passed on or handed over: how to take the next call at once."""
    may_listen: RepText
    """To somebody who would listen: `{name}` talks about `{topic}`."""
    listen_key: RepText
    """How to go in unheard."""
    whisper_key: RepText
    """How to go in, heard by the rep alone."""
    join_key: RepText
    """How to go in, heard by both."""
    listening_over: RepText
    """There is nothing (more) to listen to."""
    call_over: RepText
    """The caller hung up: how to take the next call at once."""
    ask_number: RepText
    """At the door: the rep number, then pound."""
    ask_pin: RepText
    ask_own_pin: RepText
    """To a call from a rep's own phone: the PIN, then pound."""
    wrong_pin: RepText
    too_many_tries: RepText
    welcome: RepText
    menu: RepText
    away_menu: RepText
    """Why a rep is away."""
    is_available: RepText
    is_away: RepText
    is_away_missed: RepText
    """Away because of missed calls."""
    is_offline: RepText
    is_wrapping_up: RepText
    """Wrap-up, with the minutes left in `{minutes}`."""
    is_in_call: RepText
    signed_out_later: RepText
    """Answer to a text: the rep is in a call, and signed out after it."""
    text_help: RepText
    """Answer to a text: what a rep may text."""
    text_wrapping_up: RepText
    """The answer by text to a rep who wraps up a call: no key can be pressed in a text."""
    text_unconfirmed: RepText
    """Answer to a text from a phone that the rep has not confirmed: nothing has changed, and how to confirm it."""
    line_state: RepText
    """How many wait on a line, and how long the first has waited."""
    line_empty: RepText
    no_calls_nobody_waits: RepText
    """Why no call comes: nobody waits on this rep's lines."""
    close_key: RepText
    """After `menu`, to whoever may close the desk: key 5."""
    close_menu: RepText
    """For how long to close: until the next opening, until a time, for the rest of the day."""
    open_key: RepText
    """While a closure holds: how to end it."""
    close_back: RepText
    ask_time: RepText
    """Until when, in four digits."""
    wrong_time: RepText
    closed_anyway: RepText
    """Closing until then would change nothing."""
    close_sure: RepText
    """What it will mean, and whether to do it; `{until}` is when the desk opens again."""
    open_sure: RepText
    left_as_it_is: RepText
    closed_by: RepText
    """Who has closed the desk."""
    goodbye: RepText
    unreachable: RepText
    """The database is away."""
