"""The live conversation: microphone, endpoint, answer, loudspeaker, and what may interrupt them."""
