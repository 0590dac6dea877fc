"""The floor of B7: a SimpleWorker whose every job is one REST call by the carrier's own client, and no database."""

import os
from functools import cache

from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer
from twilio.rest import Client


def call(to: str) -> None:
    _client().calls.create(to=to, from_="+50256305476", url="http://127.0.0.1/page", timeout=20)


def enqueue(redis_url: str, count: int) -> None:
    queue = Queue("floor", connection=Redis.from_url(redis_url), serializer=JSONSerializer)
    jobs = [
        Queue.prepare_data("tests.bench.one_call_a_job.call", (f"+5025{i:07d}",), result_ttl=0, ttl=600)
        for i in range(count)
    ]
    queue.enqueue_many(jobs)


@cache
def _client() -> Client:
    client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
    client.api.base_url = os.environ["TWILIO_API_URL"]
    return client


if __name__ == "__main__":
    connection = Redis.from_url(os.environ["REDIS_URL"])
    SimpleWorker(["floor"], connection=connection, serializer=JSONSerializer).work(logging_level="ERROR")
