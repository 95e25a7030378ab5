from .calendar_import import CalendarSource, ImportedEvent
from .event import EventPage, EventTheme, LanguagesField
from .feed import FeedEntry, Listing
from .occurrence import Occurrence
from .page import AgendaPage
from .proposal import Proposal
from .registration import Deletion, Question, Registration, Turnout
from .series import DateChange, Holiday
from .venue import Venue

__all__ = [
    "AgendaPage",
    "CalendarSource",
    "DateChange",
    "Deletion",
    "EventPage",
    "EventTheme",
    "FeedEntry",
    "Holiday",
    "ImportedEvent",
    "LanguagesField",
    "Listing",
    "Occurrence",
    "Proposal",
    "Question",
    "Registration",
    "Turnout",
    "Venue",
]
