"""Mozilla's push service, as far as Firefox speaks with it: over one WebSocket it gets an endpoint,
and each message that came there, as it came (https://autopush.readthedocs.io, "Push Service HTTP
API"). The endpoint is one of our stand-in's, which is as strict with the sender as the real one.
"""

import asyncio
import json
import secrets
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any, Self

from aiohttp import web

from tests.support.house import free_port
from tests.support.push_keys import base64url
from tests.support.push_service import Device, PushService

PATIENCE = 60  # seconds


@dataclass(eq=False)
class Subscribed(Device):
    """Only the browser has the keys: it alone reads what it gets."""

    channel: str = ""
    browser: "AutoPush | None" = None

    def decrypt(self, body: bytes) -> bytes:
        assert self.browser
        self.browser.hand_on(self.channel, body)
        return b""


class AutoPush:
    """`Firefox(..., **autopush.preferences())` has its pushes from here."""

    def __init__(self, service: PushService) -> None:
        self.service = service
        self.port = free_port()
        self.loop = asyncio.new_event_loop()
        Thread(target=self.loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self.open(), self.loop).result(PATIENCE)

    def preferences(self) -> dict[str, Any]:
        return {
            "dom.push.serverURL": f"ws://127.0.0.1:{self.port}/",
            "dom.push.testing.allowInsecureServerURL": True,
            "remote.prefs.recommended": False,  # one of them turns push off
            "permissions.default.desktop-notification": 1,
        }

    async def open(self) -> None:
        app = web.Application()
        app.router.add_get("/", self.talk)
        self.runner = web.AppRunner(app, shutdown_timeout=1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()

    async def talk(self, request: web.Request) -> web.WebSocketResponse:
        self.socket = web.WebSocketResponse(protocols=["push-notification"])
        await self.socket.prepare(request)
        async for said in self.socket:
            asked = json.loads(said.data)
            if more := self.answer(asked):
                kind = asked["messageType"]
                await self.socket.send_json({"messageType": kind, "status": 200, **more})
        return self.socket

    def answer(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        match asked.get("messageType"):
            case "hello":
                uaid = asked.get("uaid") or secrets.token_hex(16)
                return {"uaid": uaid, "use_webpush": True, "broadcasts": {}}
            case "register":
                channel = asked["channelID"]
                key = asked["key"].rstrip("=")
                make = partial(Subscribed, channel=channel, browser=self)
                device = self.service.subscribe(key, make)
                return {"channelID": channel, "pushEndpoint": device.endpoint}
            case "unregister":
                return {"channelID": asked["channelID"]}
        return None  # such as "ack": it has a message

    def hand_on(self, channel: str, body: bytes) -> None:
        message = {
            "messageType": "notification",
            "channelID": channel,
            "version": secrets.token_hex(8),
            "data": base64url(body),
            "headers": {"encoding": "aes128gcm"},
        }
        sending = self.socket.send_json(message)
        asyncio.run_coroutine_threadsafe(sending, self.loop).result(PATIENCE)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self.runner.cleanup(), self.loop).result(PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
