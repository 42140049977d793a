"""Invented rows, and floor and product timed side by side, from outside.

    command         `tawthiq bench`: options, progress, table and JSON
    ground          the bench's own database: made, filled, dropped
    invented        a file of invented rows in the shape of the UCDP GED, from a seed
    invented_words  the words in it: two scripts, frequent ones and a long tail
    timing          two sides of one measure, in turns, warm; p50, p95 and their ratio
    plain           plain tables beside the product's: same columns, constraints and indexes, no walls, no history
    writing         what writes: import, one incident by form, the history
    reading         what reads: one incident, pages of the list, text
    exporting       what leaves: the files of an export
    machine         what it ran on

A floor is plain SQL with the same result on the same data. Nothing here decides whether a figure is good.
"""
