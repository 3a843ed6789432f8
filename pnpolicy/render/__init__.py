"""Diagnostics, grants and tokens → what people and programs read. One file per format."""
