"""When a mentor may be contacted: from one time of their day until another, on their wall clock.

Until before from is over midnight; the same time twice is the whole day. All of it holds on the
days on which the clock changes: what counts is what the clock on the wall says.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_time, get_timezone_location

from peerapp import language
from peerapp.language import _

MINUTE = timedelta(minutes=1)
# An hour of the night that the spring skips is two days away at most, and a zone may skip a date.
LONGEST_WAIT = timedelta(days=4)


@dataclass(frozen=True)
class Hours:
    start: time
    end: time
    zone: str  # an IANA name


def of(start: time | None, end: time | None, zone: str) -> Hours | None:
    """None where no hours were set: then any time is fine."""
    return Hours(start, end, zone) if start is not None and end is not None else None


def is_within(instant: datetime, hours: Hours | None) -> bool:
    """Whether the mentor may be contacted at an instant (aware)."""
    if hours is None or hours.start == hours.end:
        return True
    wall = instant.astimezone(ZoneInfo(hours.zone)).time()
    if hours.start < hours.end:
        return hours.start <= wall < hours.end
    return wall >= hours.start or wall < hours.end


def next_opening(instant: datetime, hours: Hours | None) -> datetime:
    """The first instant from this one on at which they may be contacted; now, if that is now.

    Hours and changes of the clock are at whole minutes, so it is enough to look at each minute: a
    rule that needs no care for gaps and overlaps.
    """
    if is_within(instant, hours):
        return instant
    minute = instant.replace(second=0, microsecond=0)
    for _minute in range(LONGEST_WAIT // MINUTE):
        minute += MINUTE
        if is_within(minute, hours):
            return minute
    return instant  # never open in four days: then nobody is kept waiting


def from_to(hours: Hours | None) -> str | None:
    """from 9 AM to 9 PM, Chicago time; None where any time is fine"""
    if hours is None or hours.start == hours.end:
        return None
    start, end = clock_words(hours.start), clock_words(hours.end)
    return _(
        "from %(start)s to %(end)s, %(zone)s", start=start, end=end, zone=zone_words(hours.zone)
    )


def words(hours: Hours | None) -> str | None:
    """As said to a mentee: "Answers between 9 AM and 9 PM, Chicago time"."""
    if hours is None or hours.start == hours.end:
        return None
    start, end = clock_words(hours.start), clock_words(hours.end)
    return _(
        "Answers between %(start)s and %(end)s, %(zone)s",
        start=start,
        end=end,
        zone=zone_words(hours.zone),
    )


def clock_words(at: time) -> str:
    """9 AM, 9:30 PM, noon"""
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return _("noon") if at.hour else _("midnight")
    locale = language.locale()
    if "a" not in locale.time_formats["short"].pattern:  # no AM and PM there
        return format_time(at, "short", locale=locale)
    return format_time(at, "h:mm a" if at.minute else "h a", locale=locale)


def zone_words(zone: str) -> str:
    """`America/Argentina/Buenos_Aires` as "Buenos Aires time"."""
    return _("%(place)s time", place=place_of(zone, language.current()))


@cache
def place_of(zone: str, spoken: str) -> str:
    """As the language calls it: Nueva York. CLDR knows few places by a name of their own."""
    own = zone.rpartition("/")[2].replace("_", " ")
    if spoken == language.SOURCE:
        return own
    found = get_timezone_location(zone, locale=spoken, return_city=True)
    return own if "/" in found else found
