# The README gives the plain commands behind each target, for a machine without make.

PORT ?= 8000
HOST ?= 127.0.0.1
# How many processes share the tests: `make test WORKERS=0` runs them one after another.
WORKERS ?= auto
# What else to tell pytest: `make test ARGS="events -k feed"`.
ARGS ?=

PY := .venv/bin/python
PYTEST := $(PY) -m pytest -n $(WORKERS) --maxprocesses=4 $(ARGS)
export BASE_URL ?= http://localhost:$(PORT)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run serve demo demo-reset test test-postgres audit messages screens bench bench-meeting lock \
	check style layers types templates migrations catalogues deployment \
	environment dev-environment packages translations chromium

help:  ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 22

run: environment packages translations demo serve  ## install, load the example city, serve on PORT (8000)

demo: environment translations
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py demo

demo-reset: environment packages translations  ## throw the local database and uploads away and load the example anew
	@$(PY) manage.py reset_data --yes
	@$(MAKE) --no-print-directory demo

serve:
	@DEBUG=$(DEBUG) exec .ci/serve $(PY) $(HOST) $(PORT)

test: dev-environment packages translations chromium  ## run every test, browser tests included
	@$(PYTEST)

test-postgres: dev-environment packages translations chromium  ## the same on PostgreSQL: DATABASE_URL, else a temporary cluster
	@PYTHON=$(CURDIR)/$(PY) .ci/postgres $(PYTEST)

# `make -k check` goes on after a flaw.
check: style layers types templates migrations catalogues deployment  ## everything about the code that needs no test run

style: dev-environment
	$(PY) -m ruff check --quiet
	$(PY) -m ruff format --check --quiet

layers: dev-environment
	$(PY) .venv/bin/lint-imports --no-logo

types: dev-environment
	$(PY) -m mypy

templates: dev-environment
	$(PY) -m djlint --quiet --lint .
	git ls-files -z '*/templates/*.html' | xargs -0 .venv/bin/djade --check

migrations: dev-environment
	$(PY) manage.py makemigrations --check --dry-run

catalogues: dev-environment
	$(PY) manage.py translations check

deployment: dev-environment packages
	.ci/deploy-check $(PY)

audit: dev-environment  ## look the pinned packages up in the database of known weaknesses (network)
	$(PY) -m pip_audit --requirement requirements.txt --require-hashes --disable-pip

messages: dev-environment  ## write new sentences into every app's translation catalogue
	$(PY) manage.py translations extract

screens: dev-environment packages translations chromium demo  ## write the README's screenshots of the example city
	$(PY) manage.py screens

bench: dev-environment packages translations  ## measure, and write bench/RESULTS.md
	$(PY) -m bench

bench-meeting: dev-environment packages translations  ## let an evening crash, on SQLite and PostgreSQL, and write bench/MEETING.md
	@PYTHON=$(CURDIR)/$(PY) .ci/postgres $(PY) -m bench.meeting

lock:  ## pin the newest allowed packages with their hashes (needs uv)
	uv pip compile -q pyproject.toml --universal --generate-hashes --no-header -o requirements.txt
	uv pip compile -q pyproject.toml --extra dev --universal --generate-hashes --no-header -c requirements.txt -o requirements-dev.txt

# What the targets above stand on. Each does nothing when there is nothing to do; a copy of the requirements inside
# the environment tells what it holds, because a checkout changes the times of files and not what is in them.

environment:
	@.ci/environment requirements.txt

dev-environment:
	@.ci/environment requirements-dev.txt

packages: static/packages/.fetched

static/packages/.fetched: package.json package-lock.json cms/packages.py
	@$(PY) manage.py fetch_packages
	@touch $@

translations: $(patsubst %.po,%.mo,$(wildcard */locale/*/LC_MESSAGES/django.po))

%.mo: %.po
	@$(PY) manage.py translations compile

chromium:
	@$(PY) .ci/chromium.py
