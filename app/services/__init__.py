"""What the system does: one file an area, deeds as functions; permission, rules, save, history in one transaction."""
