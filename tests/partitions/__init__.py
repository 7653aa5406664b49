"""The ledger on hash partitions: `make partitions`."""
