"""From words to sound: voices, and a speaker that has answers ready before they are asked for."""
