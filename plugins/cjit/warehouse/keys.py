"""The person key: how two records are known to be of one person, without saying who (linkage.md "Keys").

It is made here and not in the database, so that the secret never leaves this process: a statement's
parameters may end in a server's log.
"""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from cjit.warehouse.connection import Session

_KEY_BYTES = 32
_IN_ORDER = ("first_initial", "surname_initial", "dob", "sex")


def person_keys(people: pa.Table, secret: bytes) -> pa.FixedSizeBinaryArray:
    """HMAC-SHA-256 of FINITIAL, SINITIAL, DOB as YYYYMMDD and SEX, for each row (linkage.md "Keys").

    `people` has `first_initial`, `surname_initial`, `sex` (one character each) and `dob` (date32); where one
    of them is null, so is the key. Each distinct person is hashed once.
    """
    identities = _identities(people).dictionary_encode()
    distinct = identities.dictionary
    digests = b"".join(_hmac_sha256(secret, distinct.cast(pa.binary()).to_numpy(zero_copy_only=False)))
    keys: Any = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(_KEY_BYTES), len(distinct), [None, pa.py_buffer(digests)]
    )
    taken: pa.FixedSizeBinaryArray = keys.take(identities.indices)
    return taken


_IN_FORCE = pa.schema([("own_key", pa.binary(_KEY_BYTES)), ("person_key", pa.binary(_KEY_BYTES))])


def keys_in_force(session: Session, keys: pa.FixedSizeBinaryArray) -> pa.FixedSizeBinaryArray:
    """The keys that decisions about near misses have put in place of `keys`, mostly themselves.

    Nobody decides meanwhile: a decision waits for loads that are under way (sql/near/no_load_meanwhile.sql).
    """
    known = session.copy_out("load/keys_in_force", _IN_FORCE)
    if known.num_rows == 0:
        return keys
    at = pc.index_in(keys, known["own_key"].combine_chunks())
    chosen: pa.FixedSizeBinaryArray = pc.coalesce(known["person_key"].combine_chunks().take(at), keys)
    return chosen


def _identities(people: pa.Table) -> Any:
    """The text that is hashed. Every part has a fixed width, so no two people share a text."""
    parts: dict[str, Any] = {name: people[name].combine_chunks() for name in _IN_ORDER}
    # strftime, which could do without the hyphens at once, takes four times as long.
    parts["dob"] = pc.replace_substring(parts["dob"].cast(pa.string()), "-", "")
    texts: list[Any] = [parts[name].cast(pa.string()) for name in _IN_ORDER]
    return pc.binary_join_element_wise(*texts, "")


def _hmac_sha256(secret: bytes, messages: Iterable[bytes]) -> Iterable[bytes]:
    # A copy keeps the work that the key alone asks for, which is half of all for so short a text. Copies of
    # the standard library's take twice as long, most of it in Python.
    keyed = HMAC(secret, SHA256())
    for message in messages:
        one = keyed.copy()
        one.update(message)
        yield one.finalize()
