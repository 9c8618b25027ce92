"""A change of the key that pushes are signed with loses no device (P4)."""

import pytest
from sqlalchemy import select, update

from peerapp import clock, config
from peerapp.extensions import db
from peerapp.push import outbox, sender, vapid
from peerapp.push.models import Delivery, PushSubscription
from peerapp.push.notifications import Notification
from tests.push.test_sending import HOUR, put
from tests.support.people import make_member

pytestmark = pytest.mark.both_databases


@pytest.fixture
def old_key(app, monkeypatch):
    key = config.make_vapid_key()
    monkeypatch.setitem(app.config, "VAPID_PRIVATE_KEY", key)
    return key


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def client(client_for, mia):
    return client_for(mia)


def turn_on(client, service, **more):
    """A device under the key of the moment, as a browser says it."""
    device = service.subscribe(server_key=client.get("/push/key").text)
    response = client.post("/push/subscriptions", json={**device.to_json(), **more})
    assert response.status_code in (200, 201)
    return device


def add_a_key(app):
    app.config["VAPID_PRIVATE_KEY"] = (
        f"{config.make_vapid_key()}, {app.config['VAPID_PRIVATE_KEY']}"
    )


def subscriptions_in_order():
    db.session.expire_all()
    return list(db.session.scalars(select(PushSubscription).order_by(PushSubscription.created_at)))


def test_p4_old_devices_are_signed_for_with_the_old_key_and_new_ones_with_the_new(
    app, service, client_for, mia, old_key
):
    old = turn_on(client_for(mia), service)
    add_a_key(app)
    new = turn_on(client_for(mia), service)
    assert old.server_key != new.server_key
    assert put(mia) == 2
    assert sender.send_due(clock.now()) == 2
    assert {one.device for one in service.received} == {old, new}
    assert service.problems == []


def test_a_device_that_is_opened_moves_to_the_new_key_with_all_that_waits_for_it(
    app, service, client, mia, old_key
):
    old = turn_on(client, service)
    [kept] = subscriptions_in_order()
    client.post(f"/push/devices/{kept.id}/details", data={"shows": "yes"})
    now = clock.now()
    outbox.put(mia, Notification("test:later", now + 3 * HOUR), now, not_before=now + HOUR)
    db.session.commit()
    add_a_key(app)
    moved = turn_on(client, service, replaces=True)
    [one] = subscriptions_in_order()
    assert (one.id, one.endpoint, one.shows_details) == (kept.id, moved.endpoint, True)
    assert one.server_key == moved.server_key != old.server_key
    assert sender.send_due(now + HOUR) == 1
    assert [received.device for received in service.received] == [moved]
    assert service.problems == []


def test_p2_what_a_device_replaces_is_its_own_only(app, service, client_for, mia, old_key):
    first, second = client_for(mia), client_for(make_member("Nora"))
    hers = turn_on(first, service)
    turn_on(second, service, replaces=True)
    kept, new = subscriptions_in_order()
    assert kept.endpoint == hers.endpoint != new.endpoint


def test_a_device_from_before_its_key_was_recorded_is_signed_for_with_the_oldest(
    app, service, client, mia, old_key
):
    device = turn_on(client, service)
    db.session.execute(update(PushSubscription).values(server_key=None))
    db.session.commit()
    add_a_key(app)
    put(mia)
    assert sender.send_due(clock.now()) == 1
    # at its next start the browser tells which it was made with
    said = {**device.to_json(), "again": True, "key": device.server_key}
    assert client.post("/push/subscriptions", json=said).status_code == 200
    assert subscriptions_in_order()[0].server_key == device.server_key


@pytest.mark.parametrize("told", ["", "x", 5, None, ["a"], "B" * 87])
def test_a_key_that_is_none_of_ours_is_not_believed(app, service, client, told, old_key):
    device = service.subscribe()
    said = {**device.to_json(), "key": told}
    assert client.post("/push/subscriptions", json=said).status_code == 201
    assert subscriptions_in_order()[0].server_key == vapid.signer().public_key()


def test_the_same_again_without_its_key_does_not_forget_it(app, service, client, mia, old_key):
    device = turn_on(client, service)
    add_a_key(app)
    client.post("/push/subscriptions", json={**device.to_json(), "again": True})
    put(mia)
    assert sender.send_due(clock.now()) == 1


def test_a_key_that_is_gone_keeps_the_device_and_its_next_start_mends_it(
    app, service, client, mia, old_key
):
    turn_on(client, service)
    app.config["VAPID_PRIVATE_KEY"] = config.make_vapid_key()
    put(mia)
    assert sender.send_due(clock.now()) == 0
    assert service.problems == ["403 signed with another key than the subscription's"]
    moved = turn_on(client, service, replaces=True)
    [one] = subscriptions_in_order()
    assert (one.endpoint, one.failures, one.last_error) == (moved.endpoint, 0, None)
    put(mia, key="test:2")
    assert sender.send_due(clock.now()) == 1


def test_the_command_makes_a_key_counts_devices_and_drops_what_nobody_needs(
    app, service, client, old_key, tmp_path, monkeypatch
):
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    (tmp_path / "vapid_private_key").write_text(old_key)
    runner = app.test_cli_runner()
    old = vapid.signer().public_key()
    turn_on(client, service)

    made = runner.invoke(args=["push", "keys", "--new"]).output
    new = vapid.signer().public_key()
    assert f"public key:   {new} (0 devices)" in made
    assert f"an older one: {old} (1 devices)" in made
    file = tmp_path / "vapid_private_key"
    assert (file.read_text().count(","), file.stat().st_mode & 0o777) == (1, 0o600)
    assert file.read_text().endswith(old_key)
    assert old_key not in made
    assert old in runner.invoke(args=["push", "keys", "--drop-unused"]).output  # it is needed

    turn_on(client, service, replaces=True)
    assert old not in runner.invoke(args=["push", "keys", "--drop-unused"]).output
    assert "," not in file.read_text()
    assert vapid.signer().public_key() == new
    assert db.session.scalar(select(PushSubscription.server_key)) == new
    assert db.session.scalars(select(Delivery)).all() == []


def test_where_the_environment_has_the_key_the_command_says_what_to_set(
    app, old_key, tmp_path, monkeypatch
):
    monkeypatch.setenv("VAPID_PRIVATE_KEY", old_key)
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    said = app.test_cli_runner().invoke(args=["push", "keys", "--new"]).output
    assert f"VAPID_PRIVATE_KEY={app.config['VAPID_PRIVATE_KEY']}" in said
    assert list(tmp_path.iterdir()) == []
