"""How sure the council is of its figures: certificates of data quality, their evidence, and what audit samples."""
