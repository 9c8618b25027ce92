"""The buttons of a reminder's notification, and what each does: say how it is, done, or later."""

from uuid import UUID, uuid5

from peerapp import clock
from peerapp.checkins import log
from peerapp.checkins.answers import HARD_MOOD
from peerapp.language import _, lazy
from peerapp.pages import time_of_day
from peerapp.push import answers, badge
from peerapp.push.answers import Pressed, Refused, Said
from peerapp.push.notifications import Action
from peerapp.reminders import kinds, rung
from peerapp.reminders.models import Kind, ReminderSlot, slot_id_of
from peerapp.reminders.schedule import Later

MOODS = {"mood-4": 4, "mood-2": 2, "mood-3": 3}
LATER = {f"later-{when}": when for when in Later}

# A face alone says nothing to a stranger.
GOOD = Action("mood-4", "🙂", in_full=lazy("🙂 Good"))
HARD = Action("mood-2", "🙁", in_full=lazy("🙁 Hard"))
OKAY = Action("mood-3", "😐", in_full=lazy("😐 Okay"))
DONE = Action("done", lazy("Done"))
LATER_ON = Action("later", lazy("Later"))
IN_AN_HOUR = Action(f"later-{Later.AN_HOUR}", lazy("In 1 hour"))
TONIGHT = Action(f"later-{Later.TONIGHT}", lazy("Tonight"))
IN_TEN_MINUTES = Action(f"later-{Later.TEN_MINUTES}", lazy("In 10 minutes"))
# Most platforms show two buttons, so the two that most days fall between come first; "later" is
# then a tap on the check-in's notification and one on Today.
OF_CHECK_IN = (GOOD, HARD, LATER_ON, OKAY)
OF_OTHERS = (DONE, LATER_ON)

SAVED = lazy("Saved. Thank you.")
TALK = lazy("Tap here if you want to talk to someone.")
SAVED_ALREADY = lazy("This is saved already.")
NOT_THERE = lazy("This reminder is not there any more.")


def of(kind: str, offers_evening: bool) -> tuple[Action, ...]:
    """`offers_evening`: whether one of them says "tonight"."""
    when = (IN_AN_HOUR, TONIGHT, IN_TEN_MINUTES) if offers_evening else (IN_TEN_MINUTES, IN_AN_HOUR)
    return (*(OF_CHECK_IN if kind == Kind.CHECK_IN else OF_OTHERS), *when)


def by_hand(kind: str, slot_id: UUID) -> str:
    """The page where the same can be done: Today has the faces, and later."""
    return "/" if kind == Kind.CHECK_IN else f"/reminders/rung/{slot_id}"


@answers.on_answer("reminder")
def press(pressed: Pressed) -> Said:
    """What is done already stays as it is. Raises Refused."""
    slot = rung.find(pressed.person, slot_id_of(pressed.subject))
    if slot is None:
        raise Refused(NOT_THERE)
    if pressed.action in MOODS:
        return check_in(slot, pressed)
    if slot.done_at or kinds.done(slot.reminder.kind, [(pressed.person.id, slot.date)]):
        return said(pressed, SAVED_ALREADY)
    if pressed.action in LATER:
        return put_off(slot, pressed)
    if pressed.action != "done":
        raise Refused(NOT_THERE)
    rung.finish(slot, pressed.at)
    return said(pressed, SAVED)


def check_in(slot: ReminderSlot, pressed: Pressed) -> Said:
    """For the day on which it rang, even if that has just ended; who has flown west may be in the
    day before. A check-in that is there stays, but a hard day is heard all the same.
    """
    if not pressed.person.is_member:
        raise Refused(NOT_THERE)
    mood, day = MOODS[pressed.action], slot.date
    day = min(day, clock.local_day(pressed.at, pressed.person.timezone))
    is_there = bool(kinds.done(Kind.CHECK_IN, [(pressed.person.id, day)]))
    if not is_there:
        submission_id = uuid5(pressed.delivery_id, "check-in")
        log.check_in(pressed.person, day, {"mood": mood}, pressed.at, submission_id)
    if mood <= HARD_MOOD:
        return said(pressed, _("Thank you for saying so."), TALK, "/help")
    return said(pressed, SAVED_ALREADY if is_there else SAVED)


def put_off(slot: ReminderSlot, pressed: Pressed) -> Said:
    try:
        again_at = rung.put_off(slot, LATER[pressed.action], pressed.at)
    except rung.NotPutOff as why:
        raise Refused(str(why)) from why
    wall = clock.local(again_at, pressed.person.timezone).time()
    return said(pressed, _("It rings again at %(time)s.", time=time_of_day(wall)))


def said(pressed: Pressed, text: str, hint: str = "", path: str | None = None) -> Said:
    return Said(str(text), str(hint), path, badge.number(pressed.person, pressed.at))
