"""Readers of what people type, fed with texts that are led by the code they reach (``make fuzz``)."""
