"""How the product starts and keeps running: its mode, what it refuses, its processes and what they stand on."""
