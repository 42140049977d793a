"""The demo: an invented country, and an opinion article of each of its two camps, entered as a person enters them.

The second article is the first with the camps swapped: one text, one list of facts, two sets of names (`names.toml`).
So it can be seen, and is tested, that the same fields, words, thresholds and figures come out whoever is blamed.
"""
