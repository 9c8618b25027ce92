"""D1: the web server is killed again and again while people write."""

import time
from collections.abc import Callable
from threading import Event, Thread

from peerapp.extensions import db
from peerapp.messages.models import Message
from tests.support.long_form import LONG_FORM, times
from tests.support.people import make_member, make_mentor
from tests.support.web_server import web_server
from tests.support.worker import wait_until
from tests.support.writers import Writer, make_phone

pytestmark = LONG_FORM

WRITERS = 8


def test_d1_d2_kills_of_the_web_server_lose_and_double_nothing_that_was_answered(app) -> None:
    """kill -9 of all its processes in the middle of the writes of 8 writers. In the long form 50
    times, two processes, with 40 answered writes between two kills: 2,000 in all.
    """
    kills, writes, processes = times(2, 50), times(16, 40), times(1, 2)
    began = time.monotonic()
    with web_server(app, processes) as server:
        toni = make_mentor()
        phones = [make_phone(app, make_member(), toni) for _ in range(WRITERS * times(1, 16))]
        writers = [Writer(server.port, phones[number::WRITERS]) for number in range(WRITERS)]
        db.session.remove()
        is_over, checked = Event(), 0
        threads = [Thread(target=one.write, args=[is_over]) for one in writers]
        for thread in threads:
            thread.start()
        try:
            for _ in range(kills):
                wait_until(answered_more(writers, checked + writes // 2), within=600)
                server.kill()
                checked = look(writers)
                server.start()
                wait_until(answered_more(writers, checked + writes // 2), within=600)
                checked = sum(len(one.answered) for one in writers)
        finally:
            is_over.set()
            for thread in threads:
                thread.join()
    total = look(writers)
    broken, seconds = sum(one.broken for one in writers), time.monotonic() - began
    print(f"{kills} kills, {total} answered, {broken} without an answer, {seconds:.0f} s")
    assert [one.problems for one in writers if one.problems] == []
    assert is_whole()


def answered_more(writers: list[Writer], count: int) -> Callable[[], bool]:
    def are_so_many() -> bool:
        assert not any(one.problems for one in writers), [one.problems for one in writers]
        return sum(len(one.answered) for one in writers) >= count

    return are_so_many


def look(writers: list[Writer]) -> int:
    """What was answered until now is there, once; how many that are."""
    answered = [one for writer in writers for one in list(writer.answered)]
    with db.engine.connect() as connection:
        there = list(connection.execute(db.select(Message.id)).scalars())
    assert len(there) == len(set(there))
    assert set(answered) <= {str(one) for one in there}
    assert len(answered) == len(set(answered))
    return len(answered)


def is_whole() -> bool:
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check").fetchall()
        nowhere = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return [tuple(row) for row in found] == [("ok",)] and nowhere == []
