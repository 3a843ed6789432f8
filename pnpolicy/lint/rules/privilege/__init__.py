"""Rules about privilege: one file each."""
