"""The real web server in processes of its own, on a test's database, to be killed and started."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from peerapp.config import ROOT
from tests.support.house import free_port
from tests.support.worker import Workers, wait_until

PATIENCE = 120  # seconds; a busy machine starts it slowly


class WebServer:
    def __init__(self, app: Flask, processes: int = 2) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in Workers(app).environment().items() if value},
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": str(processes),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "WebServer":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:app"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(self.answers, within=PATIENCE)
        return self

    def answers(self) -> bool:
        assert self.process and self.process.poll() is None, "it has ended"
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def family(self) -> list[int]:
        """It and those that it started."""
        assert self.process
        found = subprocess.run(
            ["ps", "-o", "pid=", "--sid", str(self.process.pid)], capture_output=True, text=True
        )
        return [int(pid) for pid in found.stdout.split()]

    def kill(self) -> None:
        """All of it at one instant, by kill -9: nothing is tidied up."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextmanager
def web_server(app: Flask, processes: int = 2) -> Iterator[WebServer]:
    server = WebServer(app, processes)
    try:
        yield server.start()
    finally:
        server.kill()
