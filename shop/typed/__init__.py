"""What people type in, read alike at every door: pure.

Texts and e-mail addresses are read by `loyalty.typed`, since the programme reads files
and knows nothing of the shop; what only a shop asks for is read here.
"""
