"""Programs that are run by hand to write what the package carries: `python -m tools.<name>`."""
