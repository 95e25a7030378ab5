"""`manage.py clock`: run what runs by the clock, for a site without cron."""

import logging
import time
from io import StringIO
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import close_old_connections

logger = logging.getLogger(__name__)

MINUTE, HOUR, DAY = 60, 3_600, 86_400
# How many seconds lie between two runs of a command. Each may be repeated, and missed once.
TIMETABLE = {
    "publish_scheduled": 5 * MINUTE,
    "remind": 5 * MINUTE,
    "tell_leads": 5 * MINUTE,
    "import_calendars": 3 * HOUR,
    "extend_occurrences": DAY,
    "delete_registrations": DAY,
    "delete_notes": DAY,
    "forget_proposers": DAY,
    "ask_about_stories": DAY,
    "forget_signers": DAY,
    "forget_requests": DAY,
    "remind_owners": DAY,
    "tell_followers": DAY,
    "analyze": DAY,
}


class Command(BaseCommand):
    help = "Run what runs by the clock until it is stopped; on a machine with cron, let cron do it."

    def handle(self, *args: Any, **options: Any) -> None:
        ran: dict[str, float] = {}
        while True:
            close_old_connections()  # a database that was restarted must not stop the clock
            run_due(ran, time.monotonic())
            time.sleep(MINUTE / 2)


def run_due(ran: dict[str, float], now: float) -> None:
    """Run each command of which the time has come, and write down in `ran` that it ran at `now` (seconds of a clock
    that never goes back). One that fails is logged and does not keep the others."""
    for name, interval in TIMETABLE.items():
        if name in ran and now - ran[name] < interval:
            continue
        ran[name] = now
        try:
            call_command(name, verbosity=0, stdout=StringIO())
        except Exception:
            logger.exception("%s failed", name)
