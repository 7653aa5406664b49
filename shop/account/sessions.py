"""The session of a visit, so that what was done is never answered with its failure.

Django answers 400 when a session cannot be saved, whatever the request had done: an
order would stand and its shopper be told that nothing was understood (F43).
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from shop.operations import away


class Sessions(SessionMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        key = request.session.session_key or ""
        if key and not (key.isascii() and key.isalnum()):
            # No key of ours; the database could not even look some of them up.
            request.session = self.SessionStore(None)

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, DatabaseError) as failure:
            if not away.is_away(failure):
                return self._without_its_row(request, response)
            away.hang_up()
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, DatabaseError) as failure:
            raise away.DatabaseAway from failure

    def _without_its_row(self, request: HttpRequest, response: Any) -> HttpResponse:
        """Somebody signed in or out in another tab meanwhile.

        Who has signed out stays so. Others keep what this request has tied to them.
        """
        if SESSION_KEY in request.session:
            return response
        request.session.cycle_key()
        return super().process_response(request, response)
