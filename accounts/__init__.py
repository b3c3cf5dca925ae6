"""People, units, posts, roles and the audit trail: who."""
