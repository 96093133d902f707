"""Which elements, attributes and nestings the carrier's markup has. All else is 12200, in Gather 13320."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    attributes: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    has_text: bool = False


def _shape(attributes: str = "", children: str = "", *, text: bool = False) -> Shape:
    return Shape(frozenset(attributes.split()), frozenset(children.split()), text)


SPEECH_MARKUP = "break emphasis lang p phoneme prosody s say-as sub w"
_CALLBACK = "statusCallback statusCallbackEvent statusCallbackMethod"
_RECORDING = (
    "record trim recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent "
    "recordingConfigurationId"
)

ROOT = frozenset(
    ["Say", "Play", "Pause", "Gather", "Redirect", "Hangup", "Reject", "Enqueue", "Leave", "Dial"]
)

SHAPES: dict[str, Shape] = {
    "Response": Shape(children=ROOT),
    "Say": _shape("voice language loop", SPEECH_MARKUP, text=True),
    "Play": _shape("loop digits", text=True),
    "Pause": _shape("length"),
    "Gather": _shape(
        "action method input timeout numDigits finishOnKey actionOnEmptyResult speechTimeout speechModel language "
        "hints enhanced profanityFilter partialResultCallback partialResultCallbackMethod",
        "Say Play Pause",
    ),
    "Redirect": _shape("method", text=True),
    "Hangup": _shape(),
    "Reject": _shape("reason"),
    "Leave": _shape(),
    "Enqueue": _shape("action method waitUrl waitUrlMethod workflowSid maxQueueSize", text=True),
    "Dial": _shape(
        "action method timeout timeLimit callerId answerOnBridge hangupOnStar sequential ringTone referUrl "
        f"referMethod recordingTrack events {_RECORDING}",
        "Number Client Queue Conference",
        text=True,
    ),
    "Number": _shape(
        f"url method sendDigits byoc {_CALLBACK} machineDetection machineDetectionTimeout "
        "machineDetectionSpeechThreshold machineDetectionSpeechEndThreshold machineDetectionSilenceTimeout "
        "amdStatusCallback amdStatusCallbackMethod",
        text=True,
    ),
    "Client": _shape(f"url method {_CALLBACK}", "Identity Parameter", text=True),
    "Identity": _shape(text=True),
    "Parameter": _shape("name value"),
    "Queue": _shape("url method reservationSid postWorkActivitySid", text=True),
    "Conference": _shape(
        "muted beep startConferenceOnEnter endConferenceOnExit waitUrl waitMethod maxParticipants region coach "
        f"participantLabel eventCallbackUrl jitterBufferSize {_CALLBACK} {_RECORDING}",
        text=True,
    ),
    "Message": _shape("to from action method statusCallback", "Body Media", text=True),
    "Body": _shape(text=True),
    "Media": _shape(text=True),
    "break": _shape("strength time"),
    "emphasis": _shape("level", SPEECH_MARKUP, text=True),
    "lang": _shape("xml:lang {http://www.w3.org/XML/1998/namespace}lang", SPEECH_MARKUP, text=True),
    "p": _shape("", SPEECH_MARKUP, text=True),
    "phoneme": _shape("alphabet ph", text=True),
    "prosody": _shape("volume rate pitch", SPEECH_MARKUP, text=True),
    "s": _shape("", SPEECH_MARKUP, text=True),
    "say-as": _shape("interpret-as format", text=True),
    "sub": _shape("alias", text=True),
    "w": _shape("role", text=True),
}
