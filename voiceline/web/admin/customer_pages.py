"""Customers: a list that is searched, one customer with phones, ranges and contacts. Its PIN is set and never shown."""

from flask import Blueprint, abort, render_template, request, url_for

from voiceline.domain.directory import Customer
from voiceline.domain.directory_change import Part
from voiceline.domain.kept_pins import KEPT
from voiceline.store import directory
from voiceline.web.admin import directory_forms as forms
from voiceline.web.admin.directory_edits import Draft, Sheet
from voiceline.web.admin.directory_forms import Form, Row
from voiceline.web.admin.directory_parts import LONGEST_NAME, named, opened
from voiceline.web.admin.doors import for_people
from voiceline.web.guard import the_line

A_PAGE = 40


def register(blueprint: Blueprint) -> None:
    blueprint.get("/directory/customers", endpoint="customers")(customers)
    blueprint.get("/directory/customer", endpoint="customer")(customer)


@for_people
def customers() -> str:
    """In the order of their names; the address of the next page holds the last name."""
    wanted, after = request.args.get("q", "").strip(), request.args.get("after", "")
    if len(wanted) > LONGEST_NAME or len(after) > LONGEST_NAME or "\0" in wanted + after:
        abort(404)
    with the_line().reading() as session:
        book = directory.current(session)[1]
    found = sorted((each for each in book.customers if _matches(each, wanted)), key=_place)
    rest = [each for each in found if not after or _place(each) > (after.casefold(), after)]
    rows = rest[:A_PAGE]
    older = url_for("admin.customers", q=wanted or None, after=rows[-1].name) if len(rest) > A_PAGE else None
    return render_template(
        "admin/customers.html", rows=rows, count=len(found), older=older, q=wanted, after=after, zone=book.timezone
    )


@for_people
def customer() -> str:
    return _page(named("customers"), None)


def read(form: Form, name: str) -> Row:
    """``pin`` empty keeps what is there; the box beside it takes it away."""
    pin = "" if form.get("pin_off") else forms.text(form, "pin") or KEPT
    return {
        "name": name or forms.text(form, "title"),
        "phones": forms.numbers(form, "phones"),
        "phone_ranges": forms.lines(form, "phone_ranges"),
        "language": forms.text(form, "language"),
        "pin": pin,
        "contacts": forms.rows(form, "contacts", lambda place: _contact(form, place)),
    }


def _contact(form: Form, place: str) -> Row:
    return {
        "name": forms.text(form, f"{place}-name"),
        "mobile": forms.number(forms.text(form, f"{place}-mobile")),
        "whatsapp": f"{place}-whatsapp" in form,
        "email": forms.text(form, f"{place}-email"),
    }


def _page(part: Part, draft: Draft | None) -> str:
    with the_line().reading() as session:
        found = opened(session, part, draft)
    here = found.book.customer_named(part.name)
    return render_template("admin/customer.html", here=here, **found.known)


def _matches(each: Customer, wanted: str) -> bool:
    """A part of its name, of a contact's, or the digits of a number."""
    if not wanted:
        return True
    digits = "".join(c for c in wanted if c.isdecimal())
    is_number = len(digits) >= 3 and not any(c.isalpha() for c in wanted)
    if is_number:
        return any(digits in phone for phone in (*each.phones, *(c.mobile or "" for c in each.contacts)))
    names = (each.name, *(contact.name for contact in each.contacts))
    return any(wanted.casefold() in name.casefold() for name in names)


def _place(each: Customer) -> tuple[str, str]:
    return each.name.casefold(), each.name


SHEET = Sheet(
    "customers",
    read,
    _page,
    lambda name: url_for("admin.customer", name=name) if name else url_for("admin.customers"),
    is_grave=False,
    rows={"contacts": {"name": ""}},
)
