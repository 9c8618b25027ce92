"""How much of everything fits, wherever it comes from: a form or a file. Only numbers."""

from decimal import Decimal

MOST_TRACKERS = 20  # of a member
MOST_PERIODS = 400  # of a tracker, and as many lapses
MOST_OF_MY_OWN = 50  # milestones of a tracker
MOST_DAYS = 36_500  # of a milestone of one's own: a hundred years
LONGEST_NAME = 60
LONGEST_WORDS = 10_000  # that were written at one place, several times
LONGEST_CURRENCY = 8
MOST_MONEY = Decimal(1_000_000)  # in a week
HOURS_OF_A_WEEK = Decimal(168)
