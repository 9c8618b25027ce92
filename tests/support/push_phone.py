"""A phone whose push service is our stand-in.

Chromium gets its subscriptions from Google over the network, which a test has not. Only that one
call is replaced, `PushManager.subscribe` and what asks for its result; permission, service worker,
notification and tap are the browser's own.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.support.push_service import Device, PushService, Received

STAND_IN = """
(() => {
  const bytes = (text) => Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const made = (found) => found && {
    endpoint: found.json.endpoint,
    expirationTime: null,
    options: { userVisibleOnly: true, applicationServerKey: bytes(found.key).buffer },
    toJSON: () => found.json,
    unsubscribe: () => window.standInPush("unsubscribe", ""),
  };
  PushManager.prototype.subscribe = async function (options) {
    if (!options?.userVisibleOnly) throw new DOMException("silent push", "NotAllowedError");
    const key = options.applicationServerKey;
    return made(await window.standInPush("subscribe", typeof key === "string" ? key : text(key)));
  };
  PushManager.prototype.getSubscription = async function () {
    return made(await window.standInPush("get", ""));
  };
})();
"""


ACTIVATED = """async () => {
    const {active} = await navigator.serviceWorker.ready;
    while (active.state !== "activated") await new Promise((soon) => setTimeout(soon, 20));
}"""


@dataclass
class PushPhone:
    page: Page
    service: PushService
    origin: str
    device: Device | None = None
    _registrations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        context = self.page.context
        context.grant_permissions(["notifications"], origin=self.origin)
        context.expose_function("standInPush", self._answer)
        context.add_init_script(STAND_IN)

    def _answer(self, what: str, key: str) -> Any:
        if what == "unsubscribe":
            self.device = None
            return True
        if what == "subscribe" and self.device is None:
            self.device = self.service.subscribe(server_key=key)
        if self.device is None:
            return None
        return {"json": self.device.to_json(), "key": self.device.server_key}

    def deliver(self, received: Received) -> None:
        """What the push service would do now: wake the service worker with the message.

        DevTools loses it at times where the machine is busy; so once more, if nothing is shown.
        """
        devtools = self.page.context.new_cdp_session(self.page)
        said = {
            "origin": self.origin,
            "registrationId": self._registration(devtools),
            "data": received.data.decode(),
        }
        for _ in range(4):
            devtools.send("ServiceWorker.deliverPushMessage", said)
            if self.notifications(within=5):
                return

    def _registration(self, devtools: CDPSession) -> str:
        self.page.evaluate(ACTIVATED)  # what reaches a worker that is still starting is lost
        devtools.on("ServiceWorker.workerRegistrationUpdated", self._note)
        devtools.send("ServiceWorker.enable")
        while not self._registrations:
            self.page.wait_for_timeout(50)
        return self._registrations[-1]

    def _note(self, event: dict[str, Any]) -> None:
        self._registrations += [
            one["registrationId"] for one in event["registrations"] if not one["isDeleted"]
        ]

    def notifications(self, within: float = 20) -> list[dict[str, Any]]:
        """What the phone shows in its tray now."""
        shown = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
            .map(({title, body, tag}) => ({title, body, tag}))"""
        for _ in range(int(within * 20)):  # a busy machine starts a service worker late
            if found := self.page.evaluate(shown):
                return list(found)
            self.page.wait_for_timeout(50)
        return []

    def tap_notification(self) -> None:
        """A tap lets a service worker bring its window to the front; a test's event has no such
        right, so `focus` is answered in its place.
        """
        worker = self.page.context.service_workers[0]
        worker.evaluate(
            """async () => {
              WindowClient.prototype.focus = async function () { return this; };
              const [notification] = await self.registration.getNotifications();
              self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
            }"""
        )
