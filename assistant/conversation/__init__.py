"""What is said next: a pure state machine without clock, device or chance."""

from assistant.conversation.machine import Conversation
from assistant.conversation.state import State

__all__ = ["Conversation", "State"]
