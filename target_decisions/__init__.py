"""Targets as decisions: proposed with reasons, challenged, agreed at a meeting, and reviewed when the year is over."""
