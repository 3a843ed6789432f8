"""Rules about hygiene: one file each."""
