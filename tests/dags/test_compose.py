"""docker-compose.yaml cannot be started by the tests: every name in it is looked up where it comes from."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml

from cjit.settings import PROJECT, Settings

COMPOSE = (PROJECT / "docker-compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
AIRFLOW = ["airflow-init", "api-server", "scheduler", "dag-processor", "triggerer", "worker"]
OURS = {f"CJIT_{name.upper()}" for name in Settings.model_fields} | {"CJIT_ALERTS_TO"}
EXAMPLE = set(
    re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
)
NOT_IN_THE_SET = {
    f"CJIT_PROXY_{name}": "of `cjit serve`, which is no part of the set"
    for name in ("USER_HEADER", "ROLES_HEADER", "SECRET")
}
NOT_FOR = {
    "worker": {"CJIT_PEOPLE": "the pages alone know people"},
    "api-server": {
        "CJIT_PAGES_URL": "for links in mails, which tasks send",
        "CJIT_MAIL_CONNECTION": "tasks send mail",
    },
}
"""Settings that those who open the warehouse are not given, and why."""


def _environment(service: str) -> dict[str, str | None]:
    """None: handed on as it is where it is set."""
    found: dict[str, str | None] = SERVICES[service].get("environment", {})
    return found


def _text(service: str, name: str) -> str:
    value = _environment(service)[name]
    assert value is not None
    return value


def test_the_set_is_complete() -> None:
    assert SERVICES.keys() == {"postgres", "redis", "mail", *AIRFLOW}
    assert _environment("scheduler")["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert {SERVICES[name]["image"] for name in AIRFLOW} == {"cjit"}
    assert all(re.fullmatch(r"[a-z]+(/[a-z]+)?(:v?[0-9.]+)?", one["image"]) for one in SERVICES.values())


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_can_come_about(name: str) -> None:
    for other, wanted in SERVICES[name].get("depends_on", {}).items():
        if wanted["condition"] == "service_healthy":
            assert SERVICES[other]["healthcheck"]["test"]
        else:
            assert wanted["condition"] == "service_completed_successfully"
            assert SERVICES[other]["restart"] == "no"
    if name in AIRFLOW and name != "airflow-init":
        assert SERVICES[name]["depends_on"].keys() == {"postgres", "redis", "airflow-init"}


def test_each_part_of_airflow_is_started_by_a_command_that_airflow_has(night_settings: Settings) -> None:
    from airflow.cli.cli_parser import airflow_commands  # noqa: PLC0415 - see night_settings

    known = {command.name for command in airflow_commands}
    started = {name: SERVICES[name]["command"][1] for name in AIRFLOW if name != "airflow-init"}

    assert started.pop("worker") == "celery"  # of the provider, which the laptop has no need of
    assert started == {name: name for name in ("api-server", "scheduler", "dag-processor", "triggerer")}
    assert known >= set(started.values())


def test_airflows_options_exist(night_settings: Settings) -> None:
    from airflow.configuration import conf  # noqa: PLC0415 - see night_settings

    named = {name for one in AIRFLOW for name in _environment(one) if name.startswith("AIRFLOW__")}
    options = [tuple(name.lower().split("__")[1:]) for name in sorted(named)]
    known = conf.configuration_description

    assert len(options) > 10
    assert [
        option
        for option in options
        if option[0] != "celery" and option[1] not in known.get(option[0], {}).get("options", {})
    ] == []


def test_our_settings_exist_and_secrets_reach_those_alone_who_open_the_warehouse() -> None:
    given = {name: {key for key in _environment(name) if key.startswith("CJIT_")} for name in SERVICES}
    secrets = {"CJIT_WAREHOUSE_URL", "CJIT_LINKAGE_SECRET", "CJIT_ARCHIVE_KEY", "CJIT_DATA"}

    assert set().union(*given.values()) <= OURS
    for name in ("worker", "api-server"):  # tasks, and the pages
        assert secrets <= given.pop(name)
        assert "${CJIT_DATA:-./data}:/data" in SERVICES[name]["volumes"]
    assert set().union(*given.values()) == {"CJIT_ALERTS_TO", "CJIT_SIGNERS"}
    assert all("/data" not in str(SERVICES[name].get("volumes")).split(":") for name in given)


@pytest.mark.parametrize("name", NOT_FOR)
def test_every_setting_reaches_whoever_opens_the_warehouse_unless_a_reason_is_given(name: str) -> None:
    given = {key for key in _environment(name) if key.startswith("CJIT_")}

    assert OURS - given == NOT_IN_THE_SET.keys() | NOT_FOR[name].keys()


def test_a_mail_server_of_ones_own_can_be_named_for_alerts() -> None:
    """A connection of the environment beats that of Admin, Connections."""
    for service in ("worker", "dag-processor"):  # who tells of a task that failed, or was lost
        for name in ("AIRFLOW_CONN_SMTP_DEFAULT", "AIRFLOW__EMAIL__FROM_EMAIL"):
            assert _text(service, name).startswith(f"${{{name}:-")


def test_a_proxy_is_believed_from_where_env_says_and_links_lead_through_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = SERVICES["api-server"]

    assert "--proxy-headers" in server["command"]
    assert _text("api-server", "FORWARDED_ALLOW_IPS") == "${FORWARDED_ALLOW_IPS:-127.0.0.1}"
    assert server["environment"].keys() >= {"AIRFLOW__FAB__COOKIE_SECURE", "AIRFLOW__FAB__ENABLE_PROXY_FIX"}
    assert all("AIRFLOW__API__BASE_URL" in _environment(name) for name in AIRFLOW)

    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "172.18.0.1")
    assert uvicorn.Config("app").forwarded_allow_ips == "172.18.0.1"  # it is uvicorn that reads it


def test_every_part_that_reads_dags_knows_the_signers_and_the_worker_sends_mail() -> None:
    for name in ("scheduler", "dag-processor", "worker", "api-server"):
        assert "CJIT_SIGNERS" in _environment(name)
    connection = re.search(r":-(\w+)", _text("worker", "CJIT_MAIL_CONNECTION"))

    assert connection is not None
    assert f"AIRFLOW_CONN_{connection[1].upper()}" in _environment("worker")
    assert _text("worker", "CJIT_PAGES_URL").endswith("/cjit}")


def test_what_is_to_be_filled_in_is_in_the_example_and_no_secret_has_a_default() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE))
    secrets = {name for name in used if re.search("PASSWORD|SECRET|_KEY", name)}
    handed_on = {name for one in AIRFLOW for name, value in _environment(one).items() if value is None}

    assert used | handed_on <= EXAMPLE
    assert {name for name in EXAMPLE if name.startswith("CJIT_")} == OURS
    assert len(secrets) == 10
    for name in secrets:
        assert f"${{{name}:?" in COMPOSE  # compose refuses to start without it
        assert f"${{{name}:-" not in COMPOSE


def test_nothing_listens_beyond_this_machine() -> None:
    ports = [port for one in SERVICES.values() for port in one.get("ports", [])]

    assert sorted(ports) == ["127.0.0.1:8025:8025", "127.0.0.1:8080:8080"]


def test_volumes_are_declared_or_in_the_project() -> None:
    named = yaml.safe_load(COMPOSE)["volumes"]
    sources = {volume.rsplit(":/", 1)[0] for one in SERVICES.values() for volume in one.get("volumes", [])}
    inside = {source for source in sources if source.startswith("./")}

    assert sources - inside == {*named, "${CJIT_DATA:-./data}"}
    assert [source for source in inside if not (PROJECT / source).is_file()] == []


def test_the_image_is_made_of_what_is_there_and_let_through() -> None:
    dockerfile = (PROJECT / "docker" / "Dockerfile").read_text(encoding="utf-8")
    ignored = (PROJECT / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [
        path for line in re.findall(r"^COPY (.*) \S+$", dockerfile, re.MULTILINE) for path in line.split()
    ]

    assert len(copied) >= 7
    assert [path for path in copied if not (PROJECT / path).exists()] == []
    assert [path for path in copied if f"!{path}" not in ignored] == []
    for part in ("SUBJECT", "HTML_CONTENT"):
        assert _text("worker", f"AIRFLOW__EMAIL__{part}_TEMPLATE").removeprefix("/opt/cjit/") in copied


@pytest.mark.parametrize("script", ["databases.sh", "init.sh"])
def test_scripts_are_executable_and_parse(script: str) -> None:
    path: Path = PROJECT / "docker" / script

    assert path.stat().st_mode & 0o111
    subprocess.run(["/bin/sh", "-n", path], check=True)
