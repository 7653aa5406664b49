"""How long the proof of the books takes: `make bench-books`."""
