"""The one place where adapters meet ports: settings in, an assistant with engines behind its doors out."""

from __future__ import annotations

from assistant.conversation.machine import Conversation
from assistant.conversation.paces import BEDTIME, USUAL
from assistant.hearing.ears import Ears
from assistant.hearing.fit import WARPS
from assistant.heart import Assistant
from assistant.packs import CONTROLS, Library, load_packs
from assistant.ports import SpeechDetector
from assistant.resources import intents_folder
from assistant.settings import Settings
from assistant.speaking.speaker import Speaker
from assistant.turn import Pace
from assistant.understanding.agreement import decides
from assistant.understanding.index import Progress
from assistant.understanding.opening import open_recogniser
from assistant.understanding.recognise import Recogniser


def open_assistant(
    settings: Settings, *, hearing: bool = True, speaking: bool = True, progress: Progress | None = None
) -> Assistant:
    """Return an assistant, with ears and a voice where they are wanted.

    `progress` is told of the questions that are still to be learnt. Raises PackError, ModelError and VoiceError.
    """
    library = load_packs(intents_folder(), settings.packs)
    recogniser = open_recogniser(library, progress)
    return Assistant(
        recogniser=recogniser,
        conversation=Conversation(library, usual=_chosen(USUAL, settings), bedtime=_chosen(BEDTIME, settings)),
        ears=_open_ears(settings, library, recogniser) if hearing else None,
        speaker=_open_speaker(settings) if speaking else None,
        detector=_new_detector if hearing else None,
    )


def _chosen(pace: Pace, settings: Settings) -> Pace:
    return Pace(pace.rate * settings.rate, pace.volume * settings.volume)


def _new_detector() -> SpeechDetector:
    from assistant.hearing.detector import SileroDetector
    from assistant.hearing.thrift import ThriftyDetector

    return ThriftyDetector(SileroDetector())


def _open_ears(settings: Settings, library: Library, recogniser: Recogniser) -> Ears:
    from assistant.hearing.vosk_transcriber import VoskTranscriber
    from assistant.model_store import open_store

    store = open_store()
    transcriber = VoskTranscriber(store.find(settings.model))
    # How likely slower speech must be to fit better was measured with the built-in model alone.
    warps = WARPS if transcriber.folder.parent == store.built_in else (1.0,)
    return Ears(
        transcriber,
        wording(library, transcriber.vocabulary),
        warps,
        is_clear=lambda words: decides(recogniser.recognise(words)),
    )


def wording(library: Library, vocabulary: frozenset[str]) -> list[str]:
    """Return the ways to ask for what the packs answer, and for Lantern's own commands, that can be heard whole."""
    groups = [fact.questions for fact in library.facts.values()]
    groups += [library.common.examples[label] for label in (*CONTROLS, "comfort", "emergency")]
    texts = dict.fromkeys(example.text for group in groups for example in group)
    return [text for text in texts if vocabulary.issuperset(text.split())]


def _open_speaker(settings: Settings) -> Speaker:
    from assistant.speaking.voices import open_voice

    return Speaker(open_voice(settings.voice, settings.packs))
