"""Rules about naming: one file each."""
