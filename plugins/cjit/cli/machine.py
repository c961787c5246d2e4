"""What is started, stopped and removed on this machine."""

import ipaddress
import shutil
import socket
from contextlib import suppress

import uvicorn

from cjit import local
from cjit.cli import show
from cjit.errors import Permanent
from cjit.local import airflow_home
from cjit.local.airflow_pages import Pages
from cjit.local.clock import clock
from cjit.local.pages import context, now
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.migrations import migrate
from cjit.web.app import behind_proxy

SYNTHETIC = "SYNTHETIC.txt"
"""Lies in CJIT_DATA where the files in it were made up by cjit, and nowhere else."""


def warehouse_with_tables(settings: Settings) -> Warehouse:
    """The warehouse that the settings name. Raises Permanent where it has no tables yet."""
    warehouse = local.warehouse(settings)
    with warehouse.session() as session:
        if not session.value("local/has_tables"):
            raise Permanent("the warehouse has no tables yet: run `cjit setup` first")
    return warehouse


def setup(settings: Settings) -> None:
    """Embedded Postgres, Airflow's metadata and pools, the warehouse's tables.

    Raises Permanent where another Airflow is to do it.
    """
    airflow_home.refuse_beside_another(
        "`airflow db migrate` makes its metadata, `airflow dags trigger nightly_load` the warehouse's tables"
    )
    to = show.console()
    with to.status("embedded Postgres") as step:
        warehouse = local.warehouse(settings)
        step.update("Airflow's metadata")
        made = airflow_home.set_up(settings)
        step.update("the warehouse's tables")
        migrate(warehouse)
    to.print(f"Set up: the warehouse and Airflow's metadata are {'made' if made else 'ready'}.")


def up(settings: Settings) -> None:
    """Start Airflow and print its address, users and passwords. Raises Permanent beside another Airflow."""
    airflow_home.refuse_beside_another("its own `airflow api-server` shows the pages")
    to = show.console()
    with to.status("Airflow is starting"):
        address = Pages(settings).up()
    to.print(f"Airflow is up at {address}, cjit's pages in its menu and at {address}/cjit/", markup=False)
    people = airflow_home.passwords(settings)
    # Who sees what was set by hand is in CJIT_PEOPLE.
    sees = {} if settings.people else airflow_home.SEES
    rows = [
        (user, airflow_home.USERS[user], sees.get(user, ""), password) for user, password in people.items()
    ]
    show.table(to, ["User", "Role in Airflow", "Sees on cjit's pages", "Password"], rows, numbers=0)
    to.print(f"What it prints is in {airflow_home.log_folder(settings)}; `make down` stops it.", markup=False)


def serve(settings: Settings, host: str, port: int, asked: str | None) -> None:
    """Serve the pages until interrupted.

    Raises Permanent where anybody could pass for the proxy, and where nothing can listen.
    """
    if not _is_loopback(host) and not settings.proxy_secret:
        raise Permanent("CJIT_PROXY_SECRET is not set, and beyond this machine nobody is believed without it")
    fixed = clock(asked, now()) if asked else None
    app = behind_proxy(context(settings, clock=(lambda: fixed) if fixed else now))
    # Addresses are those of the connection: what the proxy says of them is not needed.
    config = uvicorn.Config(app, proxy_headers=False, server_header=False, log_level="warning")
    with _listening(host, port) as listener, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address. Raises Permanent where it is none."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise Permanent(f"--host {host} is no address: write it as 127.0.0.1") from None


def _listening(host: str, port: int) -> socket.socket:
    """A socket at that address: uvicorn's own would end the process in a way that is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Permanent(
            f"the pages cannot listen at {host}, port {port}: {error.strerror}; choose another with --port"
        ) from None


def down(settings: Settings) -> None:
    """Stop Airflow and the embedded server."""
    to = show.console()
    pages = Pages(settings).down()
    server = local.EmbeddedServer.of(settings).stop()
    stopped = [name for name, was_up in (("Airflow", pages), ("Postgres", server)) if was_up]
    to.print(f"Stopped: {' and '.join(stopped)}." if stopped else "Nothing was up.")


def clean(settings: Settings) -> None:
    """Remove warehouse and metadata; inbox, archive and outputs only where cjit made all of them up."""
    Pages(settings).down()
    local.EmbeddedServer.of(settings).remove()
    shutil.rmtree(airflow_home.home(settings), ignore_errors=True)
    to = show.console()
    if (settings.data_dir / SYNTHETIC).exists():
        shutil.rmtree(settings.data_dir)
        to.print(f"Removed {settings.data_dir}: all in it was synthetic.", markup=False)
    elif settings.data_dir.exists() and any(settings.data_dir.iterdir()):
        to.print(f"Removed the warehouse. What people brought stays in {settings.data_dir}.", markup=False)
