"""What holds when, as plain values: how points are earned, last and are used.

One published version of the rules (`loyalty.policy`) says all three; whoever needs one
of them takes that one (docs/adr/0050-terms.md).
"""
