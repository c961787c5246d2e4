"""A real browser: CJIT_TEST_CHROMIUM, chromium on the PATH, or the one that `make browser` fetched."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

FETCHED = Path(sys.prefix) / "browser"
_FONTS = """<?xml version="1.0"?>
<fontconfig><dir>/usr/share/fonts</dir><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def program() -> str:
    """Where the browser is. Fails, and does not skip, where there is none."""
    found = os.environ.get("CJIT_TEST_CHROMIUM") or shutil.which("chromium")
    fetched = FETCHED / "chromium"
    if not found and not fetched.exists():
        pytest.fail("no chromium on the PATH or in CJIT_TEST_CHROMIUM, and none fetched: make browser")
    return found or str(fetched)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = program()
    environment: dict[str, str | float | bool] = dict(os.environ)
    if Path(path).parent == FETCHED:  # it brings libraries and fonts that a bare machine lacks
        conf = tmp_path_factory.mktemp("fonts") / "fonts.conf"
        conf.write_text(_FONTS.format(fonts=FETCHED / "fonts", cache=conf.parent), encoding="utf-8")
        environment |= {"LD_LIBRARY_PATH": str(FETCHED / "al2023/lib"), "FONTCONFIG_FILE": str(conf)}
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=["--no-sandbox"], env=environment)
        yield started
        started.close()
