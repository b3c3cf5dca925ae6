"""The set-up workbook: all that a council sets up, a sheet for each kind of thing.

Downloaded empty or filled with what is stored, edited, and uploaded as a kind of the one import (``kind``). What a
sheet holds is said once, in ``sheets``; ``planning`` reads, compares and refuses by that, ``writing`` writes by it and
``filling`` makes the file.
"""
