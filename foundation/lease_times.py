"""How patient we are with jobs that are rows (docs/adr/0004-the-row-is-the-truth.md). Plain numbers."""

# A job whose worker died is taken up again until it was tried this often, then it says failed.
MAX_ATTEMPTS = 3
# How long a worker may be silent before another takes its job up, and how often it renews its lease.
LEASE_SECONDS = 20
RENEW_SECONDS = 5
# No single step takes this long unless it hangs; its lease is then no longer renewed.
STEP_SECONDS = 180
# A job that waits longer than this gets another message, in case the first was lost.
WAKE_SECONDS = 30
