"""Who may do what: one line for every route, screen, command, paper, picture and kind of desk or file there is.

tests/web/test_access.py and tests/app/test_access.py collect these from the code, so that a new one without a line here fails.
"""

from __future__ import annotations

ROUTES = {
    "GET /": "login",
    "GET /ws/{tab}": "login",
    "GET /download/{key}": "own",
    "GET /picture/{key}": "own",
    "GET /static/{name}": "open",
    "GET /favicon.ico": "open",
    "GET /healthz": "open",
    "GET /help": "open",
    "GET /login": "open",
    "POST /login": "open",
    "GET /password": "login",
    "POST /password": "login",
    "POST /logout": "login",
}
"""open: everybody; login: whoever is logged in, each at their own desk; own: the login whose app made the file."""

STAFF, CASE, CENTRE = {"staff"}, {"specialist", "centre"}, {"centre"}
ALL = STAFF | CASE
PACKAGES = {"dxcheck.app.screens": ALL, "dxcheck.app.specialist": CASE, "dxcheck.app.centre": CENTRE}
"""Whose app has the screens of a package at all; import-linter keeps the others from importing it."""

COMMANDS = {
    "check": "staff",
    "submit": "staff",
    "snapshot list": "staff",
    "snapshot show": "staff",
    "chart": "centre",
    "benchmark preview": "centre",
    "benchmark publish": "centre",
    "benchmark list": "centre",
    "benchmark show": "centre",
    "benchmark export": "centre",
    "benchmark import": "centre",
    "specialist": "specialist",
    "brief": "specialist",
    "handover": "specialist",
    "centre": "centre",
    "cycle show": "centre",
    "cycle open": "centre",
    "cycle extend": "centre",
    "cycle close": "centre",
    "compare": "centre",
    "report centre": "centre",
    "report public": "centre",
    "serve": "folder",
    "account add": "centre",
    "account assign": "centre",
    "account list": "centre",
    "account disable": "centre",
    "account enable": "centre",
    "account reset": "centre",
    "questionnaire list": "open",
    "questionnaire show": "open",
    "questionnaire check": "open",
    "questionnaire schema": "open",
    "roster list": "open",
    "demo": "folder",
    "backup": "folder",
    "restore": "folder",
    "doctor": "folder",
    "completion": "open",
}
"""The most a command's desk sees. On the command line whoever may read the data folder may run it: the operating system's rights decide (SECURITY.md).
folder: works on the files as a whole; open: needs no data."""

REACHES = {
    "StaffDesk": STAFF,
    "MunicipalityRepository": STAFF,
    "CaseDesk": CASE,
    "SpecialistDesk": CASE,
    "InternalNotes": CASE,
    "SubmittedRepository": ALL,
    "SharedNotes": ALL,
    "BenchmarkRepository": ALL,  # typed as reading only; publishing is the centre's desk
    "ScheduleRepository": ALL,  # the same: deciding is CyclesDesk
    "Table": ALL,
    "Setting": ALL,
    "CentreDesk": CENTRE,
    "Comparing": CENTRE,
    "AccountsDesk": CENTRE,
    "CyclesDesk": CENTRE,
    "AccountRepository": CENTRE,
    "FinderRepository": CENTRE,
    "Ledger": CENTRE,
    "DataFolder": CENTRE,
    "Derived": CENTRE,
}
"""Kinds of desk and repository, and from whose desk there is a way to one."""

PAPERS = {
    "handover": "staff",
    "specialist_handover": "specialist",
    "brief": "specialist",
    "centre_report": "centre",
    "public_report": "everybody",
}
PICTURES = {
    **dict.fromkeys(("progress", "bars", "radar", "change"), "staff"),
    **dict.fromkeys(("all heatmap", "all distribution", "all progress", "all multiples"), "centre"),
}
