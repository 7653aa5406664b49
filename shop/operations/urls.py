from django.urls import path

from shop.operations.views import healthz

urlpatterns = [path("healthz", healthz, name="healthz")]
