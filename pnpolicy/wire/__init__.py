"""Access Manager as facts: actions, operations, limits, request body, token, request signature."""
