"""Two shops with the same goods, offers and basket: this one, and Oscar as it comes."""
