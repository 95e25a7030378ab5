"""Who may do what: the groups of a city, made with the site.

Permissions that are missing are given, none is taken away: a site manager may give a group more. What a wijk editor
may do follows the page tree, so nothing here has to be repeated for pages that are made later.
"""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from home.models import HomePage, WijkPage

from .city_folder import RoleNames

ALL = ("view", "add", "change", "delete")
WRITE = ("add_page", "change_page")
PUBLISH = (*WRITE, "publish_page", "lock_page", "unlock_page")
ENTER = ("wagtailadmin.access_admin",)
FILES = ("add", "change", "choose")


def allow(model: str, verbs: Iterable[str] = ALL) -> list[str]:
    """Return the names of the permissions for `verbs` on `app.model`."""
    app, name = model.split(".")
    return [f"{app}.{verb}_{name}" for verb in verbs]


REQUESTS = [*allow("coalitions.initiative", ["view", "change"]), *allow("coalitions.joinrequest", ["view", "change"])]
REGISTRATIONS = allow("events.registration", ["view", "change", "delete"])  # of the pages that somebody may change
EDITOR = [
    *ENTER,
    *REGISTRATIONS,
    *REQUESTS,
    *allow("events.calendarsource"),
    *allow("events.deletion", ["view"]),
    *allow("events.holiday"),
    *allow("events.proposal", ["view", "change"]),
    *allow("events.venue"),
    *allow("home.figure"),
    *allow("home.theme"),
    *allow("search.synonym"),
    *allow("wagtailredirects.redirect"),
    "simple_translation.submit_translation",
]
WIJK_EDITOR = [
    *ENTER,
    *REGISTRATIONS,
    # Of the own wijk only, as with pages; answering is for who may publish.
    *allow("coalitions.initiative", ["view"]),
    *allow("coalitions.joinrequest", ["view"]),
    *allow("events.proposal", ["view"]),
]
COORDINATOR = [
    *ENTER,
    *REGISTRATIONS,
    *REQUESTS,
    *allow("coalitions.action"),
    *allow("coalitions.declaration", ["view", "add"]),
    *allow("coalitions.follower", ["view"]),
    *allow("coalitions.organisation"),
    *allow("coalitions.reminder", ["view"]),
    *allow("coalitions.stop"),
    *allow("events.calendarsource"),
    *allow("events.holiday"),
    *allow("events.proposal", ["view", "change"]),
    *allow("events.venue"),
    *allow("home.figure", ["view"]),
    *allow("home.theme", ["view", "add", "change"]),
    *allow("search.synonym"),
    *allow("stadsbijeenkomst.note", ["view"]),
    *allow("stadsbijeenkomst.notedeletion", ["view"]),
    *allow("stadsbijeenkomst.table", ["view", "change"]),
    "stadsbijeenkomst.change_proceedings",
]
MODERATOR = [
    *ENTER,
    *allow("stadsbijeenkomst.decision", ["view"]),
    *allow("stadsbijeenkomst.note", ["view"]),
    "stadsbijeenkomst.moderate_note",
]
MANAGER = [
    *dict.fromkeys([*EDITOR, *COORDINATOR, *MODERATOR]),
    *allow("auth.group"),
    *allow("auth.user"),
    *allow("home.citysettings", ["change"]),
    *allow("wagtailcore.locale", ["add", "change", "delete"]),
    *allow("wagtailcore.site", ["change"]),
    *allow("wagtailcore.task", ["add", "change", "delete"]),
    *allow("wagtailcore.workflow", ["add", "change", "delete"]),
]
# The branches of the tree in which the network's coordinator writes and publishes.
NETWORK_PAGES = ("agenda", "coalities", "partners", "acties", "verhalen", "factsheets", "stadsbijeenkomsten")


@transaction.atomic
def make(home: HomePage, wijken: Sequence[WijkPage], names: RoleNames) -> dict[str, Group]:
    """Make the groups of a site, with their permissions and the workflow; return them by role.

    A wijk editor's group has the key `wijk_editor:<slug of the wijk>`.
    """
    everything = Collection.get_first_root_node()
    groups = {
        "editor": _group(names.editor, EDITOR),
        "coordinator": _group(names.coordinator, COORDINATOR),
        "moderator": _group(names.moderator, MODERATOR),
        "manager": _group(names.manager, MANAGER),
    }
    _may_write(groups["editor"], home, PUBLISH)
    _may_write(groups["manager"], home, (*PUBLISH, "bulk_delete_page"))
    for page in home.get_children().filter(slug__in=NETWORK_PAGES):
        _may_write(groups["coordinator"], page, PUBLISH)
    for role in ("editor", "coordinator", "manager"):
        _may_use(groups[role], everything, FILES)
    for verb in ("add", "change", "delete"):
        _may_in(groups["manager"], everything, f"wagtailcore.{verb}_collection")
    for wijk in wijken:
        group = groups[f"wijk_editor:{wijk.slug}"] = _group(names.wijk_editor.format(wijk=wijk.title), WIJK_EDITOR)
        _may_write(group, wijk, WRITE)
        _may_use(group, everything, ("choose",))
        _may_use(group, _collection(everything, wijk.title), FILES)
    _workflow(home, names.workflow, [groups[role] for role in ("editor", "coordinator", "manager")])
    _clear_away()
    return groups


def _group(name: str, permissions: Iterable[str]) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.add(*(_permission(permission) for permission in permissions))
    return group


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _may_write(group: Group, page: Page, codenames: Iterable[str]) -> None:
    for codename in codenames:
        GroupPagePermission.objects.get_or_create(
            group=group, page=page, permission=_permission(f"wagtailcore.{codename}")
        )


def _may_use(group: Group, collection: Collection, verbs: Iterable[str]) -> None:
    for verb in verbs:
        _may_in(group, collection, f"wagtailimages.{verb}_image")
        _may_in(group, collection, f"wagtaildocs.{verb}_document")


def _may_in(group: Group, collection: Collection, name: str) -> None:
    GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=_permission(name))


def _collection(parent: Collection, name: str) -> Collection:
    found = parent.get_children().filter(name=name).first()
    if found is None:
        parent.refresh_from_db()
        found = parent.add_child(instance=Collection(name=name))
    return found


def _workflow(home: HomePage, name: str, approvers: Iterable[Group]) -> None:
    """What somebody submits is published when one of `approvers` says yes; a workflow chosen by hand stays."""
    if WorkflowPage.objects.filter(page=home).exists():
        return
    workflow = Workflow.objects.create(name=name)
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.set(approvers)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=home)


def _clear_away() -> None:
    """Remove the groups of Wagtail's own first migration while nobody is in them, and the workflow they approve."""
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()
    for task in GroupApprovalTask.objects.filter(active=True, groups=None):
        for workflow in Workflow.objects.filter(active=True, workflow_tasks__task=task):
            WorkflowPage.objects.filter(workflow=workflow).delete()
            workflow.deactivate()
        task.deactivate()
