"""`lantern listen` as a family starts it, at a virtual sound card."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from assistant.sound.files import read_whole
from tests.live.room import RATE, RECORDINGS
from tests.soundcard import VirtualCard

LANTERN = Path(sys.executable).parent / "lantern"
QUESTION = read_whole(RECORDINGS / "questions/does he have to take medicine every day (girl).opus", RATE)


def test_without_a_terminal_it_prints_and_ctrl_c_leaves_quietly(sound_card: VirtualCard) -> None:
    environment = {**os.environ, **sound_card.environment, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [LANTERN, "listen", "--bedtime"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert sound_card.wait_until_recorded()
        sound_card.talk(QUESTION.pcm).wait()
        question, answer = process.stdout.readline(), process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert "Traceback" not in process.stderr.read()
    assert question.startswith("> ")
    assert "medicine every day" in question
    assert answer.startswith("“Most babies and infants who have IS")
