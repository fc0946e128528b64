"""From sound to words: when somebody speaks, when they have finished, and what they said."""
