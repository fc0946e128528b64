"""A zip is never trusted."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.model_store.unpack import unpack
from tests.model_store.conftest import zipped


def silent(what: str, done: int, total: int) -> None:
    """Show no progress."""


def anything(folder: Path) -> None:
    """Take any folder for a model."""


def a_link() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        member = zipfile.ZipInfo("model/link")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return buffer.getvalue()


def a_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model/zeros", bytes(8 << 20))
    return buffer.getvalue()


def a_flipped_byte() -> bytes:
    content = bytearray(zipped({"model/a": b"abc" * 100}))
    content[60] ^= 0xFF
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped({"../outside": b"x"}), "its entry “../outside” leads outside the model's folder"),
        (zipped({"model/../../outside": b"x"}), "leads outside"),
        (zipped({"/outside": b"x"}), "leads outside"),
        (zipped({"C:/outside": b"x"}), "leads outside"),
        (a_link(), "its entry “model/link” is a link"),
        (a_bomb(), "its entry “model/zeros” would grow to 8,388,608 bytes"),
        (zipped({f"{number}": b"" for number in range(10_001)}), "no speech model is so large"),
        (a_flipped_byte(), "is broken or no zip"),
        (zipped({"model/a": b"x" * 1000})[:500], "is broken or no zip"),
        (b"", "is broken or no zip"),
        (b"<html>not found</html>", "is broken or no zip"),
    ],
)
def test_an_unsafe_or_broken_zip_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "model.zip").write_bytes(content)
    with pytest.raises(ModelError) as error:
        unpack(tmp_path / "model.zip", tmp_path / "kept" / "model", anything, silent)
    assert message in str(error.value)
    assert list((tmp_path / "kept").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "model.zip"]


def test_a_zip_that_is_no_model_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    def refuse(folder: Path) -> None:
        raise ModelError(f"{sorted(path.name for path in folder.iterdir())} is no model")

    (tmp_path / "model.zip").write_bytes(zipped({"wrapping/holiday.jpg": b"x"}))
    with pytest.raises(ModelError, match=r"\['holiday.jpg'\] is no model"):
        unpack(tmp_path / "model.zip", tmp_path / "kept" / "model", refuse, silent)
    assert list((tmp_path / "kept").iterdir()) == []
