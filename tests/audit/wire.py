"""Counts what goes over the wire between a browser and the house, all of it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Wire:
    port: int
    to_browser: int = 0  # bytes, with the headers


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    """A port that leads on to `port` of this machine."""
    loop = asyncio.new_event_loop()
    wire = Wire(port=0)

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        house_reader, house_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(
            hand_on(reader, house_writer), hand_on(house_reader, writer, counts=True)
        )

    async def hand_on(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counts: bool = False
    ) -> None:
        try:
            while data := await reader.read(65_536):
                wire.to_browser += len(data) * counts
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = loop.run_until_complete(asyncio.start_server(take, "127.0.0.1", 0))
    wire.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
