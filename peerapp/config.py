"""The settings, from the environment, with defaults that run on one small machine.

A secret that is not set is made once and kept in DATA_DIR (mode 0600).
"""

import base64
import os
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import ec

ROOT = Path(__file__).resolve().parent.parent

APP_ICONS = ("sunrise", "leaf", "calendar", "circle")  # the first is ours
NEUTRAL_SITE = "https://www.weather.gov/"
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", "0.0.0.0", ""}


class SettingsError(Exception):
    """A setting that must not be used as it is; the text says what to mend."""


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Flask's configuration; raises SettingsError."""
    data_dir = Path(environ.get("DATA_DIR") or ROOT / "instance").resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = environ.get("PORT") or "8000"
    public_url = (environ.get("PUBLIC_URL") or f"http://localhost:{port}").rstrip("/")
    refuse_half_a_url(public_url)
    production = is_production(public_url)
    subject = environ.get("VAPID_SUBJECT") or "mailto:operator@localhost"

    secret_key = kept(environ, "SECRET_KEY", data_dir / "secret_key", make_secret_key)
    if production:
        refuse_weak_secret(secret_key)
        refuse_unreachable_subject(subject)
    return {
        "DATA_DIR": data_dir,
        "PUBLIC_URL": public_url,
        "PRODUCTION": production,
        "SECRET_KEY": secret_key,
        "ENCRYPTION_KEYS": good_keys(
            kept(environ, "ENCRYPTION_KEYS", data_dir / "encryption_keys", make_encryption_key)
        ),
        "VAPID_PRIVATE_KEY": kept(
            environ, "VAPID_PRIVATE_KEY", data_dir / "vapid_private_key", make_vapid_key
        ),
        "VAPID_SUBJECT": subject,
        "PUSH_ALLOWED_HOSTS": words(environ.get("PUSH_ALLOWED_HOSTS", "")),
        "PUSH_CA_FILE": environ.get("PUSH_CA_FILE") or None,
        "REDIS_URL": environ.get("REDIS_URL") or None,
        "SQLALCHEMY_DATABASE_URI": database_url(environ.get("DATABASE_URL"), data_dir),
        # A web process has 16 threads, and a request may hold a second connection for a moment.
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": 10,
            "max_overflow": 30,
            "pool_timeout": 15,  # seconds
            "pool_pre_ping": True,  # a connection that the server has dropped is made anew
        },
        "BACKUP_DIR": folder(environ.get("BACKUP_DIR")),
        "BACKUP_HOUR": number(environ, "BACKUP_HOUR", 8, most=23),  # UTC; night in America
        "BACKUP_DAYS": number(environ, "BACKUP_DAYS", 7, least=1),
        "BACKUP_WEEKS": number(environ, "BACKUP_WEEKS", 4),
        "SMTP_URL": environ.get("SMTP_URL") or None,
        "MAIL_FROM": environ.get("MAIL_FROM") or "Peerapp <peerapp@localhost>",
        "EXIT_URL": exit_url(environ.get("EXIT_URL")),
        "PROGRAM_NAME": environ.get("PROGRAM_NAME") or "Peerapp",
        "APP_NAME": environ.get("APP_NAME") or None,
        "APP_ICON": app_icon(environ.get("APP_ICON")),
        "MENTORS_ARE_VETTED": environ.get("MENTORS_ARE_VETTED", "").lower() in ("1", "yes", "true"),
        "SERVICE_WORKER": one_of(environ, "SERVICE_WORKER", ("on", "pushes", "off")),
        "TRUSTED_PROXIES": number(environ, "TRUSTED_PROXIES"),
        # Cookies (W2). The `__Host-` prefix needs https, so a plain http try-out goes without.
        "SESSION_COOKIE_NAME": "__Host-peerapp" if public_url.startswith("https:") else "peerapp",
        "SESSION_COOKIE_SECURE": public_url.startswith("https:"),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": 400 * 24 * 3600,  # the real lifetimes are kept on the server
        # The token lives as long as the session: a page may stay open on a phone for days.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # personal pages send no Referer, so it cannot be checked
        "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
    }


def refuse_half_a_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"PUBLIC_URL must be a whole address, such as https://{url}.")


def exit_url(url: str | None) -> str:
    """Where "Exit" leads: a site that anybody may be looking at."""
    url = (url or NEUTRAL_SITE).strip()
    if not is_whole_https(url) or re.search(r"[\s\"'<>;]", url):
        raise SettingsError(
            f"EXIT_URL must be a whole https address of a neutral site, such as {NEUTRAL_SITE} "
            f"(it is {url!r})."
        )
    return url


def is_whole_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # half of an IPv6 address
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not parts.username


def app_icon(name: str | None) -> str:
    """One of static/icons: ours, or one that says nothing of what the app is for."""
    name = (name or APP_ICONS[0]).strip()
    if name not in APP_ICONS:
        raise SettingsError(f"APP_ICON must be one of {', '.join(APP_ICONS)} (it is {name!r}).")
    return name


def folder(path: str | None) -> Path | None:
    return Path(path).resolve() if path else None


def number(
    environ: Mapping[str, str], name: str, default: int = 0, least: int = 0, most: int = 1_000
) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
        raise SettingsError(f"{name} must be a number from {least} to {most} (it is {text!r}).")
    return int(text)


def one_of(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """The first is the default."""
    choice = environ.get(name, "").lower() or choices[0]
    if choice not in choices:
        raise SettingsError(f"{name} must be one of {', '.join(choices)} (it is {choice!r}).")
    return choice


def good_keys(text: str) -> list[str]:
    keys = words(text)
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        keys = []
    if not keys:
        raise SettingsError(
            "ENCRYPTION_KEYS must be Fernet keys with commas between, newest first. "
            "Without the keys that were used before, nobody can read the notes again."
        )
    return keys


def is_production(public_url: str) -> bool:
    return (urlsplit(public_url).hostname or "") not in LOCAL_HOSTS


def database_url(url: str | None, data_dir: Path) -> str:
    """The SQLAlchemy URL; `postgres://` and `postgresql://` both mean psycopg 3."""
    if not url:
        return f"sqlite:///{data_dir / 'peerapp.db'}"
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


def words(text: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", text) if word]


def kept(environ: Mapping[str, str], name: str, file: Path, make: Callable[[], str]) -> str:
    """The secret from the environment, else from its file, which is made on the first run."""
    if value := environ.get(name):
        return value.strip()
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not file.exists():
        draft.touch(mode=0o600)
        draft.write_text(make())
        try:
            # web and worker start together: a link never overwrites, so both end with one key
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()


def make_secret_key() -> str:
    return secrets.token_urlsafe(48)


def make_encryption_key() -> str:
    return Fernet.generate_key().decode()


def make_vapid_key() -> str:
    """A P-256 private key as 32 bytes, base64url without padding (as py-vapid reads it)."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def refuse_weak_secret(key: str) -> None:
    if len(key) < 32 or len(set(key)) < 12:
        raise SettingsError(
            "SECRET_KEY is too easy to guess. Unset it and Peerapp makes a good one, or set 32 "
            "or more random ones: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )


def refuse_unreachable_subject(subject: str) -> None:
    """RFC 8292 section 2.1 wants a contact; Apple answers 403 to one that is no real address."""
    mail = re.fullmatch(r"mailto:[^@\s]+@([^@\s]+)", subject)
    site = urlsplit(subject)
    host = mail.group(1) if mail else site.hostname if site.scheme == "https" else None
    reserved = ("localhost", ".local", ".invalid", ".test", ".example")
    if not host or "." not in host or host.endswith(reserved):
        raise SettingsError(
            "VAPID_SUBJECT must be a real address that the push services can write to, such as "
            f"mailto:you@your-program.org (it is {subject!r})."
        )
