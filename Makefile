# `make run` and `make test` are all that a newcomer needs: both set up what is missing first.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export HOST ?= 127.0.0.1
export PORT ?= 8000
# Set where nothing is to be left in a checkout: then each server that the tests start, and each of
# their workers, compiles all of it anew, which takes longer than most of what they do.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup assets languages catalogs run demo test bench audit lint format faults engines clean

setup: .venv/installed assets languages

.venv/installed: requirements.txt requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	touch $@

# Node.js bundles our scripts; where the machine has none (or an old one), it comes as a wheel.
node_modules/installed: package.json package-lock.json .npmrc | .venv/installed
	static/npm ci --silent
	touch $@

assets: static/dist/staticfiles.json

# Built aside, and the list of names is put in place last, so that a running app never sees half of
# it. Files of earlier builds stay for a month after the next: a page that is still open somewhere may
# want them. What was in use until now is touched, since it can have been built long ago.
static/dist/staticfiles.json: node_modules/installed $(shell find static -type f -not -path 'static/dist/*' -not -path 'static/.*')
	@set -e; work=$$(mktemp -d static/.work.XXXXXX); trap 'rm -rf "$$work"' EXIT; \
	echo "static/npm run build"; static/npm run --silent build -- "$$work/built"; \
	$(BIN)/servestatic --hash --manifest --compress --quiet "$$work/built" "$$work/dist"; \
	mv "$$work/dist/staticfiles.json" "$$work"; \
	mkdir -p static/dist; (cd static/dist; touch -c . $$(grep -os '[^"]*\.[0-9a-f]\{12\}\.[a-z0-9]*' staticfiles.json | sed 'p; s/$$/.br/p; s/br$$/gz/')); \
	find static/dist -type f -mtime +30 -delete; \
	cp -R "$$work/dist/." static/dist; mv "$$work/staticfiles.json" static/dist

languages: peerapp/translations/.compiled

peerapp/translations/.compiled: $(wildcard peerapp/translations/*/LC_MESSAGES/*.po) | .venv/installed
	pybabel --quiet compile --directory peerapp/translations
	touch $@

# Puts new sentences of the code into each catalog, and takes away what is said no more.
catalogs: .venv/installed
	pybabel --quiet extract --mapping pyproject.toml --keywords lazy --no-location \
		--omit-header --output peerapp/translations/messages.pot .
	pybabel --quiet update --input-file peerapp/translations/messages.pot --output-dir peerapp/translations \
		--no-wrap --ignore-pot-creation-date --ignore-obsolete --no-fuzzy-matching
	rm peerapp/translations/messages.pot

run: setup
	@exec flask --app app run-all

demo: export DATA_DIR ?= $(CURDIR)/instance/demo
demo: setup
	@exec flask --app app demo

test: setup
	pytest

bench: setup
	python -m tests.benchmarks.first_load
	python -m tests.benchmarks.launch_to_saved
	python -m tests.benchmarks.taps
	python -m tests.benchmarks.exit
	python -m tests.benchmarks.equal_times
	python -m tests.benchmarks.growth
	python -m tests.benchmarks.mentor_pool
	python -m tests.benchmarks.suggestions
	python -m tests.benchmarks.pairing
	python -m tests.benchmarks.mentees
	python -m tests.benchmarks.replanning
	python -m tests.benchmarks.conversations
	python -m tests.benchmarks.ticking
	python -m tests.benchmarks.sending

# Whether it is as quick and as light as it should be, by Lighthouse and in a browser.
audit: setup
	static/npm ci --silent --prefix tests/audit
	python -m tests.audit

# The long forms of what `make test` tries in a bounded form.
faults: setup
	FAULTS=1 pytest -m faults --ignore=tests/reminders/faults
	rm -f instance/faults.jsonl && mkdir -p instance
	FAULTS=1 FAULTS_FILE=instance/faults.jsonl pytest -m faults -n 0 tests/reminders/faults; \
		found=$$?; python -m tests.support.fault_table instance/faults.jsonl; exit $$found
	FUZZ_ROUNDS=60 pytest tests/web/test_w5_fuzz.py

# The main things in other engines, each where it is installed (Debian: `apt-get install firefox-esr`,
# and for that of the iPhone `apt-get install webkit2gtk-driver xvfb`).
engines: setup
	ENGINES=1 pytest -m engines -n 0 -rs tests/engines

lint: setup
	ruff check .
	ruff format --check .
	mypy
	lint-imports

format: setup
	ruff check --fix .
	ruff format .

clean:
	rm -rf .venv node_modules static/dist static/.work.*
