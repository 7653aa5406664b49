"""The same shop twice, asked as people ask: this one, and Oscar as it comes."""
