"""Speech models: which there are, where they lie, and how they are fetched, checked and chosen."""

from assistant.model_store.manifest import ModelEntry
from assistant.model_store.store import ModelStore, StoredModel, open_store

__all__ = ["ModelEntry", "ModelStore", "StoredModel", "open_store"]
