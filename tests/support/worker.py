"""The real `worker` command in a process of its own, on a test's database, queue and push service.

worker = workers.start()
worker.kill()           # as the kernel does when memory is short: nothing is tidied up
worker.stop()           # as an operator does
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

from flask import Flask

from peerapp.config import ROOT

COMMAND = ("-m", "flask", "--app", "app", "worker")


class Worker:
    def __init__(self, environment: dict[str, str], command: tuple[str, ...]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stderr=subprocess.PIPE
        )
        self._lines: list[bytes] = []
        self._listening = Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._lines.append(line)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self, within: float = 60) -> int:
        """Its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within)

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def said(self) -> str:
        return b"".join(self._lines).decode()

    def peak_memory(self) -> int:
        """In bytes, of all that it has used at once until now (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        [line] = [line for line in status if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024

    def close(self) -> None:
        if self.is_alive():
            self.kill()
        self._listening.join()
        assert self.process.stderr
        self.process.stderr.close()


class Workers:
    """All of one test."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.started: list[Worker] = []

    def environment(self) -> dict[str, str]:
        config = self.app.config
        names = ("SECRET_KEY", "VAPID_PRIVATE_KEY", "VAPID_SUBJECT", "PUBLIC_URL")
        return {
            **os.environ,
            **{name: config[name] for name in names},
            "PUSH_ALLOWED_HOSTS": ",".join(config["PUSH_ALLOWED_HOSTS"]),
            "PUSH_CA_FILE": config["PUSH_CA_FILE"],
            "ENCRYPTION_KEYS": ",".join(config["ENCRYPTION_KEYS"]),
            "DATA_DIR": str(config["DATA_DIR"]),
            "DATABASE_URL": config["SQLALCHEMY_DATABASE_URI"],
            "REDIS_URL": config["REDIS_URL"] or "",
        }

    def start(self, command: tuple[str, ...] = COMMAND, **settings: str) -> Worker:
        self.started.append(Worker({**self.environment(), **settings}, command))
        return self.started[-1]

    def close(self) -> None:
        for worker in self.started:
            worker.close()
            print(worker.said(), end="")  # pytest shows it where a test fails


def wait_until(is_so, within: float) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)
