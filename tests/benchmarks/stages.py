"""Where the time of a send goes: the processor's, by thread, so that waiting does not count."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import wraps
from threading import get_ident
from typing import Any

from pywebpush import WebPusher

from peerapp.push import claims, network, outbox, sender, vapid

STAGES = (
    ("claim: which are due, the lease", claims, "claim"),
    ("open the payload (Fernet)", outbox, "opened"),
    ("encrypt (RFC 8291): WebPusher", sender, "WebPusher"),
    ("encrypt (RFC 8291): encode", WebPusher, "encode"),
    ("sign (RFC 8292), mostly from memory", vapid.Signer, "authorization"),
    ("the rest of a request", sender, "prepared"),
    ("settle: what came of it", claims, "settle"),
    ("the rest of the sender", sender, "send_due"),
)


class Stages:
    """While it watches, each function's own time without that of those it calls."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.inside: defaultdict[int, list[float]] = defaultdict(lambda: [0.0])  # by thread

    def watch(self) -> None:
        for name, owner, function in STAGES:
            setattr(owner, function, self.timed(name, getattr(owner, function)))
        close = network.Network.__exit__

        def closed(net: network.Network, *why: object) -> None:
            assert net.thread.ident
            clock = time.pthread_getcpuclockid(net.thread.ident)
            own = time.clock_gettime(clock) - self.inside[net.thread.ident][0]
            self.spent["HTTP and TLS, and the rest of the event loop"] += own
            close(net, *why)

        network.Network.__exit__ = closed  # type: ignore[method-assign]

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work, updated=())
        def measured(*args: Any, **kwargs: Any) -> Any:
            inside = self.inside[get_ident()]
            inside.append(0.0)
            began = time.thread_time()
            try:
                return work(*args, **kwargs)
            finally:
                spent = time.thread_time() - began
                self.spent[name] += spent - inside.pop()
                inside[-1] += spent

        return measured

    def table(self, messages: int) -> str:
        total = self.spent.total()
        return "\n".join(
            f"  {name:48}{spent / messages * 1e6:8.1f}{spent / total:7.0%}"
            for name, spent in self.spent.most_common()
        )
