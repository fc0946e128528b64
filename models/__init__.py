"""Speech and language models of Lantern, and the recipes that build them."""
