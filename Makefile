# The line from an article to its report.  `make` alone says what can be made.
#
# The first call (a target below) finds or builds the environment and asks which article is meant;
# the second (LINE) knows the document and works on real files under build/<document>/.

ARTICLE = seeds/istanbul-talks.txt
ISSUES =
PARAMS =
GOLD = seeds/gold
BASELINE =
OPTIONS =
CORPUS =
OUT =
WORKERS =
COLUMNS =
FAST =
ENGINE =
SCHEDULER =
A =
B =
NAMED := $(filter command,$(firstword $(origin ARTICLE)))

# As they were typed, whatever marks they hold; recipes read them from the environment.
override ARTICLE := $(value ARTICLE)
override ISSUES := $(value ISSUES)
override PARAMS := $(value PARAMS)
override GOLD := $(value GOLD)
override BASELINE := $(value BASELINE)
override CORPUS := $(value CORPUS)
override OUT := $(value OUT)
override COLUMNS := $(value COLUMNS)
override SCHEDULER := $(value SCHEDULER)
override A := $(value A)
override B := $(value B)
export ARTICLE ISSUES PARAMS GOLD BASELINE CORPUS OUT COLUMNS SCHEDULER A B
export PYTHONPATH := $(CURDIR)

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory --no-builtin-rules
.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help report corpus figures lab test test-browser scorecard agreement speed tidy clean line

help:
	@echo "What can be made (make TARGET):"
	@echo "  report     the article to a page: build/<document>/report.html"
	@echo "             ARTICLE=file.txt another article, ISSUES=issues.csv its codebook, PARAMS=file.yml notebook parameters"
	@echo "  corpus     many articles to tables in OUT=build/<corpus>: CORPUS=folder, .zip, .csv, .jsonl or .parquet"
	@echo "             WORKERS=2 processes, ISSUES=issues.csv, COLUMNS=text=body,published=day, FAST=1 without the encoder"
	@echo "             ENGINE=dask SCHEDULER=tcp://HOST:8786 over a Dask cluster (README: Many articles)"
	@echo "             make report CORPUS=… does the same, and then its page: build/<corpus>/report.html"
	@echo "  figures    the report, and its figures copied to figures/<document>/"
	@echo "  lab        the notebooks in JupyterLab; OPTIONS=\"--no-browser\" as for jupyter lab"
	@echo "  test       what must stay true; OPTIONS=\"-k tables\" as for pytest"
	@echo "  fuzz       the tests of hard use with EXAMPLES=10000 generated texts and files each; takes hours"
	@echo "  test-browser  the same of the report and the explorer in Chromium, by keyboard; CHROMIUM=path names another"
	@echo "  scorecard  how wrong each step is, on GOLD=folder; BASELINE=earlier.csv tells what changed"
	@echo "  agreement  two people's corrections of one article, A=file.csv and B=file.csv, compared and joined; ARTICLE=file.txt"
	@echo "             compares the whole codings too"
	@echo "  peers      others on the same texts, GOLD=folder (PY=python of an environment that has them): build/peers/report.html"
	@echo "  speed      how fast each step is beside bare spaCy, and how it grows: build/speed/report.html"
	@echo "  tidy       lint what can be mended, and take the outputs out of the notebooks"
	@echo "  clean      remove build/ (tables, reports, issues proposed there) and caches"

# ---- The environment ------------------------------------------------------------------------------
# PY=path/to/python on the command line skips the search.

FIND_PYTHON = for start in "$${VIRTUAL_ENV:-.}/bin/python" "$${CONDA_PREFIX:-.}/bin/python" .venv/bin/python \
	    python3.13 python3.12 python3.11 python3 python; do \
	  "$$start" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && break; start=; \
	done; \
	if [ -z "$$start" ]; then \
	  echo "Python 3.11, 3.12 or 3.13 is needed, and none was found on PATH (python3 is $$(python3 --version 2>&1 \
	    | sed -n 's/^Python //p;q')); install one and try again." >&2; exit 1; \
	fi

READY = $(if $(PY),py="$(PY)",$(FIND_PYTHON); py="$$("$$start" -m analysis.environment)") || exit 1

# ---- What a person asks for -------------------------------------------------------------------------

REQUEST = document="$$("$$py" -m analysis.request --article="$$ARTICLE" --issues="$$ISSUES" --parameters="$$PARAMS")" || exit 1
LINE = $(MAKE) PY="$$py" DOCUMENT="$$document"

MANY = out="$${OUT:-build/$$(basename "$$CORPUS" | sed 's/\.[a-z]*$$//')}"; \
	  "$$py" -m analysis.corpus "$$CORPUS" --out "$$out" --columns "$$COLUMNS" $(if $(ISSUES),--issues "$$ISSUES") \
	  $(if $(WORKERS),--workers $(WORKERS)) $(if $(FAST),--fast) $(if $(ENGINE),--engine $(ENGINE)) $(if $(SCHEDULER),--scheduler "$$SCHEDULER")
PAGED = "$$py" -m analysis.report notebooks/corpus.ipynb -p corpus="$$out" $(if $(PARAMS),-f "$$PARAMS")

report:
	+@$(READY); $(if $(CORPUS),$(MANY) && $(PAGED),$(REQUEST); $(LINE) line)

corpus:
	@if [ -z "$$CORPUS" ]; then echo "No articles were named: give them with CORPUS=path/to/folder." >&2; exit 1; fi; $(READY); $(MANY)

figures:
	+@$(READY); $(REQUEST); $(LINE) line && $(LINE) copy

lab:
	@$(READY); "$$py" -m jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks \
	  $$([ "$$(id -u)" = 0 ] && echo --allow-root) $(OPTIONS)

test:
	@$(READY); "$$py" -m pytest $(OPTIONS)

test-browser:
	@$(READY); "$$py" -m pytest tests/browser $(OPTIONS)

.PHONY: fuzz peers
EXAMPLES = 10000
fuzz:
	@$(READY); FUZZ="$(EXAMPLES)" "$$py" -m pytest tests/test_hard_use.py tests/test_hard_faults.py $(OPTIONS)

peers:
	@$(READY); "$$py" -m analysis.report benchmarks/peers.ipynb -p gold="$$GOLD"

scorecard:
	@$(READY); "$$py" -m analysis.report notebooks/scorecard.ipynb -p gold="$$GOLD" -p baseline="$$BASELINE"

agreement:
	@if [ -z "$$A" ] || [ -z "$$B" ]; then echo "Two lists of corrections are compared: name them with A=one.csv B=other.csv." >&2; exit 1; fi; \
	$(READY); "$$py" -m analysis.double_coding "$$A" "$$B" $(if $(NAMED),--article "$$ARTICLE")

speed:
	@$(READY); "$$py" -m analysis.report benchmarks/speed.ipynb

tidy:
	@$(READY); "$$py" -m jupyter nbconvert --log-level ERROR --clear-output --inplace notebooks/*.ipynb benchmarks/*.ipynb; \
	"$$py" -m ruff check --fix .; "$$py" -m analysis.dictionary

clean:
	rm -rf build .pytest_cache .ruff_cache .hypothesis
	find analysis tests training -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- The line: real files, once the document is known -------------------------------------------------

ifdef DOCUMENT
FLAGS := $(firstword $(filter-out --%,-$(MAKEFLAGS)))
RUN = "$(PY)" -m analysis.report
ASKED = --article="$$ARTICLE" $(if $(ISSUES),--issues="$$ISSUES") $(if $(PARAMS),-f "$$PARAMS")
DONE := build/$(DOCUMENT)/notebooks
PAGE := build/$(DOCUMENT)/report.html

# What each executed notebook rests on, read from its imports (analysis/prerequisites.py).
include build/$(DOCUMENT)/line.mk

$(DONE)/%.ipynb:
	@$(RUN) notebooks/$*.ipynb $(ASKED)

$(PAGE):
	@$(RUN) --page --article="$$ARTICLE"

ifneq (,$(findstring n,$(FLAGS))$(findstring q,$(FLAGS)))
line: $(PAGE)
else
# One run for all that is stale, so that there is one progress bar and one closing table:
# `make -n` tells which recipes above would run.
line:
	@stale="$$($(MAKE) -n $(PAGE) | sed -n 's/.*analysis.report \(notebooks[^ ]*\).*/\1/p')"; \
	if [ -n "$$stale" ]; then $(RUN) $$stale $(ASKED) || exit 1; fi; \
	if $(MAKE) -q $(PAGE); then echo "Nothing to do: $(PAGE) is up to date."; else $(MAKE) $(PAGE); fi
endif

copy:
	rm -rf "figures/$(DOCUMENT)"
	cp -R "build/$(DOCUMENT)/figures" "figures/$(DOCUMENT)"

.PHONY: copy
.PRECIOUS: $(PAGE) $(DONE)/%.ipynb
endif
