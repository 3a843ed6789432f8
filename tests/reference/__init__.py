"""The meaning of a policy, said once more: plain loops over the YAML and Python's `re`, nothing of pnpolicy's.

Slow, short and evidently right. The laws hold every other road against it.
"""
