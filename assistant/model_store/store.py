"""The speech models at hand: found, fetched, verified and chosen by name or path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelError
from assistant.model_store.digest import file_digest, folder_digest
from assistant.model_store.disk import disk_errors
from assistant.model_store.download import Progress, download
from assistant.model_store.manifest import (
    BUILT_IN,
    ModelEntry,
    is_safe_name,
    read_manifest,
)
from assistant.model_store.unpack import copy, unpack
from assistant.resources import fetched_models_folder, models_folder
from assistant.toml_reader import nearest


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model that is known, at hand or not."""

    name: str
    folder: Path | None
    """Where it lies; None where it must be fetched first."""

    entry: ModelEntry | None
    """What the manifest says of it; None for a model from elsewhere."""


@dataclass(frozen=True)
class ModelStore:
    """The models that come with Lantern and the fetched ones."""

    manifest: tuple[ModelEntry, ...]
    built_in: Path
    """The folder of the models that come with Lantern."""

    fetched: Path
    """The folder of the fetched models; it need not exist."""

    def models(self) -> tuple[StoredModel, ...]:
        """Return every model, in the manifest's order and then by name."""
        entries = {entry.name: entry for entry in self.manifest}
        names = dict.fromkeys([*entries, *(folder.name for folder in self._fetched_folders())])
        return tuple(StoredModel(name, self._folder(name), entries.get(name)) for name in names)

    def find(self, choice: str | None = None) -> Path:
        """Return the folder of the model chosen by path or name; else of the latest fetched; else of the built-in.

        Raises ModelError where there is none.
        """
        if choice:
            path = Path(choice).expanduser()
            return path if path.is_dir() and self._folder(choice) is None else self._by_name(choice)
        fetched = sorted(self._fetched_folders(), key=lambda folder: folder.stat().st_mtime)
        return fetched[-1] if fetched else self._by_name(BUILT_IN)

    def fetch(self, source: str, progress: Progress) -> Path:
        """Bring a model of the manifest here by its name, or one on disk by the path of its zip or folder.

        Raises ModelError where it can't be had or is not what it should be, StorageError where the disk is full.
        """
        path = Path(source).expanduser()
        entry = next((entry for entry in self.manifest if entry.name == source), None)
        if entry is not None and path.suffix != ".zip":
            return self._fetch_entry(entry, progress)
        if path.is_dir():
            return self._keep_folder(path)
        if path.is_file():
            return self._keep_zip(path, progress)
        names = [entry.name for entry in self.manifest if entry.url]
        raise ModelError(f"there is no model, zip or folder “{source}”{nearest(source, names)}")

    def verify(self, name: str) -> str:
        """Return what was proved of the model `name`; raises ModelError where it is not what it should be."""
        from assistant.hearing.vosk_transcriber import VoskTranscriber

        folder = self._by_name(name)
        expected = self._expected_digest(name)
        if expected is not None and folder_digest(folder) != expected:
            mend = (
                "install lantern-voice again"
                if folder.parent == self.built_in
                else f"run `lantern models fetch {name}`"
            )
            raise ModelError(f"the model {name} in {folder} was changed since it was put there: {mend}")
        VoskTranscriber(folder)
        return "every byte is as published, and it loads" if expected else "it loads; no digest of it is known"

    def _fetch_entry(self, entry: ModelEntry, progress: Progress) -> Path:
        if entry.url is None or entry.size is None or entry.sha256 is None:
            return self._by_name(entry.name)
        archive = self.fetched / f"{entry.name}.zip"
        if not archive.is_file():
            download(
                entry.url,
                archive,
                size=entry.size,
                sha256=entry.sha256,
                progress=progress,
            )
        folder = self._keep_zip(archive, progress)
        archive.unlink()
        return folder

    def _keep_zip(self, archive: Path, progress: Progress) -> Path:
        name = archive.stem
        entry = next((entry for entry in self.manifest if entry.name == name), None)
        if entry is not None and entry.sha256 not in (None, file_digest(archive)):
            raise ModelError(
                f"{archive} is not the {name} of the manifest, its digest differs: fetch it again, or rename the zip "
                "if it is another model"
            )
        folder = self._new_folder(name)
        unpack(archive, folder, _must_be_a_model, progress)
        return self._seal(folder)

    def _keep_folder(self, source: Path) -> Path:
        folder = self._new_folder(source.resolve().name)
        if folder.resolve() == source.resolve():
            return folder
        copy(source, folder, _must_be_a_model)
        return self._seal(folder)

    def _new_folder(self, name: str) -> Path:
        if not is_safe_name(name) or name == BUILT_IN:
            raise ModelError(f"“{name}” can't be a fetched model's name: rename the zip or folder")
        return self.fetched / name

    def _seal(self, folder: Path) -> Path:
        with disk_errors(self.fetched):
            self._seal_file(folder.name).write_text(folder_digest(folder), "ascii")
        return folder

    def _seal_file(self, name: str) -> Path:
        return self.fetched / f"{name}.sha256"

    def _expected_digest(self, name: str) -> str | None:
        if self._seal_file(name).is_file():
            return self._seal_file(name).read_text("ascii").strip()
        return next((entry.digest for entry in self.manifest if entry.name == name), None)

    def _fetched_folders(self) -> Sequence[Path]:
        if not self.fetched.is_dir():
            return []
        return [path for path in sorted(self.fetched.iterdir()) if path.is_dir() and is_safe_name(path.name)]

    def _folder(self, name: str) -> Path | None:
        places = (self.fetched / name, self.built_in / name)
        return next((place for place in places if is_safe_name(name) and place.is_dir()), None)

    def _by_name(self, name: str) -> Path:
        folder = self._folder(name)
        if folder is not None:
            return folder
        if name == BUILT_IN:
            raise ModelError(f"the built-in model is missing from {self.built_in}: install lantern-voice again")
        if any(entry.name == name for entry in self.manifest):
            raise ModelError(f"the model {name} is not on this machine yet: run `lantern models fetch {name}`")
        raise ModelError(f"there is no model “{name}”{nearest(name, [model.name for model in self.models()])}")


def open_store() -> ModelStore:
    """Return the store of this machine; raises ModelError where the manifest is not as it should be."""
    return ModelStore(
        read_manifest(models_folder() / "manifest.toml"),
        models_folder(),
        fetched_models_folder(),
    )


def _must_be_a_model(folder: Path) -> None:
    from assistant.hearing.vosk_transcriber import check_model_folder

    check_model_folder(folder)
