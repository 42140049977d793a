"""HTTP: parse the request, call one use case, render. No SQL; the store is reached only through services."""
