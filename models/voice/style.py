"""Mix the style of Lantern's voice from two of Kokoro's speakers, both Apache-2.0.

    npm pack kokoro-js@1.2.1 && tar xzf kokoro-js-1.2.1.tgz
    python -m models.voice.style package/voices

A warm British woman (`bf_emma`), made clearer by Kokoro's best-recorded speaker; the phonemes stay British. Of the
women's voices and mixtures tried, the one that two independent recognisers both understood best.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

MIXTURE: Final = {"bf_emma": 0.65, "af_heart": 0.35}
"""Share of each speaker; the shares sum to 1."""

SHAPE: Final = (510, 256)
"""A row for each number of phonemes in a sentence."""


def mixed(voices: Path) -> NDArray[np.float16]:
    """Return the style; half precision is far finer than the network can hear."""
    parts = (share * np.fromfile(voices / f"{name}.bin", "<f4").reshape(SHAPE) for name, share in MIXTURE.items())
    style: NDArray[np.float16] = np.sum(list(parts), axis=0).astype(np.float16)
    return style


def main() -> None:
    """Write `lantern.npy` beside this file."""
    np.save(Path(__file__).with_name("lantern.npy"), mixed(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
