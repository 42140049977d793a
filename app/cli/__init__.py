"""The operator's shell: parse the command, call one use case, print. No SQL; the store is reached through services."""
