"""People of FAB in Airflow's metadata: its tables, roles and users. A program in Airflow's environment.

It does what `airflow fab-db migrate`, `airflow roles create` and `airflow users create` do, in one process in
place of fifteen. Reads name → password and roles as JSON, prints name → FAB's number of that user.
"""

import json
import sys
from typing import Any

from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder
from airflow.providers.fab.auth_manager.models.db import FABDBManager
from airflow.utils.session import create_session


def make(people: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Make the tables, the roles that are not there yet, and the users."""
    with create_session() as session:
        FABDBManager(session).upgradedb()
    numbers = {}
    with get_application_builder() as builder:
        manager = builder.sm
        manager.sync_roles()
        for name, person in people.items():
            roles = [manager.find_role(role) or manager.add_role(role) for role in person["roles"]]
            user = manager.add_user(name, name, "Test", f"{name}@example.org", roles, person["password"])
            numbers[name] = user.id
    return numbers


if __name__ == "__main__":
    made = make(json.load(sys.stdin))
    print("MADE", json.dumps(made))
