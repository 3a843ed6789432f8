"""Tests with the real `pubnub` SDK."""
