"""The hash of a file's content (F09), and when that of its bytes will do."""

import hashlib

import pytest

from cjit.intake.reader import content_sha256

PLAIN = b"AGNCY,SEX\nA0001,M\n"


@pytest.mark.parametrize(
    "data", [PLAIN, b"\xef\xbb\xbf" + PLAIN, PLAIN.replace(b"\n", b"\r\n"), PLAIN.replace(b"\n", b"\r")]
)
@pytest.mark.parametrize("told", [True, False])
def test_the_same_content_in_other_bytes_has_the_same_hash(data: bytes, told: bool) -> None:
    of_bytes = hashlib.sha256(data).hexdigest() if told else None
    assert content_sha256(data, of_bytes) == hashlib.sha256(PLAIN).hexdigest()


def test_the_hash_of_the_bytes_is_not_worked_out_twice() -> None:
    assert content_sha256(PLAIN, "told") == "told"
