"""What several verbs are asked for, and the settings that they all read."""

import re
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from cjit.errors import Permanent
from cjit.settings import Settings

Now = Annotated[
    str | None,
    typer.Option(
        metavar="T",
        help="Clock of the run: ISO 8601, London's where it names no zone (of the hour that comes twice in "
        "October the first: name the zone for the second).",
    ),
]

By = Annotated[str, typer.Option("--by", metavar="WHO", help="Who decides.")]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="Why, for whoever asks later.")]


def settings() -> Settings:
    """Settings of the environment. Raises Permanent where one is no such thing, without quoting it."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = {f"CJIT_{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors()}
        raise Permanent("; ".join(sorted(wrong))) from None
    except SettingsError as error:
        named = re.search(r'field "(\w+)"', str(error))
        raise Permanent(
            f'CJIT_{named[1].upper() if named else "…"}: write a list as JSON, such as ["html", "csv"]'
        ) from None
