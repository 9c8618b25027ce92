"""Settings and secrets."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from peerapp.config import SettingsError, from_environment

GOOD = {
    "PUBLIC_URL": "https://peers.example.com",
    "VAPID_SUBJECT": "mailto:you@program.example.com",
}


def settings(tmp_path: Path, **environ: str) -> dict[str, Any]:
    return from_environment({"DATA_DIR": str(tmp_path / "data"), **environ})


def test_secrets_are_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    first, second = settings(tmp_path), settings(tmp_path)
    for name in ("secret_key", "encryption_keys", "vapid_private_key"):
        file = tmp_path / "data" / name
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert first[name.upper()] == second[name.upper()]
    assert len(first["SECRET_KEY"]) >= 43
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_web_and_worker_that_start_together_end_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: settings(tmp_path)["SECRET_KEY"], range(8)))
    assert len(set(keys)) == 1
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [
        "encryption_keys",
        "secret_key",
        "vapid_private_key",
    ]


def test_a_secret_from_the_environment_is_not_written_down(tmp_path: Path) -> None:
    assert settings(tmp_path, SECRET_KEY="from outside")["SECRET_KEY"] == "from outside"
    assert not (tmp_path / "data" / "secret_key").exists()


@pytest.mark.parametrize("key", ["changeme", "secret" * 8, "a" * 64, "short-but-random-9f8a7"])
def test_a_weak_secret_key_is_refused_in_production(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        settings(tmp_path, **GOOD, SECRET_KEY=key)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "mailto:me@localhost",
        "mailto:me",
        "me@program.org",
        "mailto:a@b@c",
        "http://program.org",
        "mailto:me@box.local",
        "https://localhost",
    ],
)
def test_a_push_contact_that_is_no_real_address_is_refused_in_production(
    tmp_path: Path, subject: str
) -> None:
    with pytest.raises(SettingsError, match="VAPID_SUBJECT"):
        settings(tmp_path, **{**GOOD, "VAPID_SUBJECT": subject})


def test_a_good_production_starts_with_secure_cookies(tmp_path: Path) -> None:
    found = settings(tmp_path, **GOOD)
    assert found["PRODUCTION"] is True
    assert found["SESSION_COOKIE_NAME"] == "__Host-peerapp"
    assert found["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize("url", ["postgres://u:p@db/peers", "postgresql://u:p@db/peers"])
def test_both_spellings_of_a_postgresql_address_mean_psycopg_3(tmp_path: Path, url: str) -> None:
    found = settings(tmp_path, DATABASE_URL=url)["SQLALCHEMY_DATABASE_URI"]
    assert found == "postgresql+psycopg://u:p@db/peers"


def test_the_app_says_what_to_mend_instead_of_a_traceback(tmp_path: Path) -> None:
    environ = {**os.environ, **GOOD, "SECRET_KEY": "weak", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import app"], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Peerapp does not start: SECRET_KEY is too easy to guess." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "peers.example.com"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "ftp://peers.example.com"),
        ("TRUSTED_PROXIES", "x"),
        ("ENCRYPTION_KEYS", "abc"),
        ("SERVICE_WORKER", "no"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings(tmp_path, **{name: value})
