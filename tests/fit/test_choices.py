"""The places of the names in their lists are what the answers are kept by: they may never move."""

import pytest

from peerapp.fit import choices
from peerapp.matching.choice_set import ChoiceSet
from peerapp.matching.models import MatchProfile

PLACES = {
    "RECOVERING_FROM": "alcohol opioids stimulants cannabis sedatives nicotine gambling eating "
    "gaming sex other",
    "PATHWAYS": "12_step smart dharma women_for_sobriety lifering faith medication own",
    "LANGUAGES": "en es ase ar bn zh yue cs nl fa tl fr de el gu ht he hi hmn it ja ko nv pl pt pa "
    "ro ru so sw ta tr uk ur vi yo am hu sv ga cy",
    "GENDERS": "woman man nonbinary",
    "EXPERIENCES": "veteran parent lgbtq justice young_adult chronic_pain family homelessness "
    "mental_health grief immigrant native black latino asian christian jewish muslim buddhist "
    "hindu",
    "WAYS": "chat phone video in_person",
    "HOPES": "listen meetings steps daily cravings family work fun",
    "WEEK_PARTS": "mon_morning mon_afternoon mon_evening tue_morning tue_afternoon tue_evening "
    "wed_morning wed_afternoon wed_evening thu_morning thu_afternoon thu_evening fri_morning "
    "fri_afternoon fri_evening sat_morning sat_afternoon sat_evening sun_morning sun_afternoon "
    "sun_evening",
    "QUESTIONS": "recovering_from pathways languages gender age experiences when how hopes",
}


@pytest.mark.parametrize("name", PLACES)
def test_a_name_of_a_list_is_never_moved_or_removed_only_added_at_the_end(name):
    pinned = PLACES[name].split()
    now = list(getattr(choices, name))
    assert now[: len(pinned)] == pinned
    assert len(now) <= 63  # the bits of a BIGINT


def test_every_list_of_bits_is_pinned():
    columns = MatchProfile.__table__.columns
    kept = {one.type.names for one in columns if isinstance(one.type, ChoiceSet)}
    assert {tuple(getattr(choices, name)) for name in PLACES} == kept


def test_each_experience_is_in_one_group():
    shown = [name for names in choices.EXPERIENCE_GROUPS.values() for name in names]
    assert sorted(shown) == sorted(choices.EXPERIENCES)
