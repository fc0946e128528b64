"""Sound in and out: files, rates and the sound card."""
