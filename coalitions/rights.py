"""Who may look after what in the admin: it follows the page tree, as with everything of a wijk.

Whoever has the permission on actions (the network's coordinator) may do it with all of them. Whoever may change the
page of a wijk, or of a coalition, may change and report on the actions of that wijk or coalition, and sees no others.
Requests to join or to start are answered by who has the permission on them, about the coalitions that he may change.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import page_permission_policy, register_permission_policy

from home.models import HomePage, WijkPage

from .models import Action, ActionUpdate, CoalitionIndexPage, CoalitionPage, Initiative, JoinRequest
from .models.action import ActionQuerySet

VERBS = frozenset({"view", "change"})


def seen_by(user: Any) -> ActionQuerySet:
    """Return the actions that `user` may look after in the admin."""
    return policy.instances_user_has_any_permission_for(user, VERBS)


def voice_of(user: Any) -> str:
    """Return in which part `user` tells how an action goes: the city, who looks after all actions or all pages; the
    wijkbureau, who does after the page of a wijk; else the lead, who does after that of a coalition."""
    pages = _changed_by(user)
    if user.has_perm("coalitions.change_action") or pages.filter(pk__in=HomePage.objects.values("pk")).exists():
        return ActionUpdate.Voice.CITY
    is_of_wijk = pages.filter(pk__in=WijkPage.objects.values("pk")).exists()
    return ActionUpdate.Voice.WIJK if is_of_wijk else ActionUpdate.Voice.LEAD


def may_answer(user: Any, model: type[JoinRequest] | type[Initiative]) -> bool:
    """Say whether `user` may answer such requests at all."""
    return user.has_perm(f"coalitions.change_{model._meta.model_name}")


def coalitions_of(user: Any) -> QuerySet[CoalitionPage]:
    """Return the coalitions whose requests `user` may see: of pages that he may change, and all of them for who may
    change the list of coalitions, wherever in the tree they stand."""
    pages = _changed_by(user).values("pk")
    is_for_all = CoalitionIndexPage.objects.filter(pk__in=pages).exists()
    return CoalitionPage.objects.all() if is_for_all else CoalitionPage.objects.filter(pk__in=pages)


def may_write_lead(user: Any, page: CoalitionPage) -> bool:
    """Say whether `user` may mail the lead of a coalition the link to its own page."""
    return may_answer(user, JoinRequest) and coalitions_of(user).filter(id=page.pk).exists()


class ActionPolicy(ModelPermissionPolicy):
    """The permission on the model, or on a page that an action belongs to."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        # Whoever may change some page: what is known already, because the menu asks this on every page of the admin.
        return super().user_has_permission(user, action) or (
            action in VERBS and page_permission_policy.user_has_permission(user, "change")
        )

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Action) -> bool:
        if super().user_has_permission(user, action):
            return True
        return action in VERBS and _placed(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> ActionQuerySet:
        if any(super(ActionPolicy, self).user_has_permission(user, action) for action in actions):
            return Action.objects.all()
        return _placed(user) if VERBS.intersection(actions) else Action.objects.none()


def _changed_by(user: Any) -> Any:
    return page_permission_policy.instances_user_has_permission_for(user, "change").order_by()


def _placed(user: Any) -> ActionQuerySet:
    """Return the actions of the wijken and coalitions whose page a user may change."""
    if not user.is_active or not user.is_authenticated:
        return Action.objects.none()
    pages = _changed_by(user).values("pk")
    in_wijken = Action.wijken.through.objects.filter(wijkpage__in=pages).values("action")
    return Action.objects.filter(Q(pk__in=in_wijken) | Q(coalition__in=pages))


policy = ActionPolicy(Action)
register_permission_policy(Action, policy)
