"""A shop of the size that plans are looked at with: told once, and copied."""
