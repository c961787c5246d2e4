"""What was entered as the rows of an agency's file (dataset.md, "The file").

These are the few hundred rows of a small provider, typed one by one: a dictionary each costs nothing here.
"""

import csv
import io
from collections.abc import Sequence
from itertools import zip_longest

from cjit.dataset.definition import Definition
from cjit.entry.store import Client, Episode, Items

_MADE_BY = "cjit form"
"""CMSID. Without a version: with another one every episode would count as changed."""


def rows_of(client: Client, episodes: Sequence[Episode]) -> list[Items]:
    """The rows of a client: an episode's n-th row carries its n-th referral and its n-th review.

    Of a client who has withdrawn consent it is one row that says so and nothing else.
    """
    known = {"AGNCY": client.agency_code, "CLIENTID": client.client_id}
    if client.withdrawn:
        return [known | {"CONSENT": "N"}]
    return [
        {**client.items, **known, **episode.items, "EPISODID": episode.episode_id, "CMSID": _MADE_BY}
        | (dict(referral) | dict(review))
        for episode in episodes
        for referral, review in zip_longest(
            episode.referrals or [{}], episode.reviews or [{}], fillvalue=dict[str, str]()
        )
    ]


def extract(rows: Sequence[Items], definition: Definition) -> bytes:
    """A file of these rows: UTF-8, CRLF, every item of the dataset a column, in its order."""
    text = io.StringIO()
    lines = csv.DictWriter(text, definition.names, restval="", lineterminator="\r\n")
    lines.writeheader()
    lines.writerows(rows)
    return text.getvalue().encode()
