"""`make bench`: how quickly Lantern starts and answers, and how much memory and disk it takes."""

from __future__ import annotations

import multiprocessing
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from rich.progress import track

from assistant.turn import SAMPLE_WIDTH, Speech
from tests.bench.peers import Peer, PocketSphinx, WhisperTiny
from tests.bench.report import print_table, spread, write_figures

ROOT = Path(__file__).parents[2]
RECORDINGS = sorted((ROOT / "tests" / "recordings").glob("*.flac"))
QUESTION_SECONDS = 3.0
RATE = 16_000
RUNS = 12
READY = (
    "from assistant.composition import open_assistant\n"
    "from assistant.settings import load_settings\n"
    "open_assistant(load_settings({}, {})).answer('can i catch it', aloud=True)\n"
)
"""What a process runs until Lantern is ready: everything loaded, and one answer spoken."""


def main() -> None:
    """Measure, print and write everything."""
    figures: dict[str, object] = {"runs": RUNS}
    starts = [_seconds_to_ready() for _ in track(range(RUNS), "starting")]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        turns, megabytes = pool.submit(_warm_turns, RUNS).result()
    figures |= {"start_s": spread(starts), "turn_s": spread(turns), "resident_mb": megabytes}
    decoding = {"Lantern": spread(_decoding_times(None))}
    decoding |= {peer.name: spread(_decoding_times(peer)) for peer in (PocketSphinx(), WhisperTiny())}
    own = decoding["Lantern"]["median"]
    figures["decode_s"] = decoding
    figures["ratio"] = {name: each["median"] / own for name, each in decoding.items()}
    figures["wheel_mb"], figures["installed_mb"] = _wheel_megabytes(), _installed_megabytes()
    rows = [
        ("process start → ready, first answer spoken", f"{spread(starts)['median']:.2f} s", "≤ 3 s"),
        ("3-second question file → answer WAV, warm", f"{spread(turns)['median']:.2f} s", "≤ 1.5 s"),
        ("resident memory after those turns", f"{megabytes:.0f} MB", "≤ 400 MB"),
        ("wheel", f"{figures['wheel_mb']:.1f} MB", ""),
        ("installed, all that it depends on included", f"{figures['installed_mb']:.0f} MB", "≤ 250 MB"),
    ]
    print_table(f"Lantern, medians of {RUNS} runs", ("", "measured", "promised"), rows)
    rows = [(name, f"{each['median']:.3f} s", f"{each['median'] / own:.1f} ×") for name, each in decoding.items()]
    print_table("Decoding a 3-second question", ("", "median", "to Lantern"), rows)
    print(f"figures: {write_figures('core', figures)}")


def _seconds_to_ready() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", READY], check=True, cwd=ROOT)
    return time.perf_counter() - begun


def _warm_turns(runs: int) -> tuple[list[float], float]:
    """Return the seconds from file to answer WAV, and the resident memory in MB; runs in a process of its own."""
    from assistant.composition import open_assistant
    from assistant.settings import load_settings
    from assistant.sound.files import read_chunks, write_wav

    assistant = open_assistant(load_settings({}, {}))
    times = []
    with tempfile.TemporaryDirectory() as folder:
        question, answer = Path(folder, "question.wav"), Path(folder, "answer.wav")
        write_wav(question, _question())
        for run in range(runs + 1):
            begun = time.perf_counter()
            turn = assistant.begin().listen(read_chunks(question, assistant.hearing_rate), aloud=True)
            if turn.speech is None:
                raise RuntimeError("a turn that was to be spoken has no speech")
            write_wav(answer, turn.speech)
            if run:  # the first one warms up
                times.append(time.perf_counter() - begun)
    return times, _resident_megabytes()


def _resident_megabytes() -> float:
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text("ascii"))
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _question() -> Speech:
    """Return the recording that is nearest to three seconds, made exactly as long."""
    from assistant.sound.files import read_whole

    speech = min((read_whole(path, RATE) for path in RECORDINGS), key=lambda each: abs(each.seconds - QUESTION_SECONDS))
    size = int(QUESTION_SECONDS * RATE) * SAMPLE_WIDTH
    return Speech(speech.pcm[:size].ljust(size, b"\0"), RATE)


def _decoding_times(peer: Peer | None) -> list[float]:
    """Return the seconds that a recogniser takes for the question; None stands for Lantern's own."""
    decode = peer.decode if peer else _lanterns_decoder()
    question = _question()
    decode(question)
    times = []
    for _ in track(range(RUNS), f"decoding with {peer.name if peer else 'Lantern'}"):
        begun = time.perf_counter()
        decode(question)
        times.append(time.perf_counter() - begun)
    return times


def _lanterns_decoder() -> Callable[[Speech], str]:
    from assistant.hearing.vosk_transcriber import VoskTranscriber
    from assistant.model_store import open_store
    from assistant.turn import AudioChunk

    transcriber = VoskTranscriber(open_store().find("english"))

    def decode(speech: Speech) -> str:
        listening = transcriber.listen()
        listening.accept(AudioChunk(speech.pcm, speech.rate))
        return listening.finish().text

    return decode


def _wheel_megabytes() -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, str(ROOT)]
        subprocess.run(command, check=True)
        return sum(path.stat().st_size for path in Path(folder).glob("*.whl")) / 1e6


def _installed_megabytes() -> float:
    """Return the size of Lantern's data and of every package that it needs without extras, as they lie here."""
    waiting, total = ["lantern-voice"], 0
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # needed on other systems only
        if name != "lantern-voice":  # its own files are counted below, wherever it is installed from
            total += _bytes_of([Path(str(file.locate())) for file in package.files or ()])
        needed = [each for each in package.requires or () if "extra ==" not in each]
        waiting += [re.split(r"[\s<>=!~;\[(]", each, maxsplit=1)[0] for each in needed]
    folders = ("assistant", "intents", "models/english", "models/encoder")
    total += _bytes_of([path for folder in folders for path in (ROOT / folder).rglob("*")])
    return total / 1e6


def _bytes_of(paths: Sequence[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())


if __name__ == "__main__":
    main()
