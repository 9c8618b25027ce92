"""What a push service's answer means, and when to try again."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MOST = 20
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)

SENT = {200, 201, 202, 204}
TOO_LARGE = 413
GONE = {404, 410}  # RFC 8030, section 7.3; nothing else removes a subscription (P4)
# 406 is how Windows' service says "too many" (it says 429 as well).
AGAIN = {406, 408, 425, 429}


@dataclass(frozen=True)
class Result:
    """What came of one attempt. `status` None: there was no answer."""

    status: int | None
    error: str | None = None
    retry_after: timedelta | None = None
    is_final: bool = False  # no answer, and there never will be one

    @property
    def is_sent(self) -> bool:
        return self.status in SENT

    @property
    def is_gone(self) -> bool:
        return self.status in GONE

    @property
    def may_be_tried_again(self) -> bool:
        if self.status is None:
            return not self.is_final
        return self.status in AGAIN or self.status >= 500


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """RFC 9110, section 10.2.3: seconds, or a date. None if there is none that can be read."""
    if not header:
        return None
    header = header.strip()
    if header.isascii() and header.isdigit():
        return timedelta(seconds=min(int(header[:9]), 7 * 24 * 3600))
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return None
    date = date.replace(tzinfo=UTC) if date.tzinfo is None else date
    return max(date - now, timedelta(0))


def next_try(result: Result, attempts: int, now: datetime) -> datetime:
    """Never before the push service wants it; else twice as long each time, up to a quarter hour.

    The jitter keeps a thousand devices from coming back in the same second.
    """
    wait = min(FIRST_WAIT * (1 << min(attempts - 1, 10)), LONGEST_WAIT)
    wait *= random.uniform(0.75, 1.25)  # noqa: S311 - nobody has to be unable to guess it
    if result.retry_after is not None:
        wait = max(wait, result.retry_after + timedelta(seconds=random.uniform(0, 1)))  # noqa: S311
    return now + wait
