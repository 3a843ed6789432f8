"""Names bound, roles flattened, templates parsed: frozen values that know the line they came from."""
