"""How fast pnpolicy is, against what a user would write or pick instead: `python -m benchmarks`."""
