"""A year of many members, drawn by a seed: the ledger beside a plain model."""
