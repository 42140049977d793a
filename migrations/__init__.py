"""Numbered migrations: tables only. Functions, views and policies stand once in app/store/sql."""
