"""Rules about correctness: one file each."""
