"""YAML text → nodes that know their place → the policy as written (pydantic)."""
