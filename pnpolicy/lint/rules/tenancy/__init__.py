"""Rules about tenancy: one file each."""
