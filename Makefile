# Two commands: `make demo` and `make test`. `make help` lists the rest.

PYTHON ?= python3
# Many short programs start here: each file is compiled once, not for each of them.
export PYTHONDONTWRITEBYTECODE :=
VENV := .venv
BIN := $(VENV)/bin
# The other ledgers, and the other shop, that ours are measured beside.
PEERS := .cache/benchmark-venv
# Validators of others for what pages say to machines.
MARKUP := .cache/markup
SIZE ?= full
# One more than there are processors: a shop of many processes waits a third of its time.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# The crowd of `make load`.
SHOPPERS ?= 200
SECONDS ?= 300
SEED ?= 1
# Whose year `make simulate` lives.
MEMBERS ?= 10000
# How often `make proof` draws all its examples.
TIMES ?= 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint budget proof mutate simulate partitions axe markup markup-data lighthouse load bench bench-ledger bench-books bench-offers bench-pages bench-storefront screenshots lock messages clean browser template

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/runtime.stamp ## Run the whole shop: HOST, PORT and DATA_DIR choose where
	@exec $(BIN)/python -m shop.embedded.demo

test: $(VENV)/development.stamp ## Everything that decides whether a change lands
	@$(MAKE) --no-print-directory --jobs=3 lint browser template
	$(BIN)/pytest -n $(WORKERS)

lint: $(VENV)/development.stamp ## Style, import contracts and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy

budget: $(VENV)/development.stamp ## Write what each scope of the tests may take, as the last whole run took
	$(BIN)/python -m tests.pace

proof: $(VENV)/development.stamp ## Hold what is proved by examples against all of them: TIMES=10 draws more
	PROOF=$(TIMES) $(BIN)/pytest -n $(WORKERS) $$(grep -rlE '\bexamples\(' tests --include='test_*.py')

mutate: $(VENV)/development.stamp ## Take each guard of the ledger away: a test must notice
	$(BIN)/python -m tests.mutations

simulate: $(VENV)/development.stamp ## Live a year of 10,000 members beside a plain model: MEMBERS, SEED
	YEAR_MEMBERS=$(MEMBERS) YEAR_SEED=$(SEED) $(BIN)/pytest -s tests/loyalty/year

partitions: $(VENV)/development.stamp ## Run the ledger's tests on hash partitions
	$(BIN)/python -m tests.partitions

markup-data: $(VENV)/development.stamp $(MARKUP)/markup.stamp ## Ask validators of others about what pages say to machines (needs Node, and Java for the markup)
	MARKUP_VALIDATORS=$(abspath $(MARKUP)) $(BIN)/pytest tests/shop/machines/test_vocabulary.py

axe: $(VENV)/development.stamp browser ## Look at every page on every screen: WALK="--only staff: --languages en"
	$(BIN)/python -m tests.walk $(WALK)

markup: $(VENV)/development.stamp browser $(MARKUP)/markup.stamp ## Check the HTML of every page (needs Node and Java): WALK="--only checkout"
	$(BIN)/python -m tests.walk --vnu $(MARKUP)/node_modules/vnu-jar/build/dist/vnu.jar $(WALK)

lighthouse: $(VENV)/development.stamp browser $(MARKUP)/markup.stamp ## Ask Lighthouse about ten pages, as on a slow phone (needs Node)
	$(BIN)/python -m tests.walk.lighthouse $(MARKUP)/node_modules/.bin/lighthouse

load: $(VENV)/development.stamp ## Let 200 shop at once and look what breaks: SHOPPERS, SECONDS, SEED
	$(BIN)/python -m tests.load --shoppers $(SHOPPERS) --seconds $(SECONDS) --seed $(SEED)

bench-books: $(VENV)/development.stamp ## Time the proof of 100,000 accounts and 3.1 million postings
	$(BIN)/python -m benchmarks.books

bench: bench-ledger bench-books bench-offers bench-pages bench-storefront ## Measure everything there is to measure

bench-ledger: $(VENV)/runtime.stamp $(PEERS)/benchmark.stamp ## Measure the ledger beside others: SIZE=small is quicker
	$(BIN)/python -m benchmarks.ledger --size $(SIZE) $(if $(filter full,$(SIZE)),--publish)

bench-offers: $(VENV)/development.stamp $(PEERS)/benchmark.stamp ## Measure a basket with offers beside Oscar's: SIZE=small is quicker
	$(BIN)/python -m benchmarks.offers --size $(SIZE) $(if $(filter full,$(SIZE)),--publish)

bench-pages: $(VENV)/development.stamp ## Measure kept pages beside a view that does nothing: SIZE=small is quicker
	$(BIN)/python -m benchmarks.pages --size $(SIZE) $(if $(filter full,$(SIZE)),--publish)

bench-storefront: $(VENV)/development.stamp $(PEERS)/benchmark.stamp ## Measure pages, searches, baskets and orders beside Oscar's: SIZE=small is quicker
	$(BIN)/python -m benchmarks.storefront --size $(SIZE) $(if $(filter full,$(SIZE)),--publish)

screenshots: $(VENV)/development.stamp browser ## Take docs/screenshots anew, from a demo of their own
	$(BIN)/python -m tests.journeys.screenshots

lock: $(VENV)/development.stamp ## Renew requirements/*.lock from requirements/*.in
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		requirements/production.in --output-file requirements/production.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		requirements/runtime.in --output-file requirements/runtime.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		requirements/development.in --output-file requirements/development.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		requirements/benchmark.in --output-file requirements/benchmark.lock

messages: $(VENV)/development.stamp ## Collect the texts to translate (needs GNU gettext)
	cd loyalty && ../$(BIN)/python ../manage.py makemessages --exclude en --no-obsolete --no-wrap --add-location file
	cd shop && ../$(BIN)/python ../manage.py makemessages --exclude en --no-obsolete --no-wrap --add-location file

clean: ## Remove everything made here, the demo's data included
	@if [ -L .data/postgres ]; then rm -rf "$$(readlink .data/postgres)"; fi
	rm -rf $(VENV) .data .cache .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis test-results
	find benchmarks loyalty shop tests -name __pycache__ -prune -exec rm -rf {} +
	find loyalty shop -name '*.mo' -delete

# Most modules are never imported: those that are get compiled then.
INSTALL := --quiet --disable-pip-version-check --no-input --prefer-binary \
	--use-pep517 --require-hashes --no-compile

# A lock file names every package with its hashes; a stamp says it is installed.
$(VENV)/%.stamp: requirements/%.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, $(PYTHON) is$$($(PYTHON) --version 2>&1 \
		| sed 's/^Python//'). Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; \
		exit 2; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Python's venv is missing; on Debian: apt install python3-venv" >&2; exit 2; }
	@echo "Installing $$(grep -c '^[a-z].*==' $<) packages from $< ..."
	@$(BIN)/python -m pip install $(INSTALL) --requirement $<
	@touch $@

$(PEERS)/benchmark.stamp: requirements/benchmark.lock
	@$(PYTHON) -m venv $(PEERS)
	@echo "Installing $$(grep -c '^[a-z].*==' $<) packages from $< ..."
	@$(PEERS)/bin/python -m pip install $(INSTALL) --requirement $<
	@touch $@

$(MARKUP)/markup.stamp: tests/shop/machines/package-lock.json
	@mkdir -p $(MARKUP)
	@cp tests/shop/machines/package.json $< $(MARKUP)/
	@cd $(MARKUP) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# The migrated database that all tests copy.
template: $(VENV)/development.stamp
	@$(BIN)/python -m tests.servers.ground

# The journeys need a real browser, which no wheel carries.
browser:
	@if command -v chromium-headless-shell || command -v chromium; then exit 0; fi >/dev/null; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium and Chinese fonts ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
			--no-install-recommends chromium-headless-shell fonts-noto-cjk >/dev/null; \
	else \
		echo "The journeys need Chromium:" \
			"apt install chromium-headless-shell fonts-noto-cjk" >&2; \
		exit 2; \
	fi
