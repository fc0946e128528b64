"""`make index`: learn the built-in packs' questions once, for everybody, so that Lantern's first start is quick."""

from __future__ import annotations

from tqdm import tqdm

from assistant.packs import load_packs
from assistant.resources import intents_folder
from assistant.understanding.encoder import OnnxEncoder
from assistant.understanding.index import bank_of, open_index
from assistant.understanding.opening import encoder_folder


def main() -> None:
    """Keep the index of the built-in packs beside the encoder, in place of any other."""
    folder = encoder_folder()
    for old in folder.glob("index-*.npz"):
        old.unlink()
    with tqdm(desc="learning the questions", unit="question") as bar:

        def told(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        open_index(bank_of(load_packs(intents_folder())), OnnxEncoder(folder), (folder,), told)
    for kept in folder.glob("index-*.npz"):
        kept.chmod(0o644)


if __name__ == "__main__":
    main()
