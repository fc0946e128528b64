"""Learns the built-in packs' questions and lays the index beside the encoder, so that the first start is quick.

python -m models.understanding.ship_index
"""

from __future__ import annotations

from assistant.packs import load_packs
from assistant.resources import intents_folder
from assistant.understanding.encoder import OnnxEncoder
from assistant.understanding.index import bank_of, open_index
from assistant.understanding.opening import encoder_folder


def main() -> None:
    """Write the index, in place of any other."""
    folder = encoder_folder()
    bank = bank_of(load_packs(intents_folder()))
    old = set(folder.glob("index-*.npz"))
    open_index(bank, OnnxEncoder(folder), [folder])
    for path in old - {max(folder.glob("index-*.npz"), key=lambda path: path.stat().st_mtime)}:
        path.unlink()


if __name__ == "__main__":
    main()
