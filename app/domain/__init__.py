"""What the words mean. Standard library and pydantic only; everything above may speak these words."""
