"""Rows and PostgreSQL. Rows never leave this layer: what leaves is a record cut to what its reader may see."""
