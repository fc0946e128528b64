"""`python -m assistant` is `lantern`."""

from assistant.commands import main

main()
