"""The import of a whole golden thread: plans, what they set out to do, milestones and measures, a row each."""
