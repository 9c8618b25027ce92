"""What the pages of a call show: to its member, and to those who may help."""

from typing import Any

from peerapp import clock
from peerapp.matching import matches
from peerapp.pages import at_time, me
from peerapp.safety import (
    call_access,
    call_numbers,
    call_plan,
    call_rules,
    call_story,
    call_summary,
    calls,
    circle,
    telling,
)
from peerapp.safety.call_forms import WordsForm
from peerapp.safety.lines import lines
from peerapp.safety.models import HelpCall, Stage


def of_help() -> dict[str, Any]:
    """What /help shows a member before the crisis lines."""
    now, call = clock.now(), calls.open_of(me())
    if call:
        return {"lines": lines, **of_member(call)}
    return {
        "lines": lines,
        "plan": call_plan.of(me(), now),
        "ways": call_numbers.to_call(me(), now),
    }


def of_member(call: HelpCall, form: WordsForm | None = None) -> dict[str, Any]:
    now, walks = clock.now(), matches.of_member(me())
    story = call_story.of(call, me())
    if form is None:
        form = WordsForm(formdata=None, data={"words": call.words})
    return {
        "call": call,
        "story": story,
        "headline": call_summary.headline(call, story),
        "coming": call_summary.what_comes(call, now, at_time),
        "undo": calls.to_undo(call, me(), now),
        "form": form,
        "walks": walks,
        "ways": call_numbers.to_call(me(), now, walks),
        "gives_number": call_numbers.are_given(call),
        "is_told_to_others": telling.is_told_to_others(call),
        "others": call.only_mentor and circle.of(call.member, now, False).after(Stage.MENTOR),
    }


def of_helper(call: HelpCall) -> dict[str, Any]:
    now = clock.now()
    story, has_passed = call_story.of(call, me()), me().id in telling.passed_on(call)
    return {
        "call": call,
        "name": call.member.display_name,
        "story": story,
        "headline": call_summary.headline_to_help(call, story, me(), has_passed),
        "has_passed": has_passed,
        "is_mine": call.taken_by_id == me().id,
        "is_others": call.taken_by_id not in (None, me().id),
        "walk": matches.between(me(), call.member_id),
        "way": call_numbers.for_helper(call, me()),
        "is_seen": call_access.has_seen(me(), call),
        "undo": calls.to_undo(call, me(), now),
        "follow": call_rules.current().follow_minutes,
    }
