"""How other councils do: their figures, groups of councils, and where we stand among them."""
