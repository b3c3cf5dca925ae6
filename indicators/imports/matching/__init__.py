"""Files whose columns a person has matched: what each column is, and the table that follows from it."""
