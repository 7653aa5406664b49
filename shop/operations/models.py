from django.db import models


class Heartbeat(models.Model):
    """When a worker last did what it was told to.

    Written by a task, so it is a sign of the whole way: beat, broker, worker,
    database.
    """

    source = models.CharField(primary_key=True, max_length=50)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source} at {self.beaten_at:%Y-%m-%d %H:%M:%S}"
