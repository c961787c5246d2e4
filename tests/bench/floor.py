"""The floor: psql's \\copy of the same bytes into an unlogged table of text columns."""

import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql


def copy_seconds(psql: Path, url: str, files: list[Path]) -> float:
    """Seconds that psql needs to \\copy the files, one after the other, over one connection."""
    columns = len(files[0].open(encoding="utf-8", errors="replace").readline().split(","))
    with psycopg.connect(url, autocommit=True) as connection:
        names = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(f"c{n}")) for n in range(columns))
        connection.execute("drop table if exists public.floor")
        connection.execute(sql.SQL("create unlogged table public.floor ({})").format(names))
        commands = "".join(f"\\copy public.floor from '{path}' with (format csv, header)\n" for path in files)
        begin = time.perf_counter()
        subprocess.run([psql, "--quiet", "--set", "ON_ERROR_STOP=1", url], input=commands.encode(), check=True)
        seconds = time.perf_counter() - begin
        connection.execute("drop table public.floor")
    return seconds
