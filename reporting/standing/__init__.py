"""How a group of measures stands: what live pages and frozen papers tell alike. Values in, values out."""
