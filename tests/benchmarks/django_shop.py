"""A Django shop's payment view as tutorials have it: token from the cache, push, `update_or_create`.

It is given what makes it quick: a kept-alive HTTP client and kept-open database connections, neither of which tutorials
have, and a server that does not wait for Nagle's delay.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import httpx

from tests.benchmarks.stk_push import PUSH_PATH, fetch_token, push_body

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
TOKEN_SECONDS = 3_000


def django_server(folder: Path, daraja: str) -> Any:
    """The development server's threads around the view; `server_port` says where it listens."""
    import django
    from django.conf import settings
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    settings.configure(
        SECRET_KEY="for benchmarks only",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        LOGGING_CONFIG=None,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "django.db",
                "CONN_MAX_AGE": None,
                "OPTIONS": {"init_command": PRAGMAS, "transaction_mode": "IMMEDIATE", "timeout": 20},
            }
        },
    )
    django.setup()
    logging.getLogger("django.server").setLevel(logging.ERROR)
    from django.core.wsgi import get_wsgi_application

    _add_shop(daraja)

    class Handler(WSGIRequestHandler):  # type: ignore[misc]
        disable_nagle_algorithm = True

    server = ThreadedWSGIServer(("127.0.0.1", 0), Handler)
    server.set_app(get_wsgi_application())
    return server


urlpatterns: list[Any] = []


def _add_shop(daraja: str) -> None:
    from django.core.cache import cache
    from django.db import connection, models
    from django.http import HttpRequest, JsonResponse
    from django.urls import path
    from django.views.decorators.csrf import csrf_exempt

    class Payment(models.Model):  # type: ignore[misc]
        checkout_request_id = models.CharField(max_length=100, unique=True)
        merchant_request_id = models.CharField(max_length=100)
        phone_number = models.CharField(max_length=15)
        amount = models.DecimalField(max_digits=10, decimal_places=2)
        reference = models.CharField(max_length=50)
        status = models.CharField(max_length=20, default="Pending")
        created_at = models.DateTimeField(auto_now_add=True)

        class Meta:
            app_label = "shop"

    with connection.schema_editor() as editor:
        editor.create_model(Payment)
    connection.close()
    client = httpx.Client(base_url=daraja)

    def access_token() -> str:
        token: str | None = cache.get("mpesa_token")
        if token is None:
            token = fetch_token(client)
            cache.set("mpesa_token", token, TOKEN_SECONDS)
        return token

    @csrf_exempt  # type: ignore[untyped-decorator]
    def pay(request: HttpRequest) -> JsonResponse:
        phone, shillings = request.POST["phone"], int(request.POST["total_cents"]) // 100
        headers = {"Authorization": f"Bearer {access_token()}"}
        response = client.post(PUSH_PATH, json=push_body(phone, shillings), headers=headers, timeout=30)
        answer = response.json()
        if answer.get("ResponseCode") != "0":
            return JsonResponse({"success": False, "error": answer.get("errorMessage", "")}, status=400)
        payment, _ = Payment.objects.update_or_create(
            checkout_request_id=answer["CheckoutRequestID"],
            defaults={
                "merchant_request_id": answer["MerchantRequestID"],
                "phone_number": phone,
                "amount": shillings,
                "reference": "W-000001",
                "status": "Pending",
            },
        )
        return JsonResponse(
            {
                "success": True,
                "message": "STK Push sent to your phone",
                "checkout_request_id": payment.checkout_request_id,
                "transaction_id": payment.pk,
                "response": answer,
            }
        )

    urlpatterns.append(path("shop/checkout", pay))
