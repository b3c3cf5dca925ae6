"""How this product writes and reads dates (setting FORMAT_MODULE_PATH)."""
