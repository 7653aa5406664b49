"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id as OWASP asks for it at least: 19 MiB, twice, in one lane.

    A guess takes memory, which is dear where many are made at once; whoever signs in
    waits for a tenth of what Django's PBKDF2 takes, and so does everybody else who has
    a page of that process to come.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
