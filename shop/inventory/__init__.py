"""How many pieces there are: what runs out, counts corrected by hand, a daily mail."""
