"""Every route for everybody: who gets in, who is told 401, 403 or 404, and what no request can do."""

from urllib.parse import quote

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from lxml import html
from starlette.requests import Request

from cjit.entry.store import Change, Typed, add_client, add_episode
from cjit.errors import Permanent
from cjit.settings import Settings
from cjit.warehouse.asking import Role
from cjit.warehouse.connection import Warehouse
from cjit.web import app as web
from cjit.web.guard import HEADERS, admit, for_roles, roles_of
from cjit.web.people import Person, person
from nights.house import House
from page_checks import words

from .people import GROUPS, NOW, OURS, PROXY, app_of, headers_of, looking

FREEZE = "select freeze_id from out.freeze order by period desc, freeze_no desc"
LAST = "select submission_id from out.submission where agency_code = %s order by received_at desc limit 1"
MISMATCH = "select mismatch_id from access.mismatch where agency_code = %s limit 1"

EVERYBODY = {"engineer", "north", "london", "provider", "neighbour", "commissioner", "pcc"}
READERS = {"engineer", "north", "provider", "commissioner"}
OWN = {"north", "provider"}
ALLOWED: dict[tuple[str, str], set[str]] = {
    ("GET", "/"): EVERYBODY,
    ("GET", "/board"): READERS | {"london", "neighbour"},
    ("GET", "/agencies/A0001"): READERS,
    ("GET", "/submissions/{A0001}"): READERS,
    ("GET", "/submissions/{A0001}/findings"): OWN,
    ("GET", "/submissions/{A0001}/findings.csv"): OWN,
    ("GET", "/submissions/{A0001}/findings.xlsx"): OWN,
    ("GET", "/submissions/{A0001}/explain?rule=W09&item=ACCMNEED"): OWN,
    ("GET", "/fix-first"): READERS | {"london", "neighbour"},
    ("GET", "/fix-first/provider/A0001"): READERS,
    ("GET", "/fix-first/region/London"): {"london", "engineer"},
    ("GET", "/rules/W05"): READERS | {"london", "neighbour"},
    ("GET", "/mismatches"): OWN | {"london", "neighbour"},
    ("GET", "/mismatches/{mismatch}"): {"north", "neighbour"},
    ("GET", "/held"): OWN | {"london", "neighbour"},
    ("GET", "/held/{G0001}"): {"london"},
    ("GET", "/near-misses"): {"north", "london"},
    ("GET", "/near-misses/{pair}"): {"north"},
    ("GET", "/sign-off"): {"north", "london", "engineer"},
    ("GET", "/sign-off/{freeze}"): {"north", "london", "engineer"},
    ("GET", "/reports"): EVERYBODY,
    ("GET", "/reports/{freeze}"): EVERYBODY,
    ("GET", "/reports/{freeze}/partnership/A04B"): READERS | {"neighbour"},
    ("GET", "/reports/{freeze}/partnership/A04B/report.html"): READERS - {"provider"},
    ("GET", "/reports/{freeze}/provider/A0001/episodes.xlsx"): {"provider"},
    ("GET", "/reports/{freeze}/force/Cleveland/report.html"): {"engineer", "north", "pcc"},
    ("GET", "/reports/{freeze}/england/england/report.html"): {"engineer"},
    ("GET", "/reports/{freeze}/region/London"): {"engineer", "london"},
    ("GET", "/operations"): {"engineer"},
    ("GET", "/upload"): {"provider", "neighbour"},
    ("GET", "/upload?agency=A0001"): {"provider"},
    ("GET", "/uploads/{upload}"): {"provider"},
    ("GET", "/uploads/{upload}/findings"): {"provider"},
    ("GET", "/uploads/{upload}/findings.csv"): {"provider"},
    ("POST", "/upload/A0001"): {"provider"},
    ("POST", "/uploads/{upload}/send"): {"provider"},
    ("POST", "/uploads/{upload}/forget"): {"provider"},
    ("GET", "/entry"): {"provider", "neighbour"},
    ("GET", "/entry?agency=A0001"): {"provider"},
    ("GET", "/entry/A0001/client"): {"provider"},
    ("GET", "/entry/clients/{client}"): {"provider"},
    ("GET", "/entry/clients/{client}/withdraw"): {"provider"},
    ("GET", "/entry/clients/{client}/episodes/new"): {"provider"},
    ("GET", "/entry/episodes/{episode}"): {"provider"},
    ("GET", "/entry/episodes/{episode}/remove"): {"provider"},
    ("POST", "/entry/A0001/search"): {"provider"},
    ("POST", "/entry/A0001/client"): {"provider"},
    ("POST", "/entry/clients/{client}"): {"provider"},
    ("POST", "/entry/clients/{client}/remove"): {"provider"},
    ("POST", "/entry/clients/{client}/episodes/new"): {"provider"},
    ("POST", "/entry/episodes/{episode}"): {"provider"},
    ("POST", "/entry/episodes/{episode}/remove"): {"provider"},
    ("POST", "/mismatches/{mismatch}"): {"north"},
    ("POST", "/held/{G0001}"): {"london"},
    ("POST", "/submissions/{A0001}/explain?rule=W09&item=ACCMNEED"): OWN,
    ("POST", "/near-misses/{pair}"): {"north"},
    ("POST", "/sign-off/{freeze}"): {"north"},
}
"""Method and address → who gets an answer. The world's A0001 and A0002 are in A04B, G0001 is in London."""


ANSWERS = {
    ("GET", "/"): 303,
    ("GET", "/fix-first"): 303,
    ("POST", "/uploads/{upload}/send"): 409,
    ("POST", "/uploads/{upload}/forget"): 303,
    ("POST", "/entry/A0001/search"): 200,
    ("POST", "/entry/clients/{client}/remove"): 409,
    ("POST", "/entry/clients/{client}/episodes/new"): 303,
    ("POST", "/entry/episodes/{episode}"): 409,
    ("POST", "/entry/episodes/{episode}/remove"): 303,
}
"""Where somebody who is let in gets another answer than a page, or the refusal of an empty form."""


def address(world: House, path: str) -> str:
    names = {code: world.column(LAST, code)[0] for code in ("A0001", "G0001")}
    names["freeze"] = world.column(FREEZE)[0]
    found = world.ask(
        "select md5(concat_ws('/', agency_code, episode_id, kind, found_in)) as id from out.mismatch"
        " where agency_code = 'A0002' limit 1"
    )
    if "{upload}" in path:
        names["upload"] = checked(world)
    if "/entry/" in path:
        names |= typed(world)
    pair = world.column("select pair_id from out.near_miss where dat_code = 'A04B' order by pair_id limit 1")
    return path.format(**names, mismatch=found[0]["id"], pair=pair[0])


def typed(world: House) -> dict[str, str]:
    """A client and an episode of the provider's that nobody has touched."""
    change = Change("A0001", "provider", NOW)
    with world.warehouse.session() as session:
        client = add_client(session, change, {"CONSENT": "Y"})
        return {"client": client, "episode": add_episode(session, change, client, Typed({}))}


def checked(world: House) -> str:
    """An upload of the provider's that was checked, and would not be accepted."""
    sent = looking(world, "provider").post(
        "/upload/A0001", files={"file": ("f.csv", b"")}, headers={"Origin": OURS}
    )
    where = sent.headers["location"]
    while "Refresh" in looking(world, "provider").get(where).headers:
        pass
    return where.rpartition("/")[2]


@pytest.mark.parametrize("who", [*GROUPS, None])
@pytest.mark.parametrize(("method", "path"), ALLOWED)
def test_each_route_lets_in_those_of_access_and_nobody_else(
    world: House, method: str, path: str, who: str | None
) -> None:
    client = looking(world, who)
    # A form without an answer: it is refused as incomplete, once one is let in at all.
    answer = client.request(method, address(world, path), headers={"Origin": OURS})
    if who is None:
        assert answer.status_code == 401
    elif who in ALLOWED[method, path]:
        assert answer.status_code == ANSWERS.get((method, path), {"POST": 400}.get(method, 200))
    else:
        assert answer.status_code in {403, 404}
    for name, value in HEADERS.items():
        if not (name == "Content-Security-Policy" and path.endswith("report.html")):
            assert answer.headers[name] == value
    assert "<script" not in answer.text


def test_the_walk_takes_every_route(world: House) -> None:
    app = app_of(world.settings, world.warehouse)
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    assert len(routes) == len(app.routes), "a route that is none of ours"
    for route in routes:
        for method in route.methods:
            if route.path.startswith("/static"):
                continue
            assert roles_of(route.endpoint), route.path
            walked = [
                path
                for its_method, path in ALLOWED
                if its_method == method and route.path_regex.fullmatch(path.partition("?")[0])
            ]
            assert walked, (method, route.path)


def test_a_route_without_a_rule_is_closed_to_everybody() -> None:
    app = FastAPI()

    async def guard(request: Request) -> None:
        admit(request, person("x", GROUPS.values(), Settings()))

    router = APIRouter()
    router.add_api_route("/forgotten", lambda: "secrets")
    router.add_api_route("/ruled", for_roles(Role.engineer)(lambda: "fine"))
    app.include_router(router, dependencies=[Depends(guard)])
    client = TestClient(app)
    assert client.get("/forgotten").status_code == 403
    assert client.get("/ruled").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OURS},
        {"Sec-Fetch-Site": "same-site", "Origin": OURS},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_of_another_site_does_nothing(world: House, headers: dict[str, str]) -> None:
    where = address(world, "/mismatches/{mismatch}")
    answer = looking(world, "north").post(where, data={"answer": "delete", "why": "x"}, headers=headers)
    assert answer.status_code == 403
    assert set(world.column("select state from out.mismatch")) == {"open"}


INJECTED = [
    "' or 1=1 --",
    '"><script>alert(1)</script>',
    "%(scope)s",
    "{0}",
    "\\x00",
    "..%2f..%2fetc",
    "a\r\nX-Bad: 1",
]


@pytest.mark.parametrize("text", INJECTED)
def test_what_is_typed_into_an_address_is_text(world: House, text: str) -> None:
    client = looking(world, "north")
    last = world.column(LAST, "A0001")[0]
    for path, names in (
        ("/board", ("partnership", "state", "period", "sort")),
        (f"/submissions/{last}/findings", ("rule", "item", "severity", "explained", "after", "done")),
        (f"/submissions/{last}/explain", ("rule", "item")),
        ("/mismatches", ("state", "kind", "agency", "done")),
        ("/near-misses", ("state", "partnership", "done")),
        ("/sign-off", ("done",)),
    ):
        for name in names:
            answer = client.get(path, params={name: text})
            assert answer.status_code in {200, 404}, (path, name)
            assert "<script" not in answer.text
            assert "X-Bad" not in answer.headers
    for path in (
        "/submissions",
        "/agencies",
        "/rules",
        "/mismatches",
        "/held",
        "/reports",
        "/near-misses",
        "/sign-off",
    ):
        assert client.get(f"{path}/{quote(text)}").status_code in {404, 400}


@pytest.mark.parametrize(
    "lies",
    [
        {"X-Cjit-Secret": "guessed"},
        {"X-Cjit-Secret": ""},
        {"X-Forwarded-User": ""},
        {"X-Forwarded-User": "  "},
    ],
)
def test_who_does_not_come_from_the_proxy_is_nobody(world: House, lies: dict[str, str]) -> None:
    answer = looking(world).get("/board", headers=headers_of("north") | lies)
    assert answer.status_code == 401


def test_headers_that_come_twice_are_not_believed(world: House) -> None:
    twice = [*headers_of("north").items(), ("X-Forwarded-Groups", "Engineer")]
    assert looking(world).get("/board", headers=twice).status_code == 401
    named = [*headers_of("north").items(), ("X-Forwarded-User", "engineer")]
    assert looking(world).get("/board", headers=named).status_code == 401


def test_without_a_secret_this_machine_alone_is_believed(world: House) -> None:
    app = app_of(world.settings, world.warehouse)
    app.state.context = None  # of the other app
    settings = world.settings.model_copy(update={"proxy_secret": None})
    context = web.Context(settings, lambda: world.warehouse, lambda: None, lambda: b"")  # type: ignore[arg-type, return-value]
    headers = {name: value for name, value in headers_of("pcc").items() if value != PROXY}
    for host, status in (("127.0.0.1", 200), ("::1", 200), ("10.0.0.7", 401), ("not an address", 401)):
        client = TestClient(web.behind_proxy(context), client=(host, 5000), headers=headers)
        assert client.get("/reports").status_code == status


def test_roles_are_read_strictly() -> None:
    settings = Settings(people="nora=Region:London; pat=Provider:A0001 ;nora=Region:North East")
    assert person("nora", ["Admin", "region:", "Regions:X", "Engineer:all"], settings).roles[0].scope == (
        "London",
        "North East",
    )
    assert [a.role for a in person("pat", ["Engineer", "PCC = Cleveland"], settings).roles] == [
        Role.engineer,
        Role.provider,
        Role.pcc,
    ]
    assert person("eve", ["cjit_engineer", "Provider", "Region:A\x1fB"], settings) == Person("eve")


def test_a_fault_says_nothing_of_itself(world: House) -> None:
    class Broken(Warehouse):
        def session(self):  # type: ignore[no-untyped-def]
            raise Permanent("the warehouse failed at web/board: of no interest to readers")

    client = TestClient(app_of(world.settings, Broken("")), raise_server_exceptions=False)
    answer = client.get("/board", headers=headers_of("north"))
    assert answer.status_code == 500
    assert "web/board" not in answer.text


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/board?period=9999-12", 404),
        ("/board?period=0001-01", 404),
        ("/board?partnership=%00", 404),
        ("/submissions/a%00b", 404),
        ("/mismatches?start=99999999999999999999", 400),
        ("/near-misses?start=-1", 400),
        ("/nowhere", 404),
        ("/static/nothing.css", 404),
        ("/submissions/another", 404),
        ("/entry/clients/x/episodes/new", 403),
        ("/entry/A0001/search", 405),
    ],
)
def test_an_address_that_nothing_is_at_is_answered_in_words_with_a_way_on(
    world: House, path: str, told: int
) -> None:
    answer = looking(world, "north").get(path)
    assert answer.status_code == told
    assert answer.headers["content-type"].startswith("text/html")
    main = html.document_fromstring(answer.text).find(".//main")
    assert words(main.find(".//h1"))
    assert words(main.find(".//p")).endswith("."), "in a sentence"
    assert main.xpath(".//a/@href") == ["/"]


def test_the_first_page_refused_does_not_lead_to_itself(world: House) -> None:
    answer = looking(world, "nobody").get("/")
    assert answer.status_code == 403
    assert html.document_fromstring(answer.text).find(".//main").xpath(".//a") == []
