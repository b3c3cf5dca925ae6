"""What others publish as measures: national frameworks and sets, mapped to the council's own measures (C1)."""
