"""What people say, beside the figures: complaints, compliments, surveys, casework, concerns of staff and stories; and
who took part in setting what the council is measured by.
"""
