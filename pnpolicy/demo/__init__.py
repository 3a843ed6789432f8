"""The voting story: real clients of PubNub's Python SDK against the emulator, told step by step."""
