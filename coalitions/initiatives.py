"""Coalitions that people start without an account: confirmed by mail, they become drafts in the workflow, and who
began hears what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django_tasks import task
from wagtail.models import Page, Site, WorkflowState

from home import mail
from home.models import Theme, WijkPage
from home.visibility import public

from . import leading, links
from .models import CoalitionIndexPage, CoalitionPage, Initiative, Membership, Organisation

AGAIN_AFTER = 10 * 60  # seconds before the same person is sent a letter about the same plan again
ASKED_A_DAY = 5  # plans that one address can be asked to confirm in a day, whoever fills the address in
PREFIX = "start-"  # before the reference in a link: the same key in another form must not confirm this one
UNCONFIRMED, WAITING, ACCEPTED, REFUSED = Initiative.Status


class NowhereToStart(ValueError):
    """The site has no public list of coalitions."""


@dataclass(frozen=True)
class Plan:
    """What somebody filled in who wants to start a coalition."""

    title: str
    goal: str
    plan: str
    name: str
    email: str
    organisation: str = ""
    wijken: Sequence[WijkPage] = field(default_factory=list)
    themes: Sequence[Theme] = field(default_factory=list)


@transaction.atomic
def ask(index: CoalitionIndexPage, key: UUID, plan: Plan) -> None:
    """Keep a plan for a coalition, and mail a link that confirms it.

    Repeatable by `key`, which becomes its reference: what is sent again before it is confirmed replaces what was sent
    first, and the letter goes at most once in ten minutes. Does nothing for an address that was filled in too often
    today. Locks the list of coalitions.
    """
    Page.objects.select_for_update().get(pk=index.pk)
    email = plan.email.lower()
    known = Initiative.objects.filter(reference=key).first()
    if known is None or known.email != email:
        if _is_asked_enough(email):
            return
        # A form that is sent again with a better address carries the same key, which names the first.
        reference = uuid4() if known else key
        known = Initiative(reference=reference, index=index, email=email, language=index.locale.language_code)
    elif known.status != UNCONFIRMED:
        return
    for name in ("title", "goal", "plan", "name", "organisation"):
        setattr(known, name, getattr(plan, name))
    known.save()
    known.wijken.set(plan.wijken)
    known.themes.set(plan.themes)
    if cache.add(f"asked-to-start-{known.pk}", 1, AGAIN_AFTER):
        _post("start_confirm", known)


@transaction.atomic
def confirm(initiative: Initiative) -> Initiative:
    """Make an unpublished coalition of a plan and hand it to the workflow: the link in the letter was followed.

    It stands under the page of its wijk when exactly one was chosen, else in the list of coalitions. Repeatable.
    Refuses when there is no such list (`NowhereToStart`). Locks the page that it stands under, and the plan.
    """
    parent = Page.objects.select_for_update().get(pk=_parent(initiative).pk).specific
    initiative = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if initiative.status != UNCONFIRMED:
        return initiative
    page = CoalitionPage(
        title=initiative.title,
        slug="" if slugify(initiative.title, allow_unicode=True) else f"coalitie-{initiative.pk}",
        goal=initiative.goal,
        introduction=initiative.plan,
        status=CoalitionPage.Status.IDEA,
        live=False,
        locale=parent.locale,
    )
    page.wijken = initiative.wijken.all()
    page.themes.set(initiative.themes.all())
    # Who is no partner yet is named by an editor: what a form says makes nobody one.
    if partner := Organisation.objects.filter(name__iexact=initiative.organisation).first():
        lead = Membership(organisation=partner, role=Membership.Role.LEAD, since=timezone.localdate())
        page.memberships = [lead]  # type: ignore[misc]  # the stubs do not know modelcluster's relations
    parent.add_child(instance=page)
    page.save_revision()
    initiative.page, initiative.status, initiative.confirmed_at = page, WAITING, timezone.now()
    initiative.save(update_fields=["page", "status", "confirmed_at"])
    if workflow := page.get_workflow():
        workflow.start(page, None)
    return initiative


@transaction.atomic
def publish(page: CoalitionPage) -> None:
    """Tell who started a coalition that it is on the site now; once, however often it is published."""
    initiative = Initiative.objects.select_for_update().filter(page=page.pk).first()
    if initiative is not None and initiative.status != ACCEPTED:
        _answer(initiative, ACCEPTED, "")


@transaction.atomic
def refuse(initiative: Initiative, answer: str, user: Any = None) -> bool:
    """Tell who wanted to start a coalition that it will not be on the site, with a sentence why; return whether that
    was new.

    The page stays as a draft, out of the workflow: an editor may come back to it, and publishing it tells that too.
    Only what waits can be refused.
    """
    initiative = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if initiative.status != WAITING:
        return False
    _answer(initiative, REFUSED, answer)
    state = initiative.page.current_workflow_state if initiative.page else None
    if state is not None:
        state.cancel(user=user)
    return True


def reject(state: WorkflowState) -> None:
    """Refuse the plan of the page that was sent back in the workflow, when the reviewer wrote a sentence why."""
    if state.content_type.model_class() is not CoalitionPage:
        return
    comment = state.current_task_state.comment.strip() if state.current_task_state else ""
    initiative = Initiative.objects.filter(page=state.object_id).first() if comment else None
    if initiative is not None:
        refuse(initiative, comment[:500])


def address(initiative: Initiative) -> str:
    """Return the path that confirms a plan."""
    token = links.token(links.Purpose.CONFIRM, f"{PREFIX}{initiative.reference.hex}")
    return reverse("coalitions:confirm", args=[token])


def find(subject: str) -> Initiative | None:
    """Return the plan that a link names, if it is one of ours and still there."""
    if not subject.startswith(PREFIX):
        return None
    return Initiative.objects.filter(reference=UUID(subject.removeprefix(PREFIX))).first()


def index(site: Site, language: str) -> CoalitionIndexPage | None:
    """Return the list of coalitions of a site in a language, if everybody may see it. Two queries."""
    # A translation of a site stands beside its root.
    root = site.root_page.get_translations(inclusive=True).filter(locale__language_code=language).first()
    if root is None:
        return None
    found = CoalitionIndexPage.objects.filter(public()).descendant_of(root).select_related("locale")
    return found.order_by("path").first()


def _parent(initiative: Initiative) -> Page:
    # A wijk whose page was hidden meanwhile is no place for it.
    wijken = list(initiative.wijken.filter(public())[:2])
    if len(wijken) == 1:
        return wijken[0]
    found = CoalitionIndexPage.objects.filter(public(), id=initiative.index_id).first()
    if found is None:
        raise NowhereToStart
    return found


def _is_asked_enough(email: str) -> bool:
    today = timezone.now() - timedelta(days=1)
    asked = Initiative.objects.filter(email=email, status=UNCONFIRMED, requested_at__gt=today)
    return asked.count() >= ASKED_A_DAY


def _answer(initiative: Initiative, status: str, answer: str) -> None:
    initiative.status, initiative.answer, initiative.answered_at = status, answer, timezone.now()
    initiative.save(update_fields=["status", "answer", "answered_at"])
    _post(f"start_{status}", initiative)


def _post(letter: str, initiative: Initiative) -> None:
    transaction.on_commit(partial(send.enqueue, letter, initiative.pk), robust=True)


@task()
def send(letter: str, pk: int) -> None:
    """Mail a letter about a plan, unless the address was forgotten in the meantime."""
    initiative = Initiative.objects.select_related("page", "index").filter(pk=pk).exclude(email="").first()
    if initiative is None:
        return
    page = initiative.page
    base = page or initiative.index
    root = leading.root(base) if base else ""
    is_lead = page is not None and page.live and initiative.email in leading.addresses(page)
    context = {
        "initiative": initiative,
        "page": page.full_url if page and page.live else "",
        "address": root + address(initiative),
        "lead": root + leading.link(page, initiative.email) if page and is_lead else "",
    }
    site = base.get_site() if base else None
    mail.send(mail.compose(f"coalitions/{letter}", initiative.email, context, initiative.language, site=site))
