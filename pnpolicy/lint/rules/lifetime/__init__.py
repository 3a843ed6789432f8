"""Rules about lifetime: one file each."""
