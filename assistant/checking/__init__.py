"""Proofs of a pack: that it says only what its leaflet says, and that every sentence can be asked for.

`proofs.py` holds the proofs that need only the pack; `bank.py` those that try the questions on the recogniser.
"""
