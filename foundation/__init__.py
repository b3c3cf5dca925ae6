"""What all apps share, and nothing about councils: forms, lists, downloads, refusals, words, database."""
