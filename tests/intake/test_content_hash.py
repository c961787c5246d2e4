"""The hash of a file's content (F09), and when that of its bytes will do."""

import hashlib
from datetime import date

import pytest

from cjit.dataset.register import Register
from cjit.intake.reader import Sender, begin_extract

NOBODY = Sender(None, Register(()), date(2018, 12, 20))
PLAIN = b"AGNCY,SEX\nA0001,M\n"


@pytest.mark.parametrize(
    "data", [PLAIN, b"\xef\xbb\xbf" + PLAIN, PLAIN.replace(b"\n", b"\r\n"), PLAIN.replace(b"\n", b"\r")]
)
@pytest.mark.parametrize("told", [True, False])
def test_the_same_content_in_other_bytes_has_the_same_hash(data: bytes, told: bool) -> None:
    extract, text = begin_extract(data, NOBODY, hashlib.sha256(data).hexdigest() if told else None)
    assert extract.content_sha256 == hashlib.sha256(PLAIN).hexdigest()
    assert text == PLAIN


def test_what_is_not_utf8_is_hashed_as_it_was_sent() -> None:
    sent = PLAIN.replace(b"M", b"\xe9")
    extract, text = begin_extract(sent.replace(b"\n", b"\r\n"), NOBODY)
    assert extract.content_sha256 == hashlib.sha256(sent).hexdigest()
    assert text == PLAIN.replace(b"M", "é".encode())


def test_the_hash_of_the_bytes_is_not_worked_out_twice() -> None:
    extract, _ = begin_extract(PLAIN, NOBODY, "told")
    assert extract.content_sha256 == "told"
