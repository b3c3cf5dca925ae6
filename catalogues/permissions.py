"""Who may take in catalogues, map their entries and make measures from them: whoever defines measures."""

from accounts.roles import Permission

EDITS = Permission.INDICATOR_EDIT
READS = Permission.COUNCIL_READ
