"""What Lantern tells a Wyoming client about itself."""

from __future__ import annotations

from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    HandleModel,
    HandleProgram,
    Info,
    IntentModel,
    IntentProgram,
    TtsProgram,
    TtsVoice,
)

from assistant import __version__
from assistant.heart import Assistant

_LANGUAGES = ["en", "en-GB"]
_LANTERN = Attribution("Lantern", "https://pypi.org/project/lantern-voice/")
_VOSK = Attribution("Alpha Cephei", "https://alphacephei.com/vosk/")


def describe(assistant: Assistant) -> Info:
    """Return the services of this assistant: hearing and speaking only where it has ears and a voice."""
    titles = ", ".join(pack.title for pack in assistant.conversation.library.packs)
    answers = f"Answers small children's questions in the words of a health leaflet ({titles})"
    leaflets = [
        (pack.id, f"{pack.title}, approved by {pack.approved_by}", f"{pack.approved_on:%Y-%m-%d}")
        for pack in assistant.conversation.library.packs
    ]
    return Info(
        asr=[_hearing()] if assistant.ears is not None else [],
        tts=[_speaking(assistant.speaker.voice.name)] if assistant.speaker is not None else [],
        handle=[
            HandleProgram(
                name="lantern",
                attribution=_LANTERN,
                installed=True,
                description=answers,
                version=__version__,
                models=[
                    HandleModel(name, _LANTERN, True, description, version, _LANGUAGES)
                    for name, description, version in leaflets
                ],
            )
        ],
        intent=[
            IntentProgram(
                name="lantern",
                attribution=_LANTERN,
                installed=True,
                description="Finds which of the leaflet's questions was asked",
                version=__version__,
                models=[
                    IntentModel(name, _LANTERN, True, description, version, _LANGUAGES)
                    for name, description, version in leaflets
                ],
            )
        ],
    )


def _hearing() -> AsrProgram:
    model = AsrModel("lantern", _VOSK, True, "Hears small children's English", __version__, _LANGUAGES)
    return AsrProgram(
        name="lantern",
        attribution=_VOSK,
        installed=True,
        description="Hears small children, offline (Vosk)",
        version=__version__,
        models=[model],
        supports_transcript_streaming=True,
        # What helps grown-ups' recognisers takes away from the high, soft parts of a child's voice.
        prefers_noise_reduction_enabled=False,
    )


def _speaking(voice: str) -> TtsProgram:
    return TtsProgram(
        name="lantern",
        attribution=_LANTERN,
        installed=True,
        description="Speaks calmly, offline",
        version=__version__,
        voices=[TtsVoice(voice, _LANTERN, True, "Lantern's voice", __version__, _LANGUAGES)],
        supports_synthesize_streaming=True,
    )
