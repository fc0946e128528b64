"""The recipe of Lantern's own voice."""
