"""The demo council: real published figures and plans, moved to this year; invented people, posts and words.

Where each figure comes from is written on it ("published" or "illustrative"), and on the About page.
"""

from pmmi.demo.council import load_demo_council, sign_ins

__all__ = ["load_demo_council", "sign_ins"]
