"""Records to files and back. Pure: no database, no web framework."""
