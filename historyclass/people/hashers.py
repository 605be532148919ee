"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SchoolArgon2(Argon2PasswordHasher):
    """Argon2 at OWASP's least memory.

    A class of thirty signs in at the bell; at Django's 100 MB a hash a small server would fall over.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
