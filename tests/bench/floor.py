"""The floor: psql's \\copy of the same bytes into an unlogged table of text columns."""

import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql


def copy_seconds(psql: Path, url: str, files: list[Path]) -> float:
    """Seconds that psql needs to \\copy the files, one after the other, over one connection."""
    columns = files[0].read_bytes().split(b"\n", 1)[0].count(b",") + 1
    commands = "".join(
        f"\\copy public.floor from '{path}' with (format csv, header, encoding '{_encoding(path)}')\n"
        for path in files
    )
    with psycopg.connect(url, autocommit=True) as connection:
        names = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(f"c{n}")) for n in range(columns))
        connection.execute("drop table if exists public.floor")
        connection.execute(sql.SQL("create unlogged table public.floor ({})").format(names))
        begin = time.perf_counter()
        subprocess.run(
            [psql, "--quiet", "--set", "ON_ERROR_STOP=1", url], input=commands.encode(), check=True
        )
        seconds = time.perf_counter() - begin
        connection.execute("drop table public.floor")
    return seconds


def _encoding(path: Path) -> str:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return "windows1252"
    return "utf8"
