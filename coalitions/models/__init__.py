from .action import Action
from .action_page import ActionIndexPage
from .declaration import Declaration
from .factsheet import FactsheetFile, FactsheetIndexPage, FactsheetPage
from .follower import Follower
from .membership import Membership
from .news import NewsPage
from .organisation import Organisation
from .outcome import Paper, Result
from .page import CoalitionIndexPage, CoalitionPage, CoalitionTheme, PartnerIndexPage
from .reminder import Reminder
from .request import Initiative, JoinRequest
from .stop import Stop
from .story import Step, StoryIndexPage, StoryPage, StoryQuestion
from .update import ActionUpdate

__all__ = [
    "Action",
    "ActionIndexPage",
    "ActionUpdate",
    "CoalitionIndexPage",
    "CoalitionPage",
    "CoalitionTheme",
    "Declaration",
    "FactsheetFile",
    "FactsheetIndexPage",
    "FactsheetPage",
    "Follower",
    "Initiative",
    "JoinRequest",
    "Membership",
    "NewsPage",
    "Organisation",
    "Paper",
    "PartnerIndexPage",
    "Reminder",
    "Result",
    "Step",
    "Stop",
    "StoryIndexPage",
    "StoryPage",
    "StoryQuestion",
]
