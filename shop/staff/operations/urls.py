"""Where the pages of mail and of the log are."""

from django.urls import path

from shop.staff.operations import mail_pages
from shop.staff.operations.log_list import EntryList
from shop.staff.operations.mail_list import MessageList

urlpatterns = [
    path("mail/", MessageList.as_page(), name="outbox"),
    path("mail/file/", MessageList.as_file(), name="outbox-file"),
    path("mail/<int:message_id>/retry/", mail_pages.retry, name="retry"),
    path("log/", EntryList.as_page(), name="log"),
    path("log/file/", EntryList.as_file(), name="log-file"),
]
