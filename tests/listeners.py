"""Workers as Redis knows them: begun, with a heart that beats once, and without a process."""

from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from voiceline.line import QUEUES


def listen(redis_url: str, *queues: str) -> list[SimpleWorker]:
    """One a queue; of all queues, unless some are named."""
    redis = Redis.from_url(redis_url)
    workers = []
    for queue in queues or QUEUES:
        worker = SimpleWorker([queue], connection=redis, serializer=JSONSerializer, worker_ttl=25)
        worker.register_birth()
        workers.append(worker)
    return workers
