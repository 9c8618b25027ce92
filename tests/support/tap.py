"""A tap in a process of its own: `python -m tests.support.tap '{"uri": ..., "taps": [...]}'`.

Each tap is sent at its instant (seconds since 1970), so that several processes send at the same
moment. What came of them is printed as JSON: the status, where it leads, what that page says.
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
from tests.support.client import client_of

READY_IN = 5.0  # seconds until the first tap: the processes have started by then
APART = 0.25  # seconds between two rounds


def at_the_same_moment(
    app: Flask, *processes: list[tuple[Person, str, dict[str, Any]]]
) -> list[list[dict[str, Any]]]:
    """Of each process its taps, one a round: (who, path, form). What came of each."""
    start = time.time() + READY_IN
    running = []
    for taps in processes:
        plan = {
            "uri": app.config["SQLALCHEMY_DATABASE_URI"],
            "data_dir": str(app.config["DATA_DIR"]),
            "taps": [
                {"at": start + number * APART, "who": str(who.id), "path": path, "form": form}
                for number, (who, path, form) in enumerate(taps)
            ],
        }
        command = [sys.executable, "-m", "tests.support.tap", json.dumps(plan)]
        running.append(
            subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        )
    said = [process.communicate(timeout=60) for process in running]
    for process, (_, problem) in zip(running, said, strict=True):
        assert process.returncode == 0, problem.decode()
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
    phones = {}
    with app.app_context():
        for tap in plan["taps"]:
            if tap["who"] not in phones:
                person = db.session.get_one(Person, UUID(tap["who"]))
                phones[tap["who"]] = client_of(app, person)
                phones[tap["who"]].token()
    return [sent(phones[tap["who"]], tap) for tap in plan["taps"]]


def sent(phone: Any, tap: dict[str, Any]) -> dict[str, Any]:
    time.sleep(max(0.0, tap["at"] - time.time()))
    late = time.time() - tap["at"]
    answer = phone.post(tap["path"], data=tap["form"])
    page = phone.get(answer.location).text if answer.location else answer.text
    notices = re.findall(r'<p class="notice">([^<]*)</p>', page)
    return {"status": answer.status_code, "to": answer.location, "said": notices, "late": late}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
