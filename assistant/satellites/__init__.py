"""Lantern for the assistants that people already have: a Wyoming server and an OpenVoiceOS skill."""
