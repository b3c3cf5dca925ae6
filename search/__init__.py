"""Finding things by their words: what is found of each kind of thing, and by whom."""
