"""Airflow on this machine: its home under CJIT_DATA, its metadata beside the warehouse.

Nothing here imports Airflow: it reads its environment when it is imported, so that comes first.
"""

import hashlib
import json
import os
import secrets
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from cjit.errors import Permanent
from cjit.local.server import AIRFLOW, EmbeddedServer
from cjit.local.state import write_private
from cjit.settings import PROJECT, Settings
from cjit.warehouse.connection import Warehouse

DAGS = PROJECT / "dags"
_LOGS_KEPT = 30
USERS = {
    **{"admin": "admin", "operator": "op", "viewer": "viewer"},
    **dict.fromkeys(("region", "provider", "commissioner", "pcc"), "viewer"),
}
"""People of the pages of `make up`, and what Airflow lets them do."""

SEES = {
    **{"admin": "Engineer", "operator": "Engineer", "region": "Region:North East"},
    **{"provider": "Provider:A0001", "commissioner": "Commissioner:A04B", "pcc": "PCC:Cleveland"},
}
"""What they see on cjit's own pages (access.md), with the synthetic files; CJIT_PEOPLE says otherwise."""

_SIGNED_IN_FOR = 8 * 60 * 60  # seconds

# Metadata may be lost without losing anything, so its many small commits need not wait for the disk.
_OPTIONS = "?options=-csynchronous_commit%3Doff"
_METADATA = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"


def refuse_beside_another(instead: str) -> None:
    """Raise Permanent where the environment names the metadata of another Airflow than this machine's own.

    Two would run the same night, and the one made here knows neither the other's people nor its pools.
    instead: what has the other do it.
    """
    given = [name for name in (_METADATA, f"{_METADATA}_CMD", f"{_METADATA}_SECRET") if os.environ.get(name)]
    address = os.environ.get(_METADATA, "")
    # `enter` names our own, for as long as this process lives. SQLite is somebody's trial.
    if given and not address.endswith(_OPTIONS) and not address.startswith("sqlite:"):
        raise Permanent(f"this deployment has an Airflow of its own ({given[0]} is set): {instead}")


def home(settings: Settings) -> Path:
    """Airflow's folder."""
    return settings.data_dir / "airflow"


def made_home(settings: Settings) -> Path:
    """Airflow's folder, made where it is missing. Passwords are in it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    home(settings).mkdir(mode=0o700, exist_ok=True)
    return home(settings)


def log_folder(settings: Settings) -> Path:
    """Where what Airflow prints is kept; made where it is missing."""
    folder = made_home(settings) / "output"
    folder.mkdir(exist_ok=True)
    return folder


def new_log(settings: Settings, name: str) -> Path:
    """A log for one run; only the last thirty are kept."""
    folder = log_folder(settings)
    earlier = sorted(folder.glob(f"{name}-*.log"))
    for old in earlier[: -_LOGS_KEPT + 1]:
        old.unlink()
    return folder / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}.log"


def environment(settings: Settings) -> dict[str, str]:
    """The variables under which Airflow is this machine's own; the embedded server is running after it."""
    folder = made_home(settings)
    address = EmbeddedServer.of(settings).start(AIRFLOW) + _OPTIONS
    address = address.replace("postgresql://", "postgresql+psycopg://")
    return {
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{u}:{role}" for u, role in USERS.items()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(folder / "passwords.json"),
        _METADATA: address,
        f"{_METADATA}_ASYNC": address,
        "AIRFLOW__API_AUTH__JWT_EXPIRATION_TIME": str(_SIGNED_IN_FOR),
        # As in production: Airflow's own mail would quote the error.
        "AIRFLOW__EMAIL__SUBJECT_TEMPLATE": str(PROJECT / "docker" / "mail_subject.jinja"),
        "AIRFLOW__EMAIL__HTML_CONTENT_TEMPLATE": str(PROJECT / "docker" / "mail_body.jinja"),
        "CJIT_PEOPLE": settings.people or ";".join(f"{user}={grant}" for user, grant in SEES.items()),
        "CJIT_SIGNERS": settings.signers,  # a DAG's file reads no .env
        "GX_ANALYTICS_ENABLED": "false",
        "CJIT_DATA": str(settings.data_dir),
    }


def enter(settings: Settings) -> None:
    """Give this process the environment, before it imports Airflow.

    Raises Permanent where Airflow was imported under another home.
    """
    wanted = environment(settings)
    if "airflow" in sys.modules and os.environ.get("AIRFLOW_HOME") != wanted["AIRFLOW_HOME"]:
        raise Permanent("Airflow is already in use in this process, with another home")
    os.environ.update(wanted)


def set_up(settings: Settings) -> bool:
    """Make or migrate Airflow's metadata and its pools; whether there was anything to do.

    It takes some ten seconds, so what was set up is noted in the metadata and not done again.
    """
    pools = DAGS / "pools.json"
    content = hashlib.sha256(pools.read_bytes()).hexdigest()
    note = f"cjit: Airflow {version('apache-airflow-core')}, pools {content}"
    metadata = Warehouse(EmbeddedServer.of(settings).start(AIRFLOW))
    with metadata.session() as session:
        if session.value("local/airflow_ready") == note:
            return False
    log = log_folder(settings) / "setup.log"
    _airflow(settings, log, "db", "migrate")
    _airflow(settings, log, "pools", "import", str(pools))
    with metadata.session() as session:
        session.run("local/note_airflow_ready", {"note": note})
    return True


def passwords(settings: Settings) -> dict[str, str]:
    """The passwords of USERS for the pages, made once."""
    file = home(settings) / "passwords.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if not USERS.keys() <= known.keys():
        known = {user: secrets.token_urlsafe(12) for user in USERS} | known
        write_private(file, json.dumps(known) + "\n")
    return {user: known[user] for user in USERS}


def _airflow(settings: Settings, log: Path, *arguments: str) -> None:
    with log.open("ab") as output:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [sys.executable, "-m", "airflow", *arguments],
            env=os.environ | environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        raise Permanent(f"`airflow {arguments[0]} {arguments[1]}` failed; what it said is in {log}")
