"""Open data of coalitions, partners, and actions with what became of them.

Stories are left out: whoever told one agreed that it stands on this site, not that anybody may use it elsewhere.
"""

from . import actions, coalitions, partners

routers = (coalitions.router, partners.router, actions.router)
