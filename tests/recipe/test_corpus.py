"""Who trains the acoustic model and who is kept apart."""

from __future__ import annotations

from pathlib import Path

from models.hearing.corpus import CLIPS_A_PHRASE, Utterance, cap_phrases, describe, read_manifest, split
from models.hearing.sentences import commands, gather, normalise, pieces


def _utterances(source: str, speakers: int, clips: int, group: str = "child") -> list[Utterance]:
    return [
        Utterance(Path(f"{source}/{s}-{c}.opus"), f"text {c}", f"{source}-{s}", 1.0, source, group)
        for s in range(speakers)
        for c in range(clips)
    ]


def test_no_speaker_is_on_both_sides() -> None:
    """A held-out speaker is never heard in training, and every source and group holds some out."""
    everyone = _utterances("school", 30, 4) + _utterances("office", 3, 4, "adult") + _utterances("office", 10, 2)
    train, held_out = split(everyone)
    assert not {u.speaker for u in train} & {u.speaker for u in held_out}
    assert {(u.source, u.group) for u in held_out} == {(u.source, u.group) for u in everyone}
    assert len(train) + len(held_out) == len(everyone)


def test_the_split_is_the_same_whatever_the_order() -> None:
    """Who is held out depends on names alone."""
    everyone = _utterances("school", 30, 2)
    assert {u.path for u in split(everyone)[1]} == {u.path for u in split(everyone[::-1])[1]}


def test_sources_without_names_only_train() -> None:
    """Where speakers are unknown, nobody can be held apart."""
    assert split(_utterances("mycroft_precise", 1, 20, ""))[1] == []


def test_repeated_phrases_are_capped() -> None:
    """Thousands of clips of one word don't swamp the rest."""
    clips = [
        Utterance(Path(f"{number}.opus"), "alexa", "x", 1.0, "picovoice_wakeword", "")
        for number in range(CLIPS_A_PHRASE * 2)
    ]
    assert len(list(cap_phrases(clips))) == CLIPS_A_PHRASE


def test_rows_without_words_are_dropped(tmp_path: Path) -> None:
    """A manifest's unlabelled recordings don't train."""
    manifest = tmp_path / "manifest.tsv"
    head = "path\ttranscript\tspeaker\tseconds\tage\tgender\tgroup\n"
    manifest.write_text(head + "a/1.opus\tHello, you\ts\t1.5\t6\tm\tchild\na/2.opus\t\ts\t1\t6\tm\tchild\n")
    (utterance,) = read_manifest(manifest)
    assert (utterance.text, utterance.source, utterance.seconds) == ("hello you", "a", 1.5)
    assert "a" in describe([utterance], [])


def test_texts_to_speak_never_hold_questions_of_the_yardstick(tmp_path: Path) -> None:
    """What is measured on is not trained on, however it is punctuated."""
    (tmp_path / "bank.txt").write_text("can i catch it\nwill it hurt\n")
    (tmp_path / "leaflet.txt").write_text("They cannot be caught.\n")
    (tmp_path / "dev.tsv").write_text("gold\tkind\tquestion\ncatch\tplain\tCan I catch it?\n")
    texts = gather([tmp_path / "bank.txt"], tmp_path / "leaflet.txt", [], tmp_path / "dev.tsv", 1)
    assert "can i catch it" not in texts
    assert {"will it hurt", "they cannot be caught"} <= set(texts)


def test_sentences_are_plain_words() -> None:
    """Texts with figures are left out, since engines read them each in their own way."""
    assert normalise("Don’t  STOP, please!") == "don't stop please"
    assert normalise("take 2 pills") == ""


def test_long_sentences_are_cut_and_commands_are_short() -> None:
    """No text is longer than a breath."""
    import random

    rng = random.Random(1)  # noqa: S311 - nothing secret
    assert all(2 <= len(p.split()) <= 12 for p in pieces(["word " * 50], rng))
    assert all(2 <= len(c.split()) <= 24 for c in commands(rng, 50))
