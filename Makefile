# `make` lists what there is to do. Each target is a short command that also works without make;
# README.md gives them for Windows.

PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check install

# Data sets in a folder beside the checkout serve several checkouts; a variable already set wins.
ifeq ($(strip $(MNIST_COURSE_DATA)),)
export MNIST_COURSE_DATA := $(abspath $(wildcard ../shared/data))
endif

.DEFAULT_GOAL := help
.PHONY: help book pdf student instructor class test lab execute bench vendor lock clean

help: ## this list
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z]*\):.*## /  \1: /p' $(firstword $(MAKEFILE_LIST)) | \
		awk -F': ' '{ printf "%-10s %s\n", $$1, $$2 }'
	@echo "Another Python: make PYTHON=python3.12 TARGET (3.11 to 3.13; takes effect when $(VENV) is made)"

book: $(VENV)/book.stamp ## build the book into _build/html and say where to open it
	$(RUN) tools/check.py book
	@echo "The book is ready. Open $(CURDIR)/_build/html/index.html in a browser."

pdf: $(VENV)/full.stamp ## print the book into _build/book.pdf (needs Chromium)
	$(RUN) tools/pdf.py

student: book ## student notebooks, without solutions, into _build/student
	$(RUN) tools/editions.py student

instructor: book ## instructor notebooks, with solutions and lesson plans, into _build/instructor
	$(RUN) tools/editions.py instructor

class: $(VENV)/full.stamp book ## one file for a class without a network (WHEELS=--wheels)
	$(RUN) tools/editions.py class $(WHEELS)

test: $(VENV)/full.stamp ## run every check (style, book, notebooks, tests)
	$(RUN) tools/check.py

# The settings keep JupyterLab from asking other hosts for news and new versions.
lab: $(VENV)/full.stamp ## open the chapters in JupyterLab
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@cp tools/lab-settings.json $(VENV)/share/jupyter/lab/settings/overrides.json
	$(RUN) -m jupyterlab --LabApp.extension_manager=readonly chapters

execute: $(VENV)/full.stamp ## make the changed notebooks and the ledger anew (CHAPTERS="digits", or --all)
	$(RUN) tools/ledger.py
	$(RUN) tools/execute.py $(CHAPTERS)

bench: $(VENV)/full.stamp ## measure the speed claims again (BENCH="memory growth" for some)
	$(RUN) benchmarks $(BENCH)

vendor: $(RUN) ## fetch the scripts under _static/vendor again and verify them (needs npm and Node.js)
	$(RUN) tools/vendor.py fetch

# uv resolves for all systems and Pythons at once, which pip cannot. Nothing else needs it.
LOCK := -m uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-annotate --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" --quiet
lock: $(RUN) ## write the two lock files (UPGRADE=--upgrade takes the newest versions in range)
	$(PIP) --quiet "uv>=0.9,<1"
	$(RUN) $(LOCK) --all-extras $(UPGRADE) --output-file requirements.lock
	$(RUN) $(LOCK) --extra book --constraint requirements.lock $(UPGRADE) \
		--output-file requirements-book.lock

clean: ## remove what was built and every cache, but not the environment .venv
	rm -rf _build .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# A venv without pip (Debian without python3-venv) must not look finished the next time.
$(RUN):
	@$(PYTHON) -c "import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) \
		else 'The course needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is %d.%d. Name another: make PYTHON=python3.12 ...' % v)"
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# The locks agree with each other, so each step only adds what is missing. The build uses the
# setuptools of the lock (no isolation): nothing is installed that the lock does not name.
INSTALL_SELF := --quiet --no-deps --no-build-isolation --editable .

$(VENV)/book.stamp: requirements-book.lock pyproject.toml | $(RUN)
	$(PIP) --require-hashes --requirement requirements-book.lock
	$(PIP) $(INSTALL_SELF)
	@touch $@

$(VENV)/full.stamp: requirements.lock pyproject.toml | $(RUN)
	$(PIP) --require-hashes --requirement requirements.lock
	$(PIP) $(INSTALL_SELF)
	@touch $(VENV)/book.stamp $@
