"""The real servers that tests run on."""
