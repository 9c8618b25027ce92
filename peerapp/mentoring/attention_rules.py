"""When a mentor should look after somebody: all the reasons of today.

Plain functions over what is known of one mentee, today's date too: no Flask, no database. A person
is compared with their own usual, which is a median, so that one odd day or a gap changes little.

What each rule rests on:

- Use, and a return: what the person says. It comes up whatever was said since, until a person acts.
- Craving: 92 % of 91 studies found that craving goes with use (Serre et al., Drug and Alcohol
  Dependence 148, 2015); who reported a rise was 14 times as likely to report use the next time
  (Moore et al., Psychology of Addictive Behaviors 28, 2014). So a rise over the person's usual
  counts, and not a height that is usual for them; that it stays high is told now and then.
- Mood: low affect is one of the strongest paths to use (Witkiewitz and Marlatt, American
  Psychologist 59, 2004). That five days make a stretch is our choice.
- Silence: no study that we know says how many days matter. Ours is twice the person's own usual
  gap, and never sooner than the mentor wants.
- Contact: a call a week is the practice of Telephone Recovery Support (CCAR, Connecticut).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from peerapp import clock
from peerapp.checkins.answers import MOODS
from peerapp.language import _, ngettext
from peerapp.mentoring.attention import Kind, Reason
from peerapp.mentoring.day_words import every, on
from peerapp.mentoring.facts import YOU, Facts, Said

DAY = timedelta(days=1)
WINDOW = 60  # days of check-ins that are looked at
SAID_LATELY = 7  # days for which an answer stays a reason while nobody has acted
ENOUGH = 4  # answers to speak of what is usual
HIGHER, MUCH_HIGHER, MEDIUM = 2, 4, 5  # of craving, 0 to 10
BRIDGE = 3  # days between two answers of one stretch, at most
LONGEST_STEP = 14  # days from one coming up to the next
FIRST_WEEK = 7


def reasons(facts: Facts) -> list[Reason]:
    """All that hold and do not rest, the most pressing first."""
    found = [reason for rule in RULES for reason in rule(facts)]
    waking = [reason for reason in found if not reason.rests(facts)]
    return sorted(waking, key=lambda one: (one.rank, one.since))


def call(facts: Facts) -> Iterable[Reason]:
    if facts.call:
        yield Reason(Kind.CALL, asked_for_someone(facts.call.taken_by), facts.call.since)


def asked_for_someone(taken_by: str | None) -> str:
    if taken_by is None:
        return _("asked for someone, nobody has answered yet")
    if taken_by == YOU:
        return _("asked for someone, you answered")
    return _("asked for someone, %(name)s answered", name=taken_by)


def used(facts: Facts) -> Iterable[Reason]:
    """In a check-in, or with the dates, which say nothing new of a day that says so already. The
    latest day, and the one that was told last: that of an earlier day may be all that is new.
    """
    found = {one.day: one.at for one in facts.returns if is_lately(one.day, facts)}
    found |= {said.day: said.at for said in lately(facts) if said.sober is False}
    if not found:
        return
    for day in {max(found), max(found, key=lambda one: (found[one], one))}:
        yield Reason(Kind.USED, _("said: used %(when)s", when=on(day, facts.today)), found[day])


def craving(facts: Facts) -> Iterable[Reason]:
    """The latest answer, beside the person's usual before it."""
    answered = [said for said in facts.days if said.craving is not None]
    if not answered or facts.today - answered[-1].day > SAID_LATELY * DAY:
        return
    last = answered[-1]
    before = [said.craving for said in answered[:-1] if said.craving is not None]
    high, limit = last.craving or 0, facts.limits.craving
    if is_a_rise(high, usual_of(before), limit):
        was = before[-1] if before and before[-1] < high else None
        yield Reason(Kind.CRAVING, how_strong(high, was, on(last.day, facts.today)), last.at)
        return
    yield from stretch(
        facts,
        Kind.CRAVING,
        answered,
        lambda said: (said.craving or 0) >= limit,
        lambda days: ngettext(
            "craving %(limit)s or more for %(num)s day",
            "craving %(limit)s or more for %(num)s days",
            days,
            limit=limit,
        ),
    )


def is_a_rise(high: int, usual: float | None, limit: int) -> bool:
    if usual is None:
        return high >= limit
    is_over_both = high >= limit and high >= usual + HIGHER
    return is_over_both or (high >= MEDIUM and high >= usual + MUCH_HIGHER)


def how_strong(high: int, was: int | None, when: str) -> str:
    if was is None:
        return _("craving %(high)s %(when)s", high=high, when=when)
    return _("craving %(high)s %(when)s, up from %(was)s", high=high, when=when, was=was)


def mood(facts: Facts) -> Iterable[Reason]:
    """A very hard day, a day that is much harder than usual, or a stretch below the usual."""
    answered = [said for said in facts.days if said.mood is not None]
    if not answered or facts.today - answered[-1].day > SAID_LATELY * DAY:
        return
    last, when = answered[-1], on(answered[-1].day, facts.today)
    now, usual = last.mood or 0, usual_of([said.mood or 0 for said in answered[:-1]])
    if now == 1 or (now == 2 and usual is not None and usual >= 4):
        beside = round(usual) if usual and usual >= 2 else None
        yield Reason(Kind.MOOD, how_hard(now, beside, when), last.at)
        return
    before = usual_of(
        [said.mood or 0 for said in answered if last.day - said.day >= facts.limits.low * DAY]
    )
    if before is not None:
        yield from stretch(
            facts,
            Kind.MOOD,
            answered,
            lambda said: (said.mood or 0) <= before - 1,
            lambda days: ngettext(
                "mood lower than usual for %(num)s day",
                "mood lower than usual for %(num)s days",
                days,
            ),
        )


def how_hard(mood: int, usual: int | None, when: str) -> str:
    words = MOODS[mood].lower()
    if usual is None:
        return _("said: %(mood)s %(when)s", mood=words, when=when)
    return _(
        "said: %(mood)s %(when)s, usually %(usual)s",
        mood=words,
        when=when,
        usual=MOODS[usual].lower(),
    )


def stretch(
    facts: Facts,
    kind: Kind,
    answers: Sequence[Said],
    belongs: Callable[[Said], bool],
    words: Callable[[int], str],
) -> Iterable[Reason]:
    """The last answers that belong together, if they span days enough and are not too few."""
    run: list[Said] = []
    for said in reversed(answers):
        if not belongs(said) or (run and run[-1].day - said.day > BRIDGE * DAY):
            break
        run.append(said)
    if not run or facts.today - run[0].day > BRIDGE * DAY:
        return
    days = (run[0].day - run[-1].day).days + 1
    if days < facts.limits.low or 2 * len(run) < days:
        return
    reached = run[-1].day + (stage(days, facts.limits.low) - 1) * DAY
    if days > WINDOW - LONGEST_STEP:  # its first day may be out of sight: by the calendar then
        reached = run[0].day - run[0].day.toordinal() % LONGEST_STEP * DAY
    since = next(said.at for said in reversed(run) if said.day >= reached)
    yield Reason(kind, words(days), since)


def message(facts: Facts) -> Iterable[Reason]:
    """Also one that was read: who wrote may wait for an answer."""
    if facts.wrote_at:
        when = on(facts.wrote_at.astimezone(ZoneInfo(facts.zone)).date(), facts.today)
        yield Reason(Kind.MESSAGE, _("wrote to you %(when)s", when=when), facts.wrote_at)


def promise(facts: Facts) -> Iterable[Reason]:
    for one in facts.promises:
        if one.due_on <= facts.mentors_today:
            when = on(one.due_on, facts.mentors_today)
            yield Reason(
                Kind.PROMISE, _("you said you would follow up %(when)s", when=when), one.due_at
            )


def handed_over(facts: Facts) -> Iterable[Reason]:
    if facts.handed_over_at:
        yield Reason(
            Kind.HANDED_OVER,
            _("you handed over to your coordinator, and nobody has taken it yet"),
            facts.handed_over_at,
        )


def silence(facts: Facts) -> Iterable[Reason]:
    if not facts.sees_days:
        return
    last = facts.days[-1].day if facts.days else facts.met_on
    days = (facts.today - last).days
    grace = grace_of(facts)
    if days < grace:
        return
    since = clock.start_of(last + stage(days, grace) * DAY, facts.zone)
    if not facts.days:
        yield Reason(Kind.SILENCE, never_said(days), since)
        return
    yield Reason(Kind.SILENCE, how_silent(days, gap_of(facts.days)), since)


def never_said(days: int) -> str:
    if days >= WINDOW:
        return _("no check-in in the last weeks")
    return _("no check-in since you met")


def how_silent(days: int, usually: int | None) -> str:
    if not usually:
        return ngettext("no check-in for %(num)s day", "no check-in for %(num)s days", days)
    return ngettext(
        "no check-in for %(num)s day (usually %(every)s)",
        "no check-in for %(num)s days (usually %(every)s)",
        days,
        every=every(usually),
    )


def grace_of(facts: Facts) -> int:
    """How many days without a check-in are nothing to ask about."""
    usually = gap_of(facts.days)
    return max(facts.limits.silence, 2 * usually if usually else 0)


def gap_of(days: Sequence[Said]) -> int | None:
    """From one check-in to the next, as a median of whole days."""
    gaps = [(later.day - one.day).days for one, later in pairwise(days)]
    return round(median(gaps)) if len(gaps) >= ENOUGH - 1 else None


def contact(facts: Facts) -> Iterable[Reason]:
    """New and not greeted yet, or long without contact."""
    zone = ZoneInfo(facts.zone)
    last = facts.last_contact.at if facts.last_contact else facts.met_at
    day = last.astimezone(zone).date()
    days = (facts.today - day).days
    if days >= facts.limits.contact:
        since = clock.start_of(day + stage(days, facts.limits.contact) * DAY, facts.zone)
        yield Reason(Kind.CONTACT, how_long(days, facts.last_contact is not None), since)
    elif facts.last_contact is None and days >= 1:
        yield Reason(Kind.NEW, how_new(days), facts.met_at + DAY)


def how_long(days: int, is_noted: bool) -> str:
    if is_noted:
        return ngettext("no contact for %(num)s day", "no contact for %(num)s days", days)
    return ngettext("no contact noted in %(num)s day", "no contact noted in %(num)s days", days)


def how_new(days: int) -> str:
    if days == 1:
        return _("new: you met yesterday and have not talked yet")
    return ngettext(
        "new: you met %(num)s day ago and have not talked yet",
        "new: you met %(num)s days ago and have not talked yet",
        days,
    )


def milestone(facts: Facts) -> Iterable[Reason]:
    for name, day in facts.milestones:
        since = clock.start_of(day - DAY, facts.zone)
        words = _("%(milestone)s %(when)s", milestone=name, when=on(day, facts.today))
        yield Reason(Kind.MILESTONE, words, since)


def first_week(facts: Facts) -> Iterable[Reason]:
    if (facts.today - facts.met_on).days < FIRST_WEEK:
        yield Reason(Kind.FIRST_WEEK, _("new: first week"), facts.met_at)


RULES: tuple[Callable[[Facts], Iterable[Reason]], ...] = (
    call,
    used,
    craving,
    mood,
    message,
    promise,
    handed_over,
    silence,
    contact,
    milestone,
    first_week,
)


def lately(facts: Facts) -> list[Said]:
    return [said for said in facts.days if is_lately(said.day, facts)]


def is_lately(day: date, facts: Facts) -> bool:
    return facts.today - day <= SAID_LATELY * DAY


def usual_of(answers: Sequence[int]) -> float | None:
    """The median of the answers, of which a few are needed."""
    return median(answers) if len(answers) >= ENOUGH else None


def stage(days: int, first: int) -> int:
    """The last of the day counts `first`, twice that, four times that and so on (never more than
    LONGEST_STEP apart) that is reached. At each a reason comes up again.
    """
    reached = first
    while (following := reached + min(reached, LONGEST_STEP)) <= days:
        reached = following
    return reached
