"""Write the built-in speech model's digest into the manifest: `python -m models.record_digest`."""

from pathlib import Path

import tomlkit

from assistant.model_store.digest import folder_digest
from assistant.model_store.manifest import BUILT_IN

_MODELS = Path(__file__).parent


def main() -> None:
    """Change one line of `manifest.toml`, leaving everything else as it is."""
    manifest = _MODELS / "manifest.toml"
    document = tomlkit.parse(manifest.read_text("utf-8"))
    for entry in document["model"]:
        if entry["name"] == BUILT_IN:
            entry["digest"] = folder_digest(_MODELS / BUILT_IN)
            print(f"{BUILT_IN}: {entry['digest']}")
    manifest.write_text(tomlkit.dumps(document), "utf-8")


if __name__ == "__main__":
    main()
