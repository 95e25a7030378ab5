from .action import Action
from .membership import Membership
from .organisation import Organisation
from .page import CoalitionIndexPage, CoalitionPage, CoalitionTheme, PartnerIndexPage
from .stop import Stop

__all__ = [
    "Action",
    "CoalitionIndexPage",
    "CoalitionPage",
    "CoalitionTheme",
    "Membership",
    "Organisation",
    "PartnerIndexPage",
    "Stop",
]
