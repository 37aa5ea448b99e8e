"""Runs one of the README's shops as a program of its own: `python -m tests.webshop.other_shop django|fastapi FOLDER`.

The folder holds what the README shows; what every such shop has besides (settings, a model, a table, a page that says
how an order stands) is here. Prints its port as JSON and ends when its standard input closes.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

TOTAL_CENTS = 210_00


class ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *_said: object) -> None:
        return


def run_django(folder: Path, port: int) -> None:
    import django
    from django.apps import apps
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    settings.configure(
        SECRET_KEY="for tests only",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="shop.urls",
        INSTALLED_APPS=["django.contrib.sessions", "shop"],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
        SESSION_ENGINE="django.contrib.sessions.backends.file",
        SESSION_FILE_PATH=str(folder),
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "shop.db"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PAYMENTS_DATABASE_URL=f"sqlite:///{folder / 'shop.db'}",
        DARAJA={
            "base_url": os.environ["DARAJA_URL"],
            "consumer_key": os.environ["DARAJA_KEY"],
            "consumer_secret": os.environ["DARAJA_SECRET"],
            "passkey": os.environ["DARAJA_PASSKEY"],
            "short_code": os.environ["SHORT_CODE"],
        },
        PUBLIC_URL=f"http://127.0.0.1:{port}",
        PAYMENTS_KEY=os.environ["PAYMENTS_KEY"],
        CALLBACK_SOURCES=os.environ["CALLBACK_SOURCES"].split(),
    )
    django.setup()
    from django.db import connection

    order = apps.get_model("shop", "Order")
    if "shop_order" not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(order)
    application = get_wsgi_application()
    importlib.import_module("shop.views")
    server = make_server("127.0.0.1", port, application, ThreadedServer, Silent)
    announce(server.server_port)
    server.serve_forever()


def run_fastapi(port: int) -> None:
    import uvicorn
    from sqlalchemy import inspect

    shop = importlib.import_module("shop")
    with shop.payments.database.transaction() as session:
        table = shop.Order.__table__
        if not inspect(session.connection()).has_table(table.name):
            table.create(session.connection())

    @shop.app.post("/new")  # type: ignore[untyped-decorator]
    def new(customer: str) -> dict[str, int]:
        with shop.payments.database.transaction() as session:
            order = shop.Order(customer=customer, total_cents=TOTAL_CENTS)
            session.add(order)
            session.flush()
            return {"order": order.id}

    @shop.app.get("/order/{order_id}")  # type: ignore[untyped-decorator]
    def order(order_id: int) -> dict[str, bool]:
        with shop.payments.database.reading() as session:
            return {"is_paid": session.get_one(shop.Order, order_id).is_paid}

    announce(port)
    uvicorn.run(shop.app, host="127.0.0.1", port=port, log_level="warning")


def announce(port: int) -> None:
    print(json.dumps({"port": port}), flush=True)


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    kind, folder, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    sys.path.insert(0, str(folder))
    threading.Thread(target=end_with_parent, daemon=True).start()
    if kind == "django":
        run_django(folder, port)
    else:
        run_fastapi(port)


if __name__ == "__main__":
    main()
