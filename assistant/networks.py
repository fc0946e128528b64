"""Neural networks as ONNX files, run on one processor core (the only file that knows onnxruntime)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def open_network(model: Path | bytes) -> Any:  # noqa: ANN401 - onnxruntime has no types
    """Return a session of onnxruntime; raises whatever it raises, which shares no narrower ancestor than Exception."""
    # Otherwise onnxruntime keeps a device's number in the cache folder and reports its use to its makers.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
