"""The bell and those who listen to it: Redis, the workers, the clock."""

from voiceline.doctor.check import Check, Unknown, bad, ok, untold, warning
from voiceline.doctor.database import DatabaseFacts
from voiceline.line import BELL_PATIENCE, BellFacts
from voiceline.store.heartbeats import CLOCK_IS_DEAD_AFTER

START_REDIS = "Arranque Redis y revise REDIS_URL; mientras tanto las llamadas salen, pero segundos más tarde."


def redis_check(found: BellFacts | Unknown) -> Check:
    if isinstance(found, Unknown):
        if not found.was_asked:
            return bad("redis", found.reason, "Ponga en REDIS_URL la dirección redis:// del servidor.")
        return bad("redis", f"no responde: {found.reason}", START_REDIS)
    took = f"contesta en {found.seconds * 1000:.1f} ms"
    if found.seconds > BELL_PATIENCE:
        do = "Acerque Redis a la línea: más lento que esto, cada aviso espera al reloj."
        return warning("redis", f"versión {found.version}, {took}", do)
    return ok("redis", f"versión {found.version}, {took}")


def memory_check(found: BellFacts | Unknown) -> Check:
    """What Redis drops when it is full: a job dropped is a page that waits for the clock, a worker's key hides it."""
    if isinstance(found, Unknown):
        return untold("redis_memory", found, "Primero Redis.")
    if found.memory_limit == 0 or found.eviction == "noeviction":
        limit = f"límite de {found.memory_limit // 2**20} MiB" if found.memory_limit else "sin límite de memoria"
        return ok("redis_memory", f"{limit}, no descarta nada")
    do = "Ponga «maxmemory-policy noeviction» en Redis."
    state = warning if found.eviction.startswith("volatile-") else bad
    return state("redis_memory", f"cuando se llena descarta llaves ({found.eviction})", do)


def workers_check(found: BellFacts | Unknown) -> Check:
    if isinstance(found, Unknown):
        return untold("workers", found, "Primero Redis.")
    counted = ", ".join(f"{count} en «{queue}»" for queue, count in found.workers.items())
    if all(found.workers.values()):
        return ok("workers", counted)
    do = "Arranque el proceso worker («python -m workers») y mire en su registro por qué terminó."
    return bad("workers", f"{counted}: nadie hace sonar los teléfonos" if not found.workers["urgent"] else counted, do)


def clock_check(found: DatabaseFacts | Unknown) -> Check:
    if isinstance(found, Unknown):
        return untold("clock", found, "Primero la base de datos.")
    if found.revision != found.newest:
        return untold("clock", Unknown("el esquema no está al día"), "Primero el esquema.")
    if found.clock_age is not None and found.clock_age < CLOCK_IS_DEAD_AFTER:
        return ok("clock", f"latió hace {max(0.0, found.clock_age):.0f} s")
    silence = "nunca ha latido" if found.clock_age is None else f"no late desde hace {found.clock_age:.0f} s"
    do = "Arranque el proceso clock («python -m workers.clock»): sin él nada escala."
    return bad("clock", silence, do)
