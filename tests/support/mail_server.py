"""A mail server on loopback: just enough SMTP (RFC 5321), and what can go wrong with it."""

import socketserver
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string, policy
from email.message import EmailMessage
from threading import Event, Thread


class MailServer(socketserver.ThreadingTCPServer):
    """`messages`: what it took, as text. `answers["RCPT"] = "550 no"`: what it says from now on to
    that verb; `HANG`: nothing at all; `CLOSE`: it hangs up.
    """

    HANG = "hang"
    CLOSE = "close"
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MailHandler)
        self.messages: list[str] = []
        self.connections = 0
        self.answers: dict[str, str] = {}
        self.is_over = Event()  # so that what hangs ends with the test
        self.slow_seconds = 0.0  # before it takes a message

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_string(one, policy=policy.default) for one in self.messages]


class MailHandler(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.connections += 1
        if not self.answer("CONNECT", "220 ready"):
            return
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "DATA":
                self.say("354 go on")
                message = self.read_message()
                time.sleep(self.server.slow_seconds)
                if "DATA" not in self.server.answers:
                    self.server.messages.append(message)
            if not self.answer(verb, "250 ok"):
                return

    def answer(self, verb: str, usual: str) -> bool:
        """Whether the conversation goes on."""
        said = self.server.answers.get(verb, usual)
        if said == MailServer.HANG:
            self.server.is_over.wait(60)
            return False
        if said == MailServer.CLOSE:
            return False
        self.say(said)
        return True

    def read_message(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line.rstrip("\r\n"))
        return "\n".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.is_over.set()
        server.shutdown()
