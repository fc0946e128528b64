"""From words to what was meant: pure, deterministic, and without any word leaving the machine."""
