"""The plugin's pages under /cjit/: who is let in, by SimpleAuthManager as `make up` sets it up and by FAB."""

import re

import httpx
import pytest

from web.test_closed import ALLOWED, ANSWERS, address

from .servers import Running, Server

MAKE_UP = {
    **{"admin": "engineer", "operator": "engineer", "viewer": "nobody", "region": "north"},
    **{"provider": "provider", "commissioner": "commissioner", "pcc": "pcc"},
}
BY_FAB = {
    **{"erin": "engineer", "nora": "north", "lou": "london", "pru": "provider"},
    **{"col": "commissioner", "pip": "pcc", "vic": "nobody"},
}
"""User → whom of the tests of the pages they are."""


OF_ONE_PERSON = ("/uploads/{upload}", "/sign-off/{freeze}")
"""Where a role does not decide: an upload is its person's, and signers have names (test_sign_off.py)."""


def _walk(running: Running, client: httpx.Client, who: str | None) -> None:
    for (method, path), allowed in ALLOWED.items():
        if who is not None and path.startswith(OF_ONE_PERSON):
            continue
        with_origin = {"Origin": str(client.base_url).rstrip("/")}
        at = f"/cjit{address(running.house, path)}"
        answer = client.request(method, at, headers=with_origin, follow_redirects=False)
        if who is None:
            assert answer.status_code == 401, at
        elif who in allowed:
            assert answer.status_code == ANSWERS.get((method, path), {"POST": 400}.get(method, 200)), at
        else:
            assert answer.status_code in {403, 404}, at


@pytest.mark.usefixtures("signed")  # nothing changes meanwhile
@pytest.mark.parametrize("user", [None, *MAKE_UP])
def test_each_user_of_make_up_sees_what_they_may(running: Running, user: str | None) -> None:
    _walk(running, running.signed_in(user), MAKE_UP.get(user or ""))


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("user", [None, *BY_FAB])
def test_each_role_of_fab_sees_what_it_may(running: Running, fab: Server, user: str | None) -> None:
    _walk(running, fab.signed_in(user), BY_FAB.get(user or ""))


def test_who_is_not_signed_in_is_shown_where_to(running: Running, fab: Server) -> None:
    for server in (running, fab):
        client = server.signed_in(None)
        assert 'href="/auth/login"' in client.get("/cjit/board").text
        assert client.get("/auth/login", follow_redirects=True).status_code == 200
        made_up = {"Authorization": "Bearer made.up.entirely"}
        assert client.get("/cjit/board", headers=made_up).status_code in {401, 403}


def test_the_form_of_fab_lets_in(fab: Server) -> None:
    with fab.browser() as browser:
        form = browser.get("/auth/login", follow_redirects=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form.text)
        assert token is not None
        filled = {"username": "pru", "password": fab.passwords["pru"], "csrf_token": token[1]}
        browser.post(str(form.url), data=filled)
        assert browser.get("/cjit/board").is_success


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_form_of_another_site_does_nothing(running: Running, headers: dict[str, str]) -> None:
    where = address(running.house, "/cjit/mismatches/{mismatch}")
    filled = {"answer": "delete", "why": "x"}
    answer = running.signed_in("region").post(where, data=filled, headers=headers)
    assert answer.status_code == 403
    assert set(running.house.column("select state from out.mismatch")) == {"open"}


def test_the_entry_is_in_the_menu_of_all_who_may_use_it(running: Running, fab: Server) -> None:
    for server, users in ((running, MAKE_UP), (fab, BY_FAB)):
        for user in users:
            answer = server.signed_in(user).get("/api/v2/plugins")
            if user == "vic":  # FAB's Viewer alone
                assert answer.status_code == 403
                continue
            [plugin] = answer.json()["plugins"]
            [entry] = plugin["external_views"]
            assert (entry["name"], entry["href"], entry["destination"]) == ("CJIT", "/cjit/", "nav")
