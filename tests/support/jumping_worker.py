"""The `worker` command under a clock that jumps: an hour on at SIGUSR1, an hour back at SIGUSR2.

As when a machine's clock is set, or a virtual machine wakes: what counts seconds (`monotonic`) goes
on as before.
"""

import signal
import sys
import time

import time_machine
from flask.cli import main

HOUR = 3600.0

if __name__ == "__main__":
    clock = time_machine.travel(time.time(), tick=True).start()
    signal.signal(signal.SIGUSR1, lambda *_: clock.shift(HOUR))
    signal.signal(signal.SIGUSR2, lambda *_: clock.shift(-HOUR))
    sys.argv = ["flask", "--app", "app", "worker"]
    main()
