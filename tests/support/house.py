"""The whole product as an operator starts it: migrations, web server and worker, in processes."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from peerapp.config import ROOT

PATIENCE = 60  # seconds to start, and to stop


class House:
    def __init__(self, data_dir: Path, command: str = "run-all") -> None:
        self.data_dir = data_dir
        self.command = command
        self.log = data_dir.with_suffix(".log")
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}

    def start(self, **settings: str) -> "House":
        self.settings = settings
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", self.command],
            cwd=ROOT,
            env=self.environment(),
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        end = time.monotonic() + PATIENCE
        while not self.answers("/readyz"):
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"it did not start:\n{self.said()}")
            time.sleep(0.1)
        return self

    def environment(self) -> dict[str, str]:
        own = {
            "DATA_DIR": str(self.data_dir),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PUBLIC_URL": self.address,
        }
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {**os.environ, **own, "PATH": path, **self.settings}

    def run(self, *command: str, typed: str = "") -> str:
        """`house.run("people", "add", ...)`: one of our commands beside the running house."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *command],
            cwd=ROOT,
            env=self.environment(),
            input=typed,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.address + path, timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def close(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise AssertionError(f"SIGTERM did not stop it:\n{self.said()}") from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
