from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Collection, Page, Workflow

from cms import city, city_folder
from home.models import Figure, WijkPage

LINDESTAD = Path(__file__).parent / "lindestad"
ROLES = ["editor", "wijk_editor:oeverwijk", "coordinator", "moderator", "manager"]
EDITOR, OEVERWIJK, COORDINATOR, MODERATOR, MANAGER = ROLES
HEAD = {EDITOR, MANAGER}
NETWORK = {COORDINATOR, MANAGER}

# Who reaches which screen. Everybody not named is sent away.
SCREENS = [
    ("edit /", HEAD),
    ("edit wijken/oeverwijk/", HEAD | {OEVERWIJK}),
    ("edit wijken/molenwijk/", HEAD),
    ("edit agenda/", HEAD | {COORDINATOR}),
    ("edit coalities/", HEAD | {COORDINATOR}),
    ("edit factsheets/", HEAD | {COORDINATOR}),
    ("edit verhalen/", HEAD | {COORDINATOR}),
    ("edit privacy/", HEAD),
    ("delete wijken/oeverwijk/", HEAD),
    ("unpublish wijken/oeverwijk/", HEAD),
    ("move wijken/oeverwijk/", HEAD),
    ("add_event wijken/oeverwijk/", HEAD | {OEVERWIJK}),
    ("add_event wijken/molenwijk/", HEAD),
    ("add_event agenda/", HEAD | {COORDINATOR}),
    ("add_coalition coalities/", HEAD | {COORDINATOR}),
    ("add_coalition wijken/oeverwijk/", HEAD | {OEVERWIJK}),
    ("add_coalition wijken/molenwijk/", HEAD),
    ("wagtailsnippets_home_theme:add", HEAD | {COORDINATOR}),
    ("wagtailsnippets_search_synonym:add", HEAD | {COORDINATOR}),
    ("wagtailsnippets_events_venue:add", HEAD | {COORDINATOR}),
    ("wagtailsnippets_events_holiday:add", HEAD | {COORDINATOR}),
    ("wagtailsnippets_coalitions_action:add", NETWORK),
    ("wagtailsnippets_coalitions_organisation:add", NETWORK),
    ("wagtailsnippets_coalitions_stop:add", NETWORK),
    ("coalitions_declaration_modeladmin_index", NETWORK),
    ("coalitions_reminder_modeladmin_index", NETWORK),
    ("coalitions_followers", NETWORK),
    ("calendars:add", HEAD | {COORDINATOR}),
    ("coalitions_joinrequest_modeladmin_index", HEAD | {OEVERWIJK, COORDINATOR}),
    ("coalitions_initiative_modeladmin_index", HEAD | {OEVERWIJK, COORDINATOR}),
    ("events_proposal_modeladmin_index", HEAD | {OEVERWIJK, COORDINATOR}),
    ("events_registration_modeladmin_index", HEAD | {OEVERWIJK, COORDINATOR}),
    ("events_deletion_modeladmin_index", HEAD),
    ("home_figure_modeladmin_index", HEAD | {COORDINATOR}),
    ("home_figure_modeladmin_create", HEAD),
    ("home_import_figures", HEAD),
    ("stadsbijeenkomst_desks", NETWORK),
    ("stadsbijeenkomst_note_modeladmin_index", {COORDINATOR, MODERATOR, MANAGER}),
    ("stadsbijeenkomst_decision_modeladmin_index", {MODERATOR, MANAGER}),
    ("stadsbijeenkomst_notedeletion_modeladmin_index", NETWORK),
    ("settings", {MANAGER}),
    ("wagtailusers_users:index", {MANAGER}),
    ("wagtailusers_users:add", {MANAGER}),
    ("wagtailusers_groups:index", {MANAGER}),
    ("wagtailadmin_workflows:index", {MANAGER}),
    ("wagtailadmin_collections:index", {MANAGER}),
    ("wagtailredirects:index", HEAD),
    ("wagtailimages:add_multiple", HEAD | {OEVERWIJK, COORDINATOR}),
]


@pytest.fixture
def groups(db):
    return city.load(city_folder.read(LINDESTAD)).groups


@pytest.fixture
def log_in(groups, client):
    """Log a new user with a role in: `client = log_in("editor")`."""

    def enter(role: str):
        user = get_user_model().objects.create_user(role.replace(":", "-"), "", "")
        user.groups.add(groups[role])
        client.force_login(user)
        return client

    return enter


def page(address: str) -> Page:
    return Page.objects.get(url_path=f"/lindestad/{address.strip('/')}/".replace("//", "/"))


def address_of(screen: str) -> str:
    verb, _, where = screen.partition(" ")
    if verb == "settings":
        return reverse("wagtailsettings:edit", args=["home", "citysettings", page("/").get_site().pk])
    if not where:
        return reverse(verb)
    model = {"add_event": ("events", "eventpage"), "add_coalition": ("coalitions", "coalitionpage")}.get(verb)
    if model:
        return reverse("wagtailadmin_pages:add", args=[*model, page(where).pk])
    return reverse(f"wagtailadmin_pages:{verb}", args=[page(where).pk])


@pytest.mark.parametrize("role", ROLES)
def test_role_reaches_its_screens_and_no_other(log_in, role):
    client = log_in(role)
    reached = {screen for screen, _ in SCREENS if client.get(address_of(screen)).status_code == 200}
    assert reached == {screen for screen, roles in SCREENS if role in roles}


def fields_of(wijk: WijkPage, **changes: str) -> dict[str, str]:
    names = ("title", "slug", "introduction", "code", "office_name", "office_phone")
    return {
        **{name: getattr(wijk, name) for name in names},
        "boundary": "null",
        "body-count": "0",
        "office_note": "null",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **changes,
    }


@pytest.mark.parametrize("action", ["", "action-publish", "action-submit", "action-unpublish"])
def test_wijk_editor_cannot_write_in_another_wijk(log_in, action):
    client = log_in(OEVERWIJK)
    other = WijkPage.objects.get(slug="molenwijk")
    client.post(
        reverse("wagtailadmin_pages:edit", args=[other.pk]), fields_of(other, introduction="Gekaapt.", **{action: "1"})
    )
    other.refresh_from_db()
    assert other.live
    assert other.get_latest_revision_as_object().introduction == ""


def test_wijk_editor_cannot_move_a_page_into_another_wijk(log_in):
    client = log_in(OEVERWIJK)
    own, other = page("wijken/oeverwijk/"), page("wijken/molenwijk/")
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[other.pk, own.pk]))
    assert page("wijken/molenwijk/").pk == other.pk


def test_wijk_editor_submits_and_an_editor_approves(log_in):
    client = log_in(OEVERWIJK)
    wijk = WijkPage.objects.get(slug="oeverwijk")
    edit = reverse("wagtailadmin_pages:edit", args=[wijk.pk])
    for action in ("action-publish", "action-submit"):
        client.post(edit, fields_of(wijk, introduction="Aan het nieuwe water.", **{action: "1"}))
        wijk.refresh_from_db()
        assert wijk.introduction == "Aan het water."
    state = wijk.current_workflow_state
    assert state.status == state.STATUS_IN_PROGRESS
    approve = reverse("wagtailadmin_pages:workflow_action", args=[wijk.pk, "approve", state.current_task_state.pk])
    client.post(approve)
    wijk.refresh_from_db()
    assert wijk.introduction == "Aan het water."

    client = log_in(EDITOR)
    assert wijk.title in client.get(reverse("wagtailadmin_home")).text
    client.post(approve)
    wijk.refresh_from_db()
    assert wijk.introduction == "Aan het nieuwe water."


def test_wijk_editor_keeps_text_and_contact_of_the_own_wijk(log_in):
    client = log_in(OEVERWIJK)
    wijk = WijkPage.objects.get(slug="oeverwijk")
    changes = {
        "introduction": "Aan het nieuwe water.",
        "office_name": "Wijkbureau aan het water",
        "office_phone": "0123 98 76 54",
        "office_email": "oeverwijk@lindestad.example",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-value": "Zo is het hier",
    }
    response = client.post(reverse("wagtailadmin_pages:edit", args=[wijk.pk]), fields_of(wijk, **changes))
    assert response.status_code == 302, response.context["form"].errors
    draft = WijkPage.objects.get(slug="oeverwijk").get_latest_revision_as_object()
    assert [getattr(draft, name) for name in ("introduction", "office_name", "office_phone", "office_email")] == [
        *changes.values()
    ][:4]
    assert [block.value for block in draft.body] == ["Zo is het hier"]


@pytest.mark.parametrize("kind", ["coalitions.coalitionpage", "events.eventpage"])
def test_wijk_editor_writes_coalitions_and_activities_below_the_own_wijk_only(log_in, kind):
    app, name = kind.split(".")
    model = apps.get_model(app, name)
    own, other = page("wijken/oeverwijk/"), page("wijken/molenwijk/")
    foreign = other.add_child(instance=model(title="Van een ander", slug="van-een-ander", **NEEDED[name]))
    client = log_in(OEVERWIJK)
    form = client.get(reverse("wagtailadmin_pages:add", args=[app, name, own.pk])).context["form"]
    data = filled(form, title="Aan tafel", slug="aan-tafel", **ASKED[name])
    client.post(reverse("wagtailadmin_pages:add", args=[app, name, other.pk]), data)
    client.post(reverse("wagtailadmin_pages:edit", args=[foreign.pk]), data)
    client.post(reverse("wagtailadmin_pages:delete", args=[foreign.pk]))
    assert [child.title for child in other.get_children()] == ["Van een ander"]
    foreign.refresh_from_db()
    assert foreign.get_latest_revision() is None
    response = client.post(reverse("wagtailadmin_pages:add", args=[app, name, own.pk]), data)
    made = model.objects.child_of(own).first()
    assert made is not None, response.context["form"].errors
    assert (made.title, made.live) == ("Aan tafel", False)


def filled(form, **changes: str) -> dict[str, str]:
    """Return what a browser sends of an empty page form, with `changes`."""
    data = {bound.html_name: bound.value() for bound in form if bound.value() and not hasattr(bound.field, "block")}
    for bound in form:
        if hasattr(bound.field, "block"):
            data[f"{bound.html_name}-count"] = "0"
        elif "Draftail" in type(bound.field.widget).__name__:
            data[bound.html_name] = "null"
    for formset in form.formsets.values():
        data |= {f"{formset.prefix}-TOTAL_FORMS": "0", f"{formset.prefix}-INITIAL_FORMS": "0"}
    return data | changes


START, END = datetime(2026, 12, 3, 14, tzinfo=UTC), datetime(2026, 12, 3, 16, tzinfo=UTC)
NEEDED = {"coalitionpage": {"goal": "Samen"}, "eventpage": {"starts_at": START, "ends_at": END}}
ASKED = {
    "coalitionpage": {"goal": "Iedereen eet een keer mee."},
    "eventpage": {"starts_at": "2026-12-03 14:00", "ends_at": "2026-12-03 16:00"},
}


def test_wijk_editor_uploads_into_the_collection_of_the_wijk_only(log_in):
    form = log_in(OEVERWIJK).get(reverse("wagtailimages:add")).context["form"]
    # With one collection to choose from, Wagtail asks nothing and uses that one.
    assert "collection" not in form.fields
    assert Collection.objects.filter(name="Oeverwijk").count() == 1


def test_groups_and_workflow_of_wagtail_itself_are_gone(groups):
    assert set(Group.objects.values_list("name", flat=True)) == {
        "Redacteur",
        "Wijkredacteur Oeverwijk",
        "Wijkredacteur Molenwijk",
        "Wijkredacteur 't Zand",
        "Netwerkcoördinator",
        "Moderator",
        "Beheerder",
    }
    assert [workflow.name for workflow in Workflow.objects.active()] == ["Goedkeuring"]
    assert page("wijken/oeverwijk/").get_workflow().name == "Goedkeuring"


def test_permission_given_by_hand_stays(groups):
    groups["moderator"].permissions.add(groups["editor"].permissions.get(codename="view_figure"))
    city.load(city_folder.read(LINDESTAD))
    assert groups["moderator"].permissions.filter(codename="view_figure").exists()


@pytest.mark.parametrize("role", [OEVERWIJK, MODERATOR, COORDINATOR])
def test_figures_cannot_be_imported_without_the_right(log_in, role):
    text = "gebied,indicator,doelgroep,jaar,percentage,bron\nstad,Nieuw,18+,2020,1,https://lindestad.example/\n"
    log_in(role).post(reverse("home_import_figures"), {"text": text})
    assert not Figure.objects.filter(indicator="Nieuw").exists()
