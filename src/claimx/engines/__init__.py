"""The record function elsewhere than in this process."""
