"""The embedded Postgres: made once, found again, never mixed up with another, and gone when removed."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from cjit.errors import Permanent
from cjit.local import EmbeddedServer, cluster
from cjit.local.programs import Programs
from cjit.local.state import State, write_private


def _state(data: Path) -> State:
    state = State.read(data / "server" / "state.json")
    assert state is not None
    return state


def _pid(data: Path) -> int:
    return int((_state(data).folder / "cluster" / "postmaster.pid").read_text().split()[0])


def _ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """CJIT_DATA of a server that the tests of this file share; each leaves it able to start."""
    folder = tmp_path_factory.mktemp("embedded") / "data"
    yield folder
    EmbeddedServer(folder).remove()


def test_starting_again_finds_the_server_that_runs(data: Path) -> None:
    url = EmbeddedServer(data).start()
    pid = _pid(data)

    assert EmbeddedServer(data).start() == url
    assert _pid(data) == pid


def test_several_processes_may_start_it_at_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from cjit.local import EmbeddedServer; "
        "print(EmbeddedServer(Path(sys.argv[1])).start())"
    )
    try:
        runs = [
            subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        urls = {run.communicate()[0] for run in runs}

        assert [run.returncode for run in runs] == [0, 0, 0]
        assert len(urls) == 1
    finally:
        EmbeddedServer(tmp_path).remove()


def test_what_is_committed_outlives_a_stop(data: Path) -> None:
    server = EmbeddedServer(data)
    with psycopg.connect(server.start()) as connection:
        connection.execute("create table kept as select 1 as one")

    assert server.stop()
    assert not server.stop()
    assert _ask(server.start(), "select one from kept") == 1


def test_both_databases_are_there_and_ask_for_the_password(data: Path) -> None:
    url = EmbeddedServer(data).start()
    password = _state(data).password

    assert _ask(EmbeddedServer(data).start("airflow"), "select current_database()") == "airflow"
    assert _ask(url, "select current_database()") == "warehouse"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(password, "guessed"))


def test_it_listens_on_the_loopback_address_alone(data: Path) -> None:
    EmbeddedServer(data).start()
    listening = {c.laddr.ip for c in psutil.Process(_pid(data)).net_connections() if c.status == "LISTEN"}

    assert listening == {"127.0.0.1"}


def test_text_is_in_the_order_of_code_points_and_time_in_utc(data: Path) -> None:
    url = EmbeddedServer(data).start()
    words = ["b", "é", "a", "Z", "_", "B", "ß", "z"]
    with psycopg.connect(url) as connection:
        sort = "select string_agg(word, ' ' order by word) from unnest(%s::text[]) as v (word)"
        row = connection.execute(sort, [words]).fetchone()

    assert row == (" ".join(sorted(words)),)
    assert _ask(url, "select upper('é')") == "É"
    assert _ask(url, "show timezone") == "UTC"


def test_what_is_committed_is_on_disk(data: Path) -> None:
    url = EmbeddedServer(data).start()

    assert [_ask(url, f"show {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")] == [
        "on"
    ] * 3


def test_no_value_of_a_row_reaches_the_servers_log(data: Path) -> None:
    url = EmbeddedServer(data).start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table dates (day date primary key)")
        with pytest.raises(psycopg.errors.InvalidDatetimeFormat):
            connection.execute("insert into dates values ('Xanthippe')")
        with (
            pytest.raises(psycopg.errors.InvalidDatetimeFormat),
            connection.cursor() as cursor,
            cursor.copy("copy dates from stdin") as copy,
        ):
            copy.write("Xanthippe\n")
        connection.execute("insert into dates values ('2018-01-01')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into dates values ('2018-01-01')")
    log = (_state(data).folder / "server.log").read_text()

    assert "Xanthippe" not in log
    assert "2018-01-01" not in log
    assert "ready to accept connections" in log  # it is the log that was looked at


def test_a_pid_file_that_names_another_process_is_not_believed(data: Path) -> None:
    server = EmbeddedServer(data)
    server.start()
    pid_file = _state(data).folder / "cluster" / "postmaster.pid"
    left_behind = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *left_behind[1:]]) + "\n")

    assert _ask(server.start(), "select 1") == 1


def test_a_killed_server_starts_again(data: Path) -> None:
    server = EmbeddedServer(data)
    with psycopg.connect(server.start()) as connection:
        connection.execute("create table survived as select 2 as two")
    postmaster = psutil.Process(_pid(data))
    family = [postmaster, *postmaster.children(recursive=True)]
    os.kill(postmaster.pid, signal.SIGKILL)
    psutil.wait_procs(family, timeout=30)

    assert _ask(server.start(), "select two from survived") == 2


def test_a_port_that_was_taken_meanwhile_is_changed(data: Path) -> None:
    server = EmbeddedServer(data)
    server.start()
    server.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", _state(data).port))
        other.listen()
        url = server.start()

        assert f":{other.getsockname()[1]}/" not in url
        assert _ask(url, "select 1") == 1


def _forget_that_it_is_complete(data: Path) -> None:
    _state(data).model_copy(update={"complete": False}).write(data / "server" / "state.json")


def test_an_interrupted_first_start_is_completed(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    server.start()
    try:
        with psycopg.connect(server.start("postgres"), autocommit=True) as connection:
            connection.execute("drop database airflow")  # killed before it was made
        _forget_that_it_is_complete(tmp_path)
        assert _ask(server.start("airflow"), "select current_database()") == "airflow"

        server.stop()
        folder = _state(tmp_path).folder
        (folder / "cluster").rename(folder / "cluster.new")  # killed within initdb
        _forget_that_it_is_complete(tmp_path)
        assert _ask(server.start(), "select current_database()") == "warehouse"
    finally:
        server.remove()


def test_no_folder_above_the_databases_changes_its_permissions(tmp_path: Path) -> None:
    data = tmp_path / "private" / "data"
    data.mkdir(parents=True)
    data.parent.chmod(0o700)
    server = EmbeddedServer(data)
    parents = [data, *data.parents, Path("/var/lib"), Path("/var")]
    before = [folder.stat().st_mode for folder in parents]
    try:
        server.start()

        assert [folder.stat().st_mode for folder in parents] == before
        assert stat.S_IMODE((data / "server" / "state.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(_state(data).folder.stat().st_mode) == 0o700
        assert psutil.Process(_pid(data)).uids().real != 0
        assert _state(data).folder.is_relative_to(data) == (os.geteuid() != 0)
    finally:
        server.remove()


def test_removing_takes_the_databases_away(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    url = server.start()
    folder = _state(tmp_path).folder
    server.remove()

    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    server.remove()  # once more, with nothing there


@pytest.mark.parametrize("lost", ["cluster", "state"])
def test_a_lost_warehouse_is_said_to_be_lost_and_no_empty_one_takes_its_place(
    tmp_path: Path, lost: str
) -> None:
    server = EmbeddedServer(tmp_path)
    server.start()
    server.stop()
    state_file, state = tmp_path / "server" / "state.json", _state(tmp_path)
    precious = state_file if lost == "state" else state.folder / "cluster"
    precious.rename(precious.with_suffix(".away"))
    try:
        with pytest.raises(Permanent, match="gone"):
            server.start()
    finally:
        precious.with_suffix(".away").rename(precious)
        server.remove()


def test_a_moved_data_folder_keeps_its_warehouse(tmp_path: Path) -> None:
    first = EmbeddedServer(tmp_path / "here")
    with psycopg.connect(first.start()) as connection:
        connection.execute("create table moved as select 3 as three")
    first.stop()
    (tmp_path / "here").rename(tmp_path / "there")
    second = EmbeddedServer(tmp_path / "there")
    try:
        assert _ask(second.start(), "select three from moved") == 3
    finally:
        second.remove()


def test_a_copy_of_the_data_folder_does_not_share_a_warehouse_outside_it(tmp_path: Path) -> None:
    state = State.new(tmp_path / "here" / "server", outside=tmp_path / "outside")
    for name in ("here", "copy"):
        (tmp_path / name / "server").mkdir(parents=True)
        state.write(tmp_path / name / "server" / "state.json")

    with pytest.raises(Permanent, match="is a copy of"):
        EmbeddedServer(tmp_path / "copy").start()


def test_a_damaged_state_is_refused_without_being_quoted(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    write_private(tmp_path / "server" / "state.json", '{"password": "sesame"')

    with pytest.raises(Permanent) as refusal:
        EmbeddedServer(tmp_path).start()
    assert "sesame" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()

    with pytest.raises(Permanent, match=r"a file.*: Not a directory"):
        EmbeddedServer(tmp_path / "a file").start()


def test_a_program_that_fails_is_refused_with_its_last_words(data: Path) -> None:
    EmbeddedServer(data).start()

    with pytest.raises(Permanent, match=r"pg_ctl failed: .*no-such-folder"):
        Programs.of(_state(data).folder).run("pg_ctl", "-D", "/no-such-folder", "status")


@pytest.mark.parametrize("found", ["a folder open to others", "a link"])
def test_root_takes_no_folder_that_is_not_the_servers_own(
    tmp_path: Path, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, elsewhere = tmp_path / "cjit-0", tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    if found == "a link":
        folder.symlink_to(elsewhere)
    else:
        folder.mkdir()
        folder.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    with pytest.raises(Permanent, match="was not made by cjit"):
        Programs.of(folder)
    assert list(elsewhere.iterdir()) == []


def test_a_small_shared_memory_is_not_relied_on(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(total=64 << 20))
    assert cluster.options(1)["dynamic_shared_memory_type"] == "mmap"

    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(total=2 << 30))
    assert "dynamic_shared_memory_type" not in cluster.options(1)
