"""A backup each night, how long each is kept, and who hears of it if there is none."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from peerapp import clock
from peerapp.backups import keeping, reading
from peerapp.jobs import Ticker
from tests.support.client import client_of
from tests.support.people import make_coordinator, make_member

NIGHT = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def folder(app, tmp_path: Path) -> Path:
    app.config["BACKUP_DIR"] = tmp_path / "backups"
    return tmp_path / "backups"


@pytest.fixture(autouse=True)
def at_night() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NIGHT, tick=False) as traveller:
        yield traveller


def made_at(*times: datetime) -> None:
    where = keeping.folder()
    assert where
    where.mkdir(exist_ok=True)
    for at in times:
        (where / keeping.named(at)).touch()


def there(folder: Path) -> list[datetime]:
    return sorted(keeping.made_in(folder).values())


def test_the_worker_makes_one_a_night(app, folder, at_night) -> None:
    make_member()
    for after in (timedelta(0), HOUR, 23 * HOUR, DAY, DAY + HOUR, 3 * DAY + 5 * HOUR):
        at_night.move_to(NIGHT + after)
        keep_if_due()
    assert there(folder) == [NIGHT, NIGHT + DAY, NIGHT + 3 * DAY + 5 * HOUR]
    for path in keeping.made_in(folder):
        assert reading.look_through(path)["people"].rows == 1
        assert path.stat().st_mode & 0o777 == 0o600


def keep_if_due() -> None:
    if keeping.is_due(clock.now()):
        keeping.keep()


def test_a_tick_of_the_worker_asks_for_it(app, folder) -> None:
    ticker = Ticker.__new__(Ticker)
    ticker.last_look = NIGHT
    ticker.next_stop = ticker.next_clean = ticker.next_replan = NIGHT + DAY
    ticker.look(NIGHT)
    assert there(folder) == [NIGHT]


def test_without_a_folder_nothing_is_made(app) -> None:
    assert not keeping.is_due(NIGHT)
    keeping.keep()
    assert not keeping.is_late(NIGHT)


def test_one_that_broke_off_leaves_nothing_and_the_old_ones(
    app, folder, monkeypatch, caplog
) -> None:
    old, words = NIGHT - 40 * DAY, "can" + "ary"  # the log shows the lines of the code
    made_at(old)

    def no_room(*_: object) -> None:
        raise OSError(28, words)

    monkeypatch.setattr(reading, "look_through", no_room)
    keeping.keep()
    assert there(folder) == [old]
    assert [path.name for path in folder.iterdir() if path.name != ".lock"] == [keeping.named(old)]
    assert "no backup was made" in caplog.text
    assert words not in caplog.text
    monkeypatch.undo()
    keeping.keep()
    assert there(folder) == [NIGHT]  # and now the old one goes


def test_two_workers_make_one(app, folder) -> None:
    folder.mkdir()
    with keeping.alone_in(folder) as is_alone:
        assert is_alone
        keeping.keep()
    assert there(folder) == []
    keeping.keep()
    keeping.keep()
    assert there(folder) == [NIGHT]


def test_the_last_of_seven_days_and_of_four_weeks_are_kept(app, folder) -> None:
    folder.mkdir()
    for night in range(60):
        now = NIGHT + night * DAY
        made_at(now, now - 2 * HOUR)
        keeping.forget_old(folder, now)
    kept = [(now - at).days for at in there(folder)]
    assert len(kept) == 10
    assert sorted(kept)[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert max(kept) < 28  # so long somebody who was erased is remembered


def test_files_of_others_are_left_alone(app, folder) -> None:
    folder.mkdir()
    others = ["notes.txt", "peerapp-old.backup", "peerapp-20200101T000000Z.backup.gpg"]
    for name in others:
        (folder / name).touch()
    made_at(NIGHT - 90 * DAY, NIGHT)
    keeping.forget_old(folder, NIGHT)
    assert {path.name for path in folder.iterdir()} == {*others, keeping.named(NIGHT)}


def test_a_clock_that_was_wrong_does_not_hold_up_the_next_one(app, folder) -> None:
    made_at(NIGHT + 300 * DAY)
    assert keeping.is_due(NIGHT)
    keeping.keep()
    assert not keeping.is_due(NIGHT + HOUR)


def test_the_coordinator_and_the_doctor_hear_that_there_is_none(app, folder, run, at_night) -> None:
    cora = make_coordinator()
    words = "There is no backup yet. Please tell the people who run this app."
    assert words in client_of(app, cora).get("/program").text
    keeping.keep()
    assert "backup" not in client_of(app, cora).get("/program").text
    assert "The last backup is of 2026-11-27 08:00 UTC, 0 hours ago." in run(app, "doctor").output
    at_night.move_to(NIGHT + 31 * HOUR)
    page = client_of(app, cora).get("/program").text
    assert "No backup since November 27, 2026." in page
    done = run(app, "doctor")
    assert done.exit_code == 1
    assert "no backup since 2026-11-27 08:00 UTC" in done.output


def test_the_doctor_misses_backups_room_a_worker_and_the_right_time(
    app, run, tmp_path, monkeypatch, at_night
) -> None:
    app.config.update(PRODUCTION=True, PUBLIC_URL="https://peers.example.com", DATA_DIR=tmp_path)
    client_of(app, make_member())
    at_night.move_to(NIGHT - HOUR)
    said = run(app, "doctor").output
    assert "BACKUP_DIR is not set: no backup is made by itself." in said
    assert "no worker has run on this machine yet" in said
    assert "Set the clock, and let it be set by NTP." in said
    monkeypatch.setattr("peerapp.doctor.ROOM", 10**18)
    done = run(app, "doctor")
    assert done.exit_code == 1
    assert "make room, or soon nothing can be saved" in done.output
