"""Tawthiq: a database for documenting human-rights incidents, claim by claim and source by source.

    browser                                        operator's shell
       │                                                 │
web/   HTTP: pages                              cli/     commands       parse, call ONE use case, render
       └───────────────────┬─────────────────────────────┘
services/   what the system does: permission → rules → save → history, one transaction
       ┌───────────────────┴───────────────┐
store/  rows ↔ PostgreSQL and PostGIS       exchange/   records ↔ CSV, GeoJSON, JSON Lines (pure)
       └───────────────────┬───────────────┘
domain/     what the words mean: dates, counts, places, claims, origins, properties

factory     settings → engines, pages: the wiring of the web  settings   one frozen class
worker      … → engines, long work: the wiring beside it
runtime/    set-up (standard library only), cluster, server    bench/     floor and product side by side
"""
