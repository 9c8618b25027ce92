"""A tap in a process of its own: `python -m tests.support.tap '{"uri": ..., "taps": [...]}'`.

Each tap is sent at its instant, so that several processes send at the same moment. What came of
them is printed as JSON: the status, where it leads, what that page says.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask

from peerapp import create_app
from peerapp.accounts.models import Person
from peerapp.config import ROOT
from peerapp.extensions import db
from tests.support.client import Client, client_of

APART = 0.2  # seconds between two rounds


def at_the_same_moment(
    app: Flask, *processes: list[tuple[Person, str]]
) -> list[list[dict[str, Any]]]:
    """Of each process its taps, one a round: (who, path). What came of each."""
    running = []
    for taps in processes:
        plan = {
            "uri": app.config["SQLALCHEMY_DATABASE_URI"],
            "data_dir": str(app.config["DATA_DIR"]),
            "taps": [{"who": str(who.id), "path": path} for who, path in taps],
        }
        command = [sys.executable, "-m", "tests.support.tap", json.dumps(plan)]
        pipe = subprocess.PIPE
        running.append(
            subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        )
    for process in running:  # all have started before the first tap
        assert process.stdout
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
    start = f"{time.time() + APART}\n"
    for process in running:
        assert process.stdin
        process.stdin.write(start)
        process.stdin.flush()
    said = [process.communicate(timeout=60) for process in running]
    for process, (_, problem) in zip(running, said, strict=True):
        assert process.returncode == 0, problem
    return [json.loads(out) for out, _ in said]


def main(plan: dict[str, Any]) -> list[dict[str, Any]]:
    app = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": plan["uri"],
            "DATA_DIR": Path(plan["data_dir"]),
            "QUEUE_IMMEDIATE": True,
            "PROPAGATE_EXCEPTIONS": True,
        }
    )
    phones = []
    with app.app_context():
        for tap in plan["taps"]:
            phone = client_of(app, db.session.get_one(Person, UUID(tap["who"])))
            phone.token()
            phones.append(phone)
    print("ready", flush=True)
    start = float(sys.stdin.readline())
    taps = zip(phones, plan["taps"], strict=True)
    return [
        sent(phone, tap["path"], start + number * APART) for number, (phone, tap) in enumerate(taps)
    ]


def sent(phone: Client, path: str, at: float) -> dict[str, Any]:
    time.sleep(max(0.0, at - time.time()))
    answer = phone.post(path)
    page = phone.get(answer.location).text if answer.location else answer.text
    notices = re.findall(r'<p class="notice">([^<]*)</p>', page)
    return {"status": answer.status_code, "to": answer.location, "said": notices}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
