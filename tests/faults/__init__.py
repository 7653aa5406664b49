"""What becomes of an order when something breaks in the middle of it."""
