"""What every app stands on, and what no council has heard of: forms, lists, downloads, refusals, words, database."""
