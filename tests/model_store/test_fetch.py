"""Models are fetched whole and right, or not at all."""

from pathlib import Path

import pytest

from assistant.errors import ModelError, StorageError
from assistant.model_store import ModelEntry, ModelStore
from tests.model_store.conftest import PARTS, Server

BLOCK = 65_536
"""What is kept of a fetch that breaks off is a whole number of these."""


def silent(what: str, done: int, total: int) -> None:
    """Show no progress."""


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_model_is_fetched_and_unpacked(store: ModelStore) -> None:
    told: list[tuple[str, int, int]] = []
    folder = store.fetch("tiny", lambda what, done, total: told.append((what, done, total)))
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == sorted(PARTS)
    assert left_in(store.fetched) == ["tiny", "tiny.sha256"]
    assert {what for what, _, _ in told} == {"fetching", "unpacking"}
    assert told[-1][1] == told[-1][2]


def test_a_fetch_that_breaks_off_goes_on_by_itself(store: ModelStore, server: Server) -> None:
    server.break_off_at = [5 * BLOCK, 3 * BLOCK]
    store.fetch("tiny", silent)
    assert server.asked == ["", f"bytes={5 * BLOCK}-", f"bytes={8 * BLOCK}-"]


def test_a_fetch_that_was_given_up_goes_on_the_next_time(store: ModelStore, server: Server) -> None:
    server.break_off_at = [5 * BLOCK, 0]
    with pytest.raises(ModelError, match=r"broke off after 327,680 of [\d,]+ bytes: run the command again"):
        store.fetch("tiny", silent)
    assert left_in(store.fetched) == ["tiny.zip.partial"]
    store.fetch("tiny", silent)
    assert server.asked[-1] == f"bytes={5 * BLOCK}-"
    assert left_in(store.fetched) == ["tiny", "tiny.sha256"]


def test_a_server_that_can_not_go_on_is_asked_for_all(store: ModelStore, server: Server) -> None:
    server.break_off_at = [5 * BLOCK]
    server.knows_ranges = False
    assert store.fetch("tiny", silent).is_dir()


def test_a_changed_file_is_thrown_away(store: ModelStore, server: Server, model_zip: bytes) -> None:
    server.content = model_zip[:-1] + b"!"
    with pytest.raises(ModelError, match="has not the digest that it should have, and was thrown away"):
        store.fetch("tiny", silent)
    assert left_in(store.fetched) == []


def test_a_file_that_never_ends_is_thrown_away(store: ModelStore, server: Server, model_zip: bytes) -> None:
    server.content = model_zip * 3
    with pytest.raises(ModelError, match="is larger than it should be"):
        store.fetch("tiny", silent)
    assert left_in(store.fetched) == []


def test_a_wrong_address_is_said(store: ModelStore, server: Server) -> None:
    server.status = 404
    with pytest.raises(ModelError, match=r"answered 404: is the address in manifest\.toml still right\?"):
        store.fetch("tiny", silent)


def test_without_a_network_the_way_by_hand_is_said(tmp_path: Path) -> None:
    entry = ModelEntry(name="far", language="en", licence="MIT", url="http://127.0.0.1:9/far.zip", size=1, sha256="0")
    store = ModelStore((entry,), tmp_path, tmp_path / "fetched")
    with pytest.raises(ModelError, match="download the zip elsewhere and give its path instead of the name"):
        store.fetch("far", silent)


def test_a_zip_and_a_folder_on_disk_will_do(store: ModelStore, tmp_path: Path, model_zip: bytes) -> None:
    (tmp_path / "mine.zip").write_bytes(model_zip)
    folder = store.fetch(str(tmp_path / "mine.zip"), silent)
    assert folder == store.fetched / "mine"
    copied = store.fetch(str(folder.rename(tmp_path / "yours")), silent)
    assert copied == store.fetched / "yours"
    assert (tmp_path / "yours").is_dir()
    assert store.find() == copied


def test_a_zip_named_like_a_published_one_must_be_it(store: ModelStore, tmp_path: Path, model_zip: bytes) -> None:
    (tmp_path / "tiny.zip").write_bytes(model_zip + b"!")
    with pytest.raises(ModelError, match="is not the tiny of the manifest, its digest differs"):
        store.fetch(str(tmp_path / "tiny.zip"), silent)


def test_a_model_takes_the_place_of_an_older_one(store: ModelStore) -> None:
    folder = store.fetch("tiny", silent)
    (folder / "old").write_text("old")
    assert left_in(store.fetch("tiny", silent)) == ["am", "conf", "graph"]


def test_a_full_disk_is_said_and_nothing_is_left(store: ModelStore) -> None:
    """`/dev/full` is a disk that is always full; the fetch meets it where it writes."""
    store.fetched.mkdir()
    (store.fetched / "tiny.zip.partial").symlink_to("/dev/full")
    with pytest.raises(StorageError, match="the disk is full"):
        store.fetch("tiny", silent)


def test_a_folder_that_can_not_be_made_is_said(store: ModelStore) -> None:
    store.fetched.write_text("a file where a folder is needed")
    with pytest.raises(StorageError, match="can't be used"):
        store.fetch("tiny", silent)
