"""Where the first page of the day is."""

from django.urls import path

from shop.staff.today.today_pages import today

urlpatterns = [path("", today, name="today")]
