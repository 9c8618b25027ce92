"""What stands in the history of a browser, in the list of open apps and under the picture."""

import re

from tests.access.matrix import MATRIX
from tests.access.routes import ask
from tests.access.world import build
from tests.support.client import client_of

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def test_list(app):
    world = build()
    names = {
        getattr(world, who).display_name
        for who in (
            "mia",
            "member",
            "mentor",
            "former",
            "other",
            "coordinator",
            "waiting",
            "open_mentor",
        )
    }
    seen = {}
    for who in ("nobody", "mia", "mentor", "coordinator"):
        client = client_of(app, None if who == "nobody" else getattr(world, who))
        for route in MATRIX:
            if route[0] != "GET":
                continue
            page = ask(client, app, world, route)
            if (
                page.mimetype == "text/html"
                and page.status_code == 200
                and (t := TITLE.search(page.text))
            ):
                seen.setdefault(route[1], set()).add(t.group(1).strip())
    ends = {r.rule: r.endpoint for r in app.url_map.iter_rules() if "GET" in (r.methods or ())}
    for rule, ts in sorted(seen.items()):
        print(ends[rule], "|", rule, "|", ts)
