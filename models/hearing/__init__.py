"""The recipe of the built-in speech model, one module a stage."""
