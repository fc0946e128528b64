"""Lantern as Home Assistant sees it, with the real client package: every turn on connections of its own."""

from __future__ import annotations

import pytest
from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.intent import Intent, NotRecognized, Recognize
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped

from assistant.conversation.paces import BEDTIME, USUAL
from assistant.satellites.pace_mark import marked, unmarked
from assistant.turn import Pace
from tests.satellites.talk import Server, ask, collect, hear, receive, recording, send, speak, wait_for

pytestmark = pytest.mark.anyio

CATCH = "They cannot be caught like a cold."


async def test_tells_its_four_services_with_their_makers_versions_and_language(client: AsyncTcpClient) -> None:
    await send(client, Describe())
    info = Info.from_event(await receive(client))
    programs = [*info.asr, *info.tts, *info.handle, *info.intent]
    assert len(programs) == 4
    for program in programs:
        assert program.installed
        assert program.version
        assert program.attribution.url.startswith("https://")
    for languages in (
        info.asr[0].models[0].languages,
        info.tts[0].voices[0].languages,
        info.handle[0].models[0].languages,
        info.intent[0].models[0].languages,
    ):
        assert "en" in languages
    assert info.asr[0].supports_transcript_streaming
    assert info.tts[0].supports_synthesize_streaming
    assert not info.handle[0].supports_home_control


async def test_answers_a_ping(client: AsyncTcpClient) -> None:
    await send(client, Ping("still there?"))
    assert Pong.from_event(await receive(client)).text == "still there?"


async def test_a_question_is_handled_in_the_leaflets_words(client: AsyncTcpClient) -> None:
    answer = await ask(client, "can i catch it")
    assert answer.text is not None
    assert CATCH in answer.text
    assert answer.context is not None
    assert (answer.context["kind"], answer.context["intent"]) == ("answer", "catch")


async def test_is_a_conversation_agent_with_all_that_home_assistant_says_about_a_question(
    client: AsyncTcpClient,
) -> None:
    context = {"conversation_id": "01K9", "device_id": "4f2a", "satellite_id": "assist_satellite.kitchen"}
    await send(client, Transcript("can i catch it", context=context, language="en-GB"))
    answer = Handled.from_event(await wait_for(client, Handled))
    assert CATCH in (answer.text or "")
    assert answer.context is not None
    assert answer.context["conversation_id"] == "01K9"
    assert answer.context["satellite_id"] == "assist_satellite.kitchen"


async def test_what_the_leaflet_does_not_answer_is_not_handled_but_said_kindly(client: AsyncTcpClient) -> None:
    answer = await ask(client, "what is the capital of france")
    assert isinstance(answer, NotHandled)
    assert answer.text


async def test_an_emergency_is_handled(client: AsyncTcpClient) -> None:
    answer = await ask(client, "help the baby is not breathing")
    assert answer.context is not None
    assert answer.context["kind"] == "emergency"
    assert (answer.text or "").startswith("Go and get a grown-up now.")


async def test_a_conversation_goes_on_over_connections_by_its_id(server: Server) -> None:
    async with server.client() as client:
        first = await ask(client, "can i catch it", "kitchen")
    async with server.client() as client:
        again = await ask(client, "say that again", "kitchen")
        elsewhere = await ask(client, "say that again", "bedroom")
    assert again.text == first.text
    assert elsewhere.text != first.text
    assert again.context is not None
    assert again.context["conversation_id"] == "kitchen"


async def test_a_connection_without_names_is_a_conversation_of_its_own(server: Server) -> None:
    async with server.client() as one, server.client() as other:
        first = await ask(one, "can i catch it")
        assert (await ask(one, "say that again")).text == first.text
        assert (await ask(other, "say that again")).text != first.text


async def test_an_intent_is_recognised_without_answering(client: AsyncTcpClient) -> None:
    await send(client, Recognize("can i catch it"), Recognize("what is the capital of france"))
    intent = Intent.from_event(await receive(client))
    assert intent.name == "catch"
    assert {entity.name for entity in intent.entities} == {"kind", "confidence"}
    assert NotRecognized.is_type((await receive(client)).type)


@pytest.mark.parametrize("name", ["can i catch it", "how long does it last"])
async def test_a_whole_spoken_turn_over_three_connections(server: Server, name: str) -> None:
    async with server.client() as client:
        heard = await hear(client, recording(name))
    async with server.client() as client:
        answer = await ask(client, heard, "kitchen")
    async with server.client() as client:
        rate, pcm = await speak(client, answer.text or "")
    assert heard
    assert answer.text
    assert len(pcm) / 2 / rate > 1


async def test_pace_and_pauses_of_a_reply_survive_its_way_through_home_assistant(server: Server) -> None:
    async with server.client() as client:
        usual = await ask(client, "can i catch it", "kitchen")
        _, quick = await speak(client, usual.text or "")
        slower = await ask(client, "slower please", "kitchen")
        again = await ask(client, "say that again", "kitchen")
        assert unmarked(again.text or "")[0] == usual.text
        _, slow = await speak(client, again.text or "")
    assert slower.context is not None
    assert slower.context["intent"] == "slower"
    assert len(slow) > 1.1 * len(quick)


class Cache:
    """Home Assistant's store of rendered speech, which knows it by its text alone."""

    def __init__(self, client: AsyncTcpClient) -> None:
        self._client = client
        self._kept: dict[str, bytes] = {}

    async def speak(self, text: str | None) -> bytes:
        assert text
        if text not in self._kept:
            _, self._kept[text] = await speak(self._client, text)
        return self._kept[text]


async def test_home_assistants_kept_speech_of_one_pace_is_not_taken_for_another(client: AsyncTcpClient) -> None:
    cache = Cache(client)
    usual = await ask(client, "can i catch it", "kitchen")
    quick = await cache.speak(usual.text)
    await ask(client, "slower please", "kitchen")
    again = await ask(client, "say that again", "kitchen")
    assert len(await cache.speak(again.text)) > 1.1 * len(quick)
    await ask(client, "faster please", "kitchen")
    back = await ask(client, "say that again", "kitchen")
    assert back.text == usual.text
    assert await cache.speak(back.text) == quick


async def test_a_marked_text_that_comes_in_pieces_is_spoken_at_its_pace(client: AsyncTcpClient) -> None:
    text = "It is not catching. You can play together. Good night."

    async def stream(text: str) -> bytes:
        halves = [SynthesizeChunk(text[begin : begin + 5]) for begin in range(0, len(text), 5)]
        await send(client, SynthesizeStart(), *halves, SynthesizeStop())
        _, pcm = await collect(client)
        assert SynthesizeStopped.is_type((await receive(client)).type)
        return pcm

    usual = await stream(text)
    assert len(await stream(marked(text, Pace(0.65, 0.6), USUAL))) > 1.2 * len(usual)
    assert await stream(text) == usual


async def test_a_question_may_carry_a_mark(client: AsyncTcpClient) -> None:
    answer = await ask(client, marked("can i catch it", BEDTIME, USUAL))
    assert CATCH in (answer.text or "")


async def test_any_text_can_be_spoken(client: AsyncTcpClient) -> None:
    rate, pcm = await speak(client, "The washing machine is done. \x00<b>It is</b> 30 degrees!")
    assert len(pcm) / 2 / rate > 1


@pytest.mark.parametrize("nothing", ["", "   ", "…", "\x00"])
async def test_nothing_to_say_is_silence_rather_than_waiting(client: AsyncTcpClient, nothing: str) -> None:
    _, pcm = await speak(client, nothing)
    assert pcm == b""


async def test_text_that_comes_in_pieces_is_spoken_sentence_by_sentence(client: AsyncTcpClient) -> None:
    await send(client, SynthesizeStart(), SynthesizeChunk("It is not catch"), SynthesizeChunk("ing. You can pl"))
    await send(
        client,
        SynthesizeChunk("ay together"),
        Synthesize("the whole text once more"),
        SynthesizeStop(),
    )
    rate, pcm = await collect(client)
    assert SynthesizeStopped.is_type((await receive(client)).type)
    assert len(pcm) / 2 / rate > 1


async def test_words_are_told_as_they_settle_and_never_taken_back(client: AsyncTcpClient) -> None:
    await send(client, Transcribe(), AudioStart(16_000, 2, 1), *recording("how long does it last"), AudioStop())
    assert TranscriptStart.is_type((await receive(client)).type)
    words = []
    while TranscriptChunk.is_type((event := await receive(client)).type):
        words.append(TranscriptChunk.from_event(event).text)
    assert len(words) > 1
    assert "".join(words) == Transcript.from_event(event).text
    assert TranscriptStop.is_type((await receive(client)).type)


async def test_mark_up_is_not_read_out(client: AsyncTcpClient) -> None:
    _, plain = await speak(client, "Good night.")
    _, marked_up = await speak(client, '<speak><prosody rate="slow">Good night.</prosody></speak>')
    assert len(marked_up) == len(plain)
