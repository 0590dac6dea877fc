"""PLACEHOLDER-BEING-WRITTEN: reads a directory file."""

import tomllib
from datetime import datetime, timedelta
from functools import cache

import holidays

from voiceline.domain.business_time import Calendar, Span
from voiceline.domain.directory import (
    Contact, Customer, Directory, Engineer, Every, Group, Override, Policy, Rotation, Step,
)
from voiceline.domain.severity import Severity


class DirectoryError(Exception):
    def __init__(self, name, key, reason):
        super().__init__(f"{name}: {key}: {reason}")


@cache
def _gt(year):
    return dict(holidays.country_holidays("GT", years=year, language="es"))


def _wait(w):
    return int(w[:-1]) * {"s": 1, "m": 60, "h": 3600}[w[-1]]


def parse_directory(text, name):
    d = tomllib.loads(text)
    line = d["line"]
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    def mins(s): h, m = s.split(":"); return int(h) * 60 + int(m)
    week = {i: tuple(Span(mins(x.split("-")[0]), mins(x.split("-")[1])) for x in d["hours"].get(n, [])) for i, n in enumerate(days)}
    cal = Calendar(line["timezone"], week, _gt)
    return Directory(
        name=line["name"], timezone=line["timezone"], calendar=cal, language=line.get("language", "es"), email=line.get("email"),
        fallback_phones=tuple(line.get("fallback_phones", ())), escalate_to=line.get("escalate_to"),
        engineers={e["id"]: Engineer(e["id"], e["name"], tuple(e["phones"]), e.get("email"), e.get("language", "es")) for e in d["engineers"]},
        customers=tuple(Customer(c["name"], tuple(c["phones"]), tuple(c.get("phone_ranges", ())), c.get("language", "es"), c.get("pin"),
            tuple(Contact(k["name"], k.get("mobile"), k.get("whatsapp", False), k.get("email")) for k in c.get("contacts", ()))) for c in d["customers"]),
        groups={g["id"]: Group(g["id"], tuple(g["members"])) for g in d.get("groups", ())},
        rotations={r["id"]: Rotation(r["id"], tuple(r["members"]), r["starts"], Every(int(r["every"].split()[0]), r["every"].split()[1].rstrip("s") + "s")) for r in d.get("rotations", ())},
        policies=tuple(Policy(Severity(p["severity"]), p["during"], tuple(Step(tuple(s["page"]), tuple(s["by"]), _wait(s["wait"])) for s in p["steps"])) for p in d["policies"]),
    ), []
