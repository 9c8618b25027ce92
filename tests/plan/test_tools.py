"""Tools for five minutes: for everybody, the same for everybody, readable without a script."""

import re

import pytest

from tests.support.people import make_coordinator, make_member, make_mentor

PAGES = ("/tools", "/tools/urge", "/tools/breathing", "/tools/halt", "/tools/senses")
STEPS = {
    "/tools/urge": ["Choose 5, 10 or 20 minutes", "where the urge is", "Let the urge be there"],
    "/tools/breathing": ["1, 2, 3, 4.", "1, 2, 3, 4, 5, 6.", "five minutes"],
    "/tools/halt": ["Hungry", "Angry", "Lonely", "Tired", "drink a glass of water"],
    "/tools/senses": ["5 things you can see", "3 things you can hear", "1 thing you can taste"],
}


@pytest.mark.parametrize("path", PAGES)
def test_w4_a_tool_is_the_same_for_everybody_and_the_phone_keeps_it(client, client_for, path):
    page = client.get(path)
    assert page.status_code == 200
    assert "csrf" not in page.text
    assert "<form" not in page.text
    assert client_for(make_member("Mia Canary")).get(path).data == page.data
    assert f'"{path}"' in client.get("/sw.js").text
    again = client.get(path, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("path", "said"), STEPS.items())
def test_a_tool_is_a_page_of_steps_without_a_script(client, path, said):
    page = client.get(path).text
    shown = re.sub(r"<section[^>]* hidden.*?</section>", "", page, flags=re.DOTALL)
    for words in said:
        assert words in shown


@pytest.mark.parametrize("path", PAGES)
def test_h4_from_every_tool_a_person_is_one_tap_away(client, path):
    assert client.get(path).text.count('href="/help"') >= 2
    assert 'href="/plan"' in client.get(path).text


@pytest.mark.parametrize("person", [make_mentor, make_coordinator])
def test_who_is_no_member_hears_whose_the_plan_is_and_is_at_home_again(client_for, person):
    theirs = client_for(person())
    answer = theirs.get("/plan", follow_redirects=True)
    assert answer.status_code == 200
    assert "Only members have a plan here." in answer.text
    assert "Only members have a plan here." not in theirs.get("/", follow_redirects=True).text


def test_h4_the_page_without_a_network_leads_to_the_plan_and_the_tools(client):
    page = client.get("/offline").text
    assert 'href="/plan"' in page
    assert 'href="/tools"' in page
