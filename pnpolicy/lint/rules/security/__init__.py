"""Rules about security: one file each."""
