"""`python -m pnpolicy`."""

from pnpolicy.cli import main

main()
