"""From files that people give us to rows that the rest of the product can use."""
