"""Tests of the training stages run where the recipe's extra is installed; `make test` needs no PyTorch."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["training/*"]
