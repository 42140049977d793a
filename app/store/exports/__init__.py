"""What leaves: the rows of an export, selected and written by the database itself.

    scope      which incidents, for whom, at which moment
    query      a table's columns and rows, and how they become the cells of a CSV file or the properties of a feature
    incidents  incidents as rows and as features, and their counts
    acts       acts, parties, involvements
    values     how the value of a claim is written
    claims     claims, their citations and places
    places     places that claims mean, of gazetteers and of the project's own
    sources    sources, documents, outside numbers
    same       which entries are the same
    decided    what was decided, as records
    streaming  the database's own COPY, straight into a file: no Python object a row is kept
    bundles    the same as records, for the lossless format
    summary    the numbers of the manifest
    asked      exports that are written by themselves, and kept for a while

What a reader may see is chosen in `reading`; what columns are called and mean is `app.exchange`'s.
"""
