"""A pack as one document and two files. Public ones are built by allow-list and proved before they leave."""
