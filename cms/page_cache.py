"""Whole answers to anonymous readers, kept in memory until anything they could show has changed.

Each process keeps its own answers. What all processes and machines share is one *stamp* in Django's cache: a random
text that changes whenever a transaction commits that wrote to a table which a public page may show. An answer is kept
under the stamp that was read before it was rendered, so an answer made from old rows can never be served under the
new stamp. That holds for editors, scheduled publication, imports and bulk updates alike, because the writes are
noticed at the database connection and not in the code that makes them.
"""

import gzip
import hashlib
import re
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache as once
from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import cc_delim_re, patch_vary_headers
from django.utils.http import parse_etags

STAMP = "page-cache-stamp"
SECONDS = 300  # Lists of what is to come change by the clock alone; nothing is kept longer than this.
BYTES = 64 * 1024 * 1024
LARGEST = 4 * 1024 * 1024
NOT_MODIFIED_HEADERS = (
    *("Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "API-Version", "Cache-Control"),
    *("Content-Language", "Link", "Vary", "X-Robots-Tag"),
)
# Below this address the same resource has several forms, so here what a reader accepts is part of what is asked.
NEGOTIATED = "/api/"

# Tables whose rows no kept answer shows. Everything not named here changes the stamp, so a table that is forgotten
# costs speed and never freshness. Notes stay out, because on the evening of a meeting there is one every second; what
# a published report shows of them is invalidated by the report's own row.
UNSEEN_APPS = {"admin", "sessions", "modelsearch", "wagtailsearch", "wagtailusers"}
UNSEEN_MODELS = {
    "auth.user",
    "coalitions.factsheetfile",
    "coalitions.follower",
    "coalitions.initiative",
    "coalitions.initiative_themes",
    "coalitions.initiative_wijken",
    "coalitions.reminder",
    "coalitions.storyquestion",
    "search.word",
    "stadsbijeenkomst.boardevent",
    "stadsbijeenkomst.decision",
    "stadsbijeenkomst.device",
    "stadsbijeenkomst.group",
    "stadsbijeenkomst.note",
    "stadsbijeenkomst.notedeletion",
    "stadsbijeenkomst.plan",
    "stadsbijeenkomst.vote",
    "stadsbijeenkomst.voucher",
    "wagtailcore.comment",
    "wagtailcore.commentreply",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.pagesubscription",
    "wagtailcore.referenceindex",
    "wagtailcore.revision",
    "wagtailcore.taskstate",
    "wagtailcore.uploadedfile",
    "wagtailcore.workflowstate",
    "wagtailadmin.editingsession",
}
# An editor's draft is saved every few seconds; of the page's own row it touches only these columns.
DRAFT_COLUMNS = {"draft_title", "has_unpublished_changes", "latest_revision_created_at", "latest_revision_id"}
# Columns that no kept answer shows. A registration's status and people count for the places that are left.
UNSEEN_COLUMNS = {
    "wagtailcore_page": DRAFT_COLUMNS,
    "events_registration": {"attended", "reminded_at", "told"},
    # Its status counts for the number of residents who take part.
    "coalitions_joinrequest": {"answer", "email", "message", "name", "told_at"},
}
WRITE = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+"?(\w+)', re.IGNORECASE)


@once
def unseen_tables() -> frozenset[str]:
    """Return the names of the tables that no kept answer shows."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in UNSEEN_APPS or model._meta.label_lower in UNSEEN_MODELS
    )


def is_seen(sql: str) -> bool:
    """Say whether a statement writes something that a kept answer may show."""
    written = WRITE.match(sql)
    if not written or written[1] in unseen_tables():
        return False
    if written[1] in UNSEEN_COLUMNS and written[0].lstrip().upper().startswith("UPDATE"):
        assignments = sql.partition(" SET ")[2].rpartition(" WHERE ")[0]
        return not set(re.findall(r'"(\w+)" = ', assignments)) <= UNSEEN_COLUMNS[written[1]]
    return True


def watch(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Notice every write on a new database connection (receiver of `connection_created`)."""

    def notice(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if is_seen(sql):
            database = context["connection"]
            # Once for each transaction, however many rows it writes.
            if not any(call is invalidate for _, call, *_ in database.run_on_commit):
                transaction.on_commit(invalidate, using=database.alias, robust=True)
        return result

    connection.execute_wrappers.append(notice)


def stamp() -> str:
    """Return the stamp under which answers are now kept, the same in every process."""
    return cache.get(STAMP) or invalidate()


def invalidate() -> str:
    """Forget every kept answer, in every process and on every machine, and return the new stamp."""
    fresh = uuid.uuid4().hex
    cache.set(STAMP, fresh, timeout=None)
    return fresh


class Variant:
    """One encoding of a kept answer: its bytes, their validator, and the headers for 200 and for 304.

    The headers are made once and shared by every response, which nothing above this middleware changes.
    """

    def __init__(self, body: bytes, headers: dict[str, str], etag: str):
        self.body, self.etag = body, etag
        same = {name: headers[name] for name in NOT_MODIFIED_HEADERS if name in headers}
        self.headers = HttpResponse(headers=headers | {"ETag": etag, "Content-Length": str(len(body))}).headers
        self.unmodified_headers = HttpResponseNotModified(headers=same | {"ETag": etag}).headers


class Answer:
    """A kept answer, served until a moment given in seconds since the epoch."""

    def __init__(self, body: bytes, headers: dict[str, str], etag: str, until: float):
        self.plain = Variant(body, headers, etag)
        self.made, self.until = time.time(), until

    @cached_property
    def packed(self) -> Variant:
        """The body in gzip, made once; no time in it, so that the bytes depend on the body alone."""
        body = gzip.compress(self.plain.body, compresslevel=6, mtime=0)
        # A strong validator names bytes, so each encoding has its own (RFC 9110 §8.8.3).
        headers = dict(self.plain.headers) | {"Content-Encoding": "gzip"}
        return Variant(body, headers, f'{self.plain.etag[:-1]}-gzip"')

    def response(self, accepts_gzip: bool, wanted: str) -> HttpResponse:
        """Return what to send: 304 when `wanted` (If-None-Match) names this answer, else the body."""
        variant = self.packed if accepts_gzip else self.plain
        if wanted and (wanted == variant.etag or self.is_named_in(wanted)):
            response = HttpResponseNotModified()
            response.headers = variant.unmodified_headers
        else:
            response = HttpResponse(variant.body)
            response.headers = variant.headers
        return response

    def is_named_in(self, wanted: str) -> bool:
        """Say whether an If-None-Match header names this answer in any encoding (weak, RFC 9110 §13.1.2)."""
        named = {etag.removeprefix("W/") for etag in parse_etags(wanted)}
        return bool(named & {self.plain.etag, self.packed.etag, "*"})


class Answers:
    """The answers of this process, the least recently used leaving first when they take too much memory."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget("")

    def forget(self, stamp: str) -> None:
        self.stamp, self.bytes, self.kept = stamp, 0, OrderedDict[tuple, Answer]()

    def find(self, stamp: str, key: tuple) -> Answer | None:
        """Return the answer kept for `key` under `stamp`, unless its time is over."""
        with self.lock:
            if stamp != self.stamp:
                self.forget(stamp)
            answer = self.kept.get(key)
            if answer and answer.made <= time.time() < answer.until:
                self.kept.move_to_end(key)
                return answer
            return None

    def keep(self, stamp: str, key: tuple, answer: Answer) -> None:
        """Keep `answer`, unless the stamp has changed since it was read."""
        with self.lock:
            if stamp != self.stamp:
                return
            if old := self.kept.pop(key, None):
                self.bytes -= len(old.plain.body)
            self.kept[key] = answer
            self.bytes += len(answer.plain.body)
            while self.bytes > BYTES:
                self.bytes -= len(self.kept.popitem(last=False)[1].plain.body)


answers = Answers()


class PageCacheMiddleware:
    """Serve anonymous readers from memory. First in the list: a kept answer runs nothing below it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_anonymous_read(request):
            return self.get_response(request)
        now = stamp()
        meta = request.META
        accepts_gzip = "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")
        wanted = meta.get("HTTP_IF_NONE_MATCH", "")
        key = (request.scheme, meta.get("HTTP_HOST"), request.path, meta.get("QUERY_STRING", ""), accepted(request))
        if answer := answers.find(now, key):
            return answer.response(accepts_gzip, wanted)

        # Whatever is kept must be the whole, plain answer; this reader's encoding and validator are applied after.
        held = {name: meta.pop(name) for name in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH") if name in meta}
        response = self.get_response(request)
        meta.update(held)
        if not is_keepable(request, response):
            return response
        answer = answer_from(response)
        reply = answer.response(accepts_gzip, wanted)
        if request.method == "GET":
            answers.keep(now, key, answer)
        return reply


def is_anonymous_read(request: HttpRequest) -> bool:
    """Say whether the request reads, carries nothing that makes its answer personal, and is about a page."""
    cookies = request.META.get("HTTP_COOKIE", "")
    return (
        request.method in {"GET", "HEAD"}
        and "HTTP_AUTHORIZATION" not in request.META
        # Who wants one answer and no other is judged where errors have their form.
        and "HTTP_IF_MATCH" not in request.META
        and not (cookies and {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys())
        # Health must answer also when the cache does not.
        and not request.path_info.startswith((settings.STATIC_URL, settings.MEDIA_URL, "/_healthz/"))
        # Inside a transaction a reader sees rows that nobody else may see yet.
        and not connection.in_atomic_block
    )


def accepted(request: HttpRequest) -> str:
    """Return the forms that a reader accepts, where there is a choice."""
    return request.META.get("HTTP_ACCEPT", "") if request.path_info.startswith(NEGOTIATED) else ""


def is_keepable(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether an answer is the same for every anonymous reader.

    An answer that says `no-cache` is one: it may be kept, if it is asked for again each time, as every kept answer is.
    """
    directives = set(cc_delim_re.split(response.headers.get("Cache-Control", "").lower()))
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not directives & {"no-store", "private"}
        and varies <= {"accept-encoding", "cookie", *(["accept"] if request.path_info.startswith(NEGOTIATED) else [])}
        and len(response.content) <= LARGEST
    )


def answer_from(response: HttpResponse) -> Answer:
    """Make the answer to keep. A page may be stored by browsers and proxies, but must be asked for again each time."""
    response.headers.setdefault("Cache-Control", "no-cache")
    patch_vary_headers(response, ["Accept-Encoding"])
    headers = dict(response.headers)
    headers.pop("Content-Length", None)
    etag = headers.pop("ETag", None) or f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    here = timezone.localtime()
    midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), tzinfo=here.tzinfo)
    return Answer(response.content, headers, etag, until=min(time.time() + SECONDS, midnight.timestamp()))
