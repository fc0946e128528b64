# Lantern. `make run` and `make test` prepare everything that they need; the second time they are quick.
# Another Python, 3.10 or newer:  make PYTHON=python3.12 run

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
PY := $(BIN)/python.exe
else
BIN := $(VENV)/bin
PY := $(BIN)/python
endif
SATELLITE := $(VENV)/wyoming-satellite
SAMPLE := tests/recordings/can i catch it.flac
ANSWER := build/answer.wav
# Benches that live beside what they measure; all others are tests/bench/NAME.py.
BENCH_OF = $(or $(BENCH_$(subst -,_,$(1))),tests.bench.$(subst -,_,$(1)))
BENCH_understanding := models.understanding.bench
BENCH_hearing := models.hearing.bench
BENCH_end_to_end := models.hearing.end_to_end

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench model model-digest index evaluate clean

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make run       answer a recorded question, then show the page with the moon
run: $(VENV)/.ready
	@mkdir -p $(dir $(ANSWER))
	@echo "A child asks: can i catch it?"
	@$(BIN)/lantern ask --audio --out $(ANSWER) "$(SAMPLE)"
	@echo "The spoken answer is in $(ANSWER)"
	@$(BIN)/lantern serve --open

## make test      run every test
test: $(VENV)/.ready-to-test $(SATELLITE)/.ready
	@.ci/system-packages
	$(PY) -m pytest

## make lint      check style and types
lint: $(VENV)/.ready-to-test
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

## make format    mend what the formatter can
format: $(VENV)/.ready-to-test
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

## make bench     measure start, answer, memory and size; figures go to build/bench/
bench: $(VENV)/.ready-to-bench
	$(PY) -m tests.bench.core

## make bench-…   understanding, hearing, end-to-end, latency, wake, thousand, load, satellites, satellites-fuzz, voices
bench-%: $(VENV)/.ready-to-bench
	$(PY) -m $(call BENCH_OF,$*)

## make model     build the speech model from recordings (hours)
model: $(VENV)/.ready-for-recipe
	$(PY) -m models.hearing all
	$(MAKE) model-digest

## make model-digest   write the built-in speech model's digest into models/manifest.toml
model-digest: $(VENV)/.ready
	$(PY) -m models.record_digest

## make index     learn the built-in packs' questions, after they were changed
index: $(VENV)/.ready
	$(PY) -m models.understanding.ship_index

## make evaluate MANIFEST=M.tsv SENTENCES=S.txt   word errors of the speech model on recordings
evaluate: $(VENV)/.ready-to-evaluate
	$(PY) -m models.hearing evaluate --manifest "$(MANIFEST)" --sentences "$(SENTENCES)"

## make clean     remove what was built
clean:
	rm -rf $(VENV) build dist

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo 'Lantern needs Python 3.10 or newer; name one: make PYTHON=python3.12 run' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || uv venv --seed --clear --python $(PYTHON) $(VENV) || { rm -rf $(VENV); \
		echo 'Python can not make a virtual environment here; on Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }

$(VENV)/.ready: EXTRAS :=
$(VENV)/.ready-to-test: EXTRAS := [test,lint]
$(VENV)/.ready-to-bench: EXTRAS := [test,bench]
$(VENV)/.ready-for-recipe: EXTRAS := [recipe]
$(VENV)/.ready-to-evaluate: EXTRAS := [evaluate]
$(VENV)/.ready $(VENV)/.ready-to-test $(VENV)/.ready-to-bench $(VENV)/.ready-for-recipe $(VENV)/.ready-to-evaluate: pyproject.toml | $(PY)
	@echo 'Preparing $(VENV), which takes a minute or two…'
	@$(PY) -m pip install --quiet --disable-pip-version-check --upgrade pip # the one that comes with Python is slow
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable '.$(EXTRAS)'
	@touch $@

# A real satellite for the tests. It wants a wyoming of its own time, so it stands apart, as if in another room.
$(SATELLITE)/.ready: | $(VENV)/.ready-to-test
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(SATELLITE) \
		wyoming-satellite==1.0.0 wyoming==1.4.1 pyring-buffer==1.0.0 "audioop-lts; python_version >= '3.13'"
	@touch $@
