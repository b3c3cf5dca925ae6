"""Committees, meetings and packs: who challenges it and what came of it."""
