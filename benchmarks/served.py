"""The real application under uvicorn in a process of its own, with its database queries counted.

`python -m benchmarks.served PORT` serves the database that EVENHAND_DATABASE_URL names, on loopback. Each
answer carries the number of its queries in the header `x-queries`; one request at a time, or they mix.
"""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn
from sqlalchemy import event

from panel_api.main import create_app

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Counting:
    """The application, with a count of queries on each answer."""

    def __init__(self) -> None:
        self.app = create_app()
        self.queries = 0
        event.listen(self.app.state.desk.database.engine, "before_cursor_execute", self.count)

    def count(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        """One more, unless it only begins a transaction."""
        self.queries += not statement.startswith("BEGIN")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        self.queries = 0

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"x-queries", str(self.queries).encode())]
            await send(message)

        await self.app(scope, receive, counted)


if __name__ == "__main__":
    uvicorn.run(Counting(), host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
