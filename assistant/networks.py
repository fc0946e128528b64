"""Neural networks as ONNX files, run on one processor core (the only file that knows onnxruntime)."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def open_network(model: Path | bytes) -> Any:  # noqa: ANN401 - onnxruntime has no types
    """Return a session of onnxruntime; raises whatever it raises, which shares no narrower ancestor than Exception."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
