"""How Tawthiq is set up, started and stopped on a machine: packages, interpreter, data folder, cluster, server."""
