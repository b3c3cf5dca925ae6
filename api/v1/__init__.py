"""The first version of what other systems read and write: JSON, one token a request."""
