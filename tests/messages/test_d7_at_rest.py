"""D7 for messages: what is written stands in no file of the database, nor beside it."""

from pathlib import Path

from sqlalchemy.engine import make_url

from tests.messages.conftest import Pair
from tests.support.databases import on_disk
from tests.support.people import make_report

CANARY = "a canary that sings in a conversation"


def test_d7_no_file_of_the_database_shows_a_message(app, pair: Pair) -> None:
    pair.say(pair.as_mia, CANARY)
    pair.say(pair.as_toni, f"{CANARY}, said the mentor")
    make_report(pair.toni, pair.mia, f"{CANARY}, and it was reported")
    assert CANARY in pair.as_mia.get(pair.url).text
    database = Path(make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database or "")
    files = [path for path in database.parent.glob(f"{database.name}*") if path.is_file()]
    assert {path.name.removeprefix(database.name) for path in files} >= {"", "-wal"}
    found = on_disk(*files)
    assert b"Mia" in found  # a name is in the clear, so that this test can find anything
    assert CANARY.encode() not in found
