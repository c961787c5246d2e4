"""Whatever the bytes are, a file gets a verdict: nothing that is in it raises."""

from datetime import date
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from cjit.dataset.definition import Feed, definition_of
from cjit.dataset.register import read_register
from cjit.quality.check import check_bytes
from nights.files import REGISTER, extract, row, stays, treatment

RECEIVED = date(2018, 12, 20)
FILES: dict[str, tuple[str, bytes]] = {
    "cjit": ("A0001", extract(row(1), row(2))),
    "structured": ("_structured", treatment(1, 2)),
    "secure": ("_secure", stays(1, 2)),
}
_SHARDS = st.sampled_from(
    [b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\0", b"\xef\xbb\xbf", b"\x81", b"\xff", b"A0001"]
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    feed=st.sampled_from(get_args(Feed)),
    place=st.integers(0, 2_000),
    gone=st.integers(0, 50),
    shard=st.one_of(st.binary(max_size=20), st.lists(_SHARDS, max_size=4).map(b"".join)),
)
def test_a_damaged_file_gets_a_verdict(feed: Feed, place: int, gone: int, shard: bytes) -> None:
    folder, whole = FILES[feed]
    data = whole[:place] + shard + whole[place + gone :]
    checked = check_bytes(
        data,
        folder=folder,
        definition=definition_of(feed),
        register=read_register(REGISTER),
        received_on=RECEIVED,
    )
    assert (checked.counts is None) is bool(checked.fatal)
    assert checked.fatal == sorted(checked.fatal)
    if checked.counts is not None:
        counts = checked.counts
        assert counts.rows_submitted == counts.rows_in_error + counts.rows_loaded
        assert counts.rows_with_warning <= counts.rows_loaded


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(data=st.binary(max_size=200))
def test_noise_is_a_fatal_finding(data: bytes) -> None:
    checked = check_bytes(
        data,
        folder="A0001",
        definition=definition_of("cjit"),
        register=read_register(REGISTER),
        received_on=RECEIVED,
    )
    assert checked.fatal
    assert checked.counts is None
    assert all(finding.message.endswith((".", "!")) for finding in checked.file_findings)
