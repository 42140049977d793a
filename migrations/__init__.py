"""Numbered migrations: tables only. Functions, views and policies stand once in app/store/sql.

While they run, every function is away and with them the triggers that write the log. So a migration changes tables and
rewrites no row that is logged: nobody is signed in whose deed it would be, and `verify-log` would name each row as
changed past the log. A new column is empty in the rows that are there, without a default: the digest of a row leaves
empty columns out, and the code says what empty means. What rows should hold instead is written after the upgrade, by a
command of somebody who is signed in and in an event of theirs, as `tawthiq rebuild` does. Tables without a log (the
index) are free.
"""
