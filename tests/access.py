"""Who may do what: one line for every route, screen, command, option, paper, picture and kind of desk or file there is.

tests/web, tests/app and tests/cli each have a test_access.py that collects these from the code, so that a new one without a line here fails; each line is
then really tried, as every role, on the world of access_world.py. What a line may say is written under each table.
"""

from __future__ import annotations

ROUTES = {
    "GET /": "login",
    "GET /ws/{tab}": "login",
    "GET /download/{key}": "own",
    "GET /picture/{key}": "own",
    "GET /inside/{tab}/{picture}": "own",
    "GET /static/{name}": "open",
    "GET /favicon.ico": "open",
    "GET /healthz": "open",
    "GET /readyz": "open",
    "GET /help": "open",
    "GET /asked/{link}": "open",
    "POST /asked": "open",
    "GET /text/{path}": "login",
    "POST /text/{path}": "login",
    "POST /face": "login",
    "GET /login": "open",
    "POST /login": "open",
    "GET /password": "login",
    "POST /password": "login",
    "POST /logout": "login",
    "GET /code": "halfway",
    "POST /code": "halfway",
    "GET /enrol": "halfway",
    "POST /enrol": "halfway",
    "POST /later": "halfway",
    "GET /second": "login",
    "POST /sso": "open",
    "GET /sso/back": "open",
    "POST /second": "login",
}
"""open: everybody; login: whoever is logged in, each at their own desk; own: the login whose app made the file; halfway: who has shown a password and is asked for more,
and nobody else, logged in or not."""

STAFF, SECTION, CASE, CENTRE = {"staff"}, {"section"}, {"specialist", "centre"}, {"centre"}
ALL = STAFF | CASE
PACKAGES = {
    "dxcheck.app.staff": STAFF,
    "dxcheck.app.screens": ALL | SECTION,
    "dxcheck.app.section": SECTION,
    "dxcheck.app.specialist": CASE,
    "dxcheck.app.centre": CENTRE,
}
"""Whose app has the screens of a package at all; import-linter keeps the others from importing it."""

SEES = {
    "staff": {"Draft", "Answer", "Shared", "Wish", "Work"},
    "section": {"Answer"},
    "specialist": {"Answer", "Shared", "Internal", "Judged", "Wish", "Work"},
    "centre": {"Answer", "Shared", "Internal", "Judged", "Wish", "Work"},
}
"""What a role reads at its own municipality, the assigned ones, or (centre) all; of a foreign one nobody reads anything. Kinds: access_world.py."""

WRITES = {
    "staff": r"{own}/(shared/{own}|staff/{own}\.draft|asked/[0-9a-f]{{16}}/{own}\.ask-[0-9a-f]{{16}})\.json",
    "section": r"{own}/asked/[0-9a-f]{{16}}/{own}\.ask-[0-9a-f]{{16}}\.json",
    "specialist": r"{own}/(shared/{own}|internal/{own}\.internal)\.json",
    "centre": r"\d{{6}}/(shared/\d{{6}}|internal/\d{{6}}\.internal)\.json|dxcheck\.json"
    r"|prefecture/(shared/(schedule|benchmarks)|centre/(accounts|finders|benchmarks\.(ledger|key)))\.json",
}
"""The files that a role's commands change."""

SCREENS = {
    "staff.home.HomeScreen": ("start quick anew give_up carry_over bring_back", "result paper handover post app.quit"),
    "staff.questions.QuestionScreen": (
        "answer choose write write_last why copy_rest target undo clear restore next previous next_open find",
        "move frameworks review back",
    ),
    "staff.review.ReviewScreen": ("submit open", "back"),
    "staff.confirming.AnswersScreen": ("confirm ask_back", "filter open back"),
    "staff.sheet.SheetScreen": ("take undo", "make read mark back"),
    "staff.exchange.OwnExchangeScreen": ("take", "make read back"),
    "staff.asking.AskScreen": ("send ask_back link unlink end address", "letter letters group mark sheet_for back"),
    "staff.letter.LetterScreen": ("", "copy_letter back"),
    "staff.gathered.GatheredScreen": ("take_over undo", "choose back"),
    "section.home.SectionHome": ("answer rest hand undo reopen", "sheet app.quit"),
    "section.sheet.AskedSheetScreen": ("take undo", "make read mark back"),
    "section.answering.AskedScreen": (
        "answer choose write write_last why copy_rest target undo clear restore next previous next_open find review",
        "move frameworks back",
    ),
    "staff.quick.QuickScreen": ("pick unknown", "previous back"),
    "staff.quick.QuickResultScreen": ("start again", "back"),
    "staff.result.ResultScreen": ("take boxes", "paper compare picture items scroll back"),
    "screens.progress.ProgressScreen": ("", "line cycle switch zoom plain picture open back"),
    "staff.history.HistoryScreen": ("", "open mark compare picture table back"),
    "screens.comparison.ComparisonScreen": ("", "all picture table back"),
    "screens.comparison.ItemsScreen": ("", "table back"),
    "specialist.waiting.CaseWaitingScreen": ("settle withdraw", "all open back"),
    "staff.waiting.ResponsesScreen": ("take_on not_now settle", "choose all open back"),
    "screens.actions.ActionsScreen": ("mark drop remark assign", "back"),
    "staff.visits.VisitsScreen": ("", "paper back"),
    "staff.wishes.OwnWishesScreen": ("ask say close reword take_back", "all back"),
    "screens.stocktaking.StocktakingScreen": ("add change remove undo", "table back"),
    "screens.work_taking.WorkTakingScreen": ("take", "read mark back"),
    "screens.questionnaires.QuestionnairesScreen": ("", "open back"),
    "specialist.municipalities.MunicipalitiesScreen": ("", "open filter find app.quit"),
    "specialist.case.CaseHome": ("visit plan", "review brief handover back"),
    "specialist.review.CaseReview": ("observe share judge give_back", "filter next previous history mark open back"),
    "specialist.visit.VisitScreen": (
        "agree unagree tried try_as_action about record cancel",
        "app.help app.print_screen app.focus_next app.focus_previous back",
    ),
    "specialist.plan.PlanScreen": ("plan move", "open export back"),
    "specialist.wishes.CaseWishesScreen": ("answer to_visit close take_back", "all back"),
    "specialist.past.PastScreen": ("", "open back"),
    "specialist.one_page.OnePageScreen": ("", "export back"),
    "specialist.agreement.AgreementScreen": ("", "open export back"),
    "specialist.lists.ListsScreen": ("", "open show filter clear all export back"),
    "centre.overview.OverviewScreen": (
        "",
        "open column measure sort order against filter all who cycle history finder camps export find app.help app.quit",
    ),
    "centre.accounts.AccountsScreen": ("add assign reset stop_or_go forget print_codes site", "back"),
    "centre.printed_codes.PrintedCodesScreen": ("", "export back"),
    "centre.averages.AveragesScreen": ("publish", "group open back"),
    "centre.averages.PublishedScreen": ("", "group back"),
    "centre.exchange.CentreExchangeScreen": ("take", "make read back"),
    "centre.board.BoardScreen": ("", "open remind back"),
    "centre.cycles.CyclesScreen": ("begin extend close_cycle", "back"),
    "centre.camps.CampsScreen": ("forget", "begin open back"),
    "centre.camp.CampScreen": ("save said", "size filter open export back"),
    "centre.partners.FinderScreen": ("add edit forget", "open export back"),
    "centre.course.CourseScreen": ("", "export back"),
    "centre.planning.PlanningScreen": ("plan", "filter sort open export back"),
    "centre.week.WeekScreen": ("", "open all export back"),
    "centre.two_pages.TwoPagesScreen": ("", "choose open export back"),
    "centre.achieved.AchievedScreen": ("", "cycle back"),
    "centre.roster.RosterScreen": ("assign", "open back"),
    "centre.questionnaires.CentreQuestionnairesScreen": ("use", "open back"),
    "centre.reminder.ReminderScreen": ("", "copy_list export letters back"),
    "centre.spread.SpreadScreen": ("", "column measure open picture back"),
}
"""The commands of a screen: those that change files (only files of WRITES), and those that change none. Who has the screen at all: PACKAGES. A command that only
opens another screen (`opens=`) is not named: what can be done there stands in that screen's line."""

EVERYWHERE = "app.help app.search app.print_screen app.switch_language app.switch_theme app.switch_drawing screen.copy_text app.quit"
"""Commands of every screen; they change no file."""

FORM = {
    "--lang",
    "--json",
    "--measure",
    "--dimension",
    "--boxes",
    "--format",
    "--encoding",
    "--items",
    "--item",
    "--zoom",
    "--yes",
    "--force",
    "-o",
    "--version",
    "--toml",
}
"""Options that only say how something is shown, where it is written, or that no question is wanted."""
FOLDER = {"--data", "--roster", "--questionnaire"}
"""Options of every command: another data folder, list of municipalities or questionnaire. The operating system decides who may read it."""

COMMANDS = {
    "check": ("staff", "<municipality> --post --plain"),
    "submit": ("staff", "<municipality> <file> --answered-by --confirmed-by --merge --replace"),
    "draft show": ("staff", "<municipality>"),
    "draft give-up": ("staff", "<municipality>"),
    "draft carry-over": ("staff", "<municipality>"),
    "draft bring-back": ("staff", "<municipality>"),
    "draft take-in": ("staff", "<municipality> <file> --theirs"),
    "draft take-back": ("staff", "<municipality>"),
    "sheet": ("staff", "<municipality>"),
    "result": ("staff", "<municipality>"),
    "work list": ("staff", "<municipality> --as"),
    "work add": ("staff", "<municipality> <name> --section --times --time --paper --pain --idea --as"),
    "work change": ("staff", "<municipality> <work> --name --section --times --time --paper --pain --idea --as"),
    "work remove": ("staff", "<municipality> <work> --as"),
    "work take-back": ("staff", "<municipality> --as"),
    "work sheet": ("staff", "<municipality> --as"),
    "work take-in": ("staff", "<municipality> <file> --theirs --as"),
    "ask plan": ("staff", "<municipality>"),
    "ask send": ("staff", "<municipality> --to --due --why --post"),
    "ask list": ("staff", "<municipality>"),
    "ask letter": ("staff", "<municipality> <asked>"),
    "ask sheet": ("staff", "<municipality> <asked>"),
    "ask show": ("staff", "<municipality>"),
    "ask take-over": ("staff", "<municipality> --choose --post"),
    "ask take-back": ("staff", "<municipality>"),
    "ask back": ("staff", "<municipality> <asked> --question --post"),
    "ask mail": ("staff", "<municipality> <asked> <address>"),
    "ask end": ("staff", "<municipality> <asked>"),
    "exchange out": ("staff", "<municipality> --draft"),
    "exchange reply": ("centre", "<municipality>"),
    "exchange show": ("centre", "<file>"),
    "exchange in": ("centre", "<file> --draft"),
    "snapshot list": ("staff", "<municipality>"),
    "snapshot show": ("staff", "<snapshot_id>"),
    "chart": ("centre", "<kind> <municipality> --snapshot --cycle --region --type --size"),
    "benchmark preview": ("centre", "--cycle"),
    "benchmark publish": ("centre", "--cycle"),
    "benchmark begin-anew": ("centre", ""),
    "benchmark list": ("centre", ""),
    "benchmark show": ("centre", "<cycle>"),
    "benchmark export": ("centre", "<cycle>"),
    "benchmark import": ("centre", "<file>"),
    "specialist": ("specialist", "--as"),
    "brief": ("specialist", "<municipality> --visit --as"),
    "handover": ("specialist", "<municipality> --as"),
    "visit-record": ("staff", "<municipality> --visit --as"),
    "calendar": ("centre", "--as"),
    "centre": ("centre", "--post"),
    "cycle show": ("centre", ""),
    "cycle open": ("centre", "--closes --message --cycle"),
    "cycle extend": ("centre", "<day> --cycle"),
    "cycle close": ("centre", "--cycle"),
    "remind": ("folder", "<municipality> --mail"),
    "compare": ("centre", "--cycle --against"),
    "camp propose": ("centre", "<subject> --size"),
    "camp list": ("centre", ""),
    "camp invitations": ("centre", "<name>"),
    "report centre": ("centre", "--cycle"),
    "report public": ("centre", ""),
    "serve": (
        "folder",
        "--host --port --public-url --trusted-proxy --sessions --per-account --idle --absolute --grace --drain --backup --keep --metrics-port --oidc --no-login",
    ),
    "account add": ("centre", "<name> <municipalities> --role --field --post"),
    "account assign": ("centre", "<name> <municipalities> --field"),
    "account mail": ("centre", "<name> <address>"),
    "account list": ("centre", ""),
    "account disable": ("centre", "<name>"),
    "account enable": ("centre", "<name>"),
    "account reset": ("centre", "<name>"),
    "account second-factor": ("centre", "--until --on"),
    "account reset-factor": ("centre", "<name>"),
    "account print-codes": ("centre", "<name>"),
    "facts check": ("open", "<table> <mapping>"),
    "facts import": ("centre", "<table> <mapping>"),
    "facts list": ("centre", "<municipality>"),
    "facts remove": ("centre", "<survey> --on"),
    "questionnaire list": ("open", ""),
    "questionnaire use": ("centre", "<questionnaire_id>"),
    "questionnaire show": ("open", "<questionnaire_id>"),
    "questionnaire check": ("open", "<files> --strict"),
    "questionnaire schema": ("open", "--quick"),
    "questionnaire to-xlsx": ("open", "<questionnaire_id>"),
    "questionnaire from-xlsx": ("open", "<file>"),
    "questionnaire from-samm": ("open", "<folder>"),
    "roster list": ("open", ""),
    "demo": ("folder", "<folder> --fresh --web --port --no-open"),
    "redact": ("centre", "<municipality> --text --snapshot --field --backups"),
    "backup": ("folder", "<file> --check"),
    "restore": ("folder", "<file> --to --end-links"),
    "db init": ("folder", "<url>"),
    "db upgrade": ("folder", "<url>"),
    "db put": ("folder", "<url> <file>"),
    "db list": ("folder", "<url>"),
    "db show": ("folder", "<url> <name>"),
    "move": ("folder", "<source> <target>"),
    "doctor": ("folder", ""),
    "completion": ("open", "<shell>"),
}
"""The most a command's desk sees, and the arguments and options that say of whom, as whom or what (FORM and FOLDER may always be there). On the command
line whoever may read the data folder may run it: the operating system's rights decide (SECURITY.md). folder: works on the files as a whole; open: needs no
data."""

REACHES = {
    "DraftDesk": STAFF,
    "SheetDesk": STAFF,
    "ExchangeDesk": STAFF,
    "CentreExchange": CENTRE,
    "AskingDesk": STAFF,
    "GatheringDesk": STAFF,
    "CopyDesk": STAFF,
    "ConfirmDesk": STAFF,
    "RespondingDesk": STAFF,
    "AskRepository": STAFF,
    "AskDocument": STAFF | SECTION,  # of a section only those of its own asks
    "AskedDesk": SECTION,
    "SectionDesk": SECTION,
    "KeptTexts": ALL | SECTION,
    "StaffDesk": STAFF,
    "MunicipalityRepository": STAFF,
    "LastDraft": STAFF,
    "LastSnapshots": STAFF,
    "CaseDesk": CASE,
    "SpecialistDesk": CASE,
    "Wishes": ALL,
    "OwnWishes": STAFF,  # it asks
    "TheirWishes": CASE,  # they are answered
    "Stocktaking": ALL,  # both sides write the sheet of work
    "InternalNotes": CASE,
    "SubmittedRepository": ALL,
    "SharedNotes": ALL,
    "SecretKey": CENTRE,  # the key of the noise, which only publishing reads
    "BenchmarkRepository": ALL,  # typed as reading only; publishing is the centre's desk
    "ScheduleRepository": ALL | SECTION,  # the same: deciding is CyclesDesk
    "RecordTable": ALL | SECTION,
    "Setting": ALL | SECTION,
    "Instruments": ALL,
    "PrefectureSetting": CENTRE,
    "CentreDesk": CENTRE,
    "Comparing": CENTRE,
    "WhatCounts": CENTRE,
    "Standings": CENTRE,
    "AccountsDesk": CENTRE,
    "OpenFactsDesk": set[str](),  # from no desk: `dxcheck facts` alone
    "SecondFactorDesk": CENTRE,
    "ReminderRepository": set[str](),  # the command `remind` alone
    "RemindersDesk": set[str](),  # the same
    "Reminder": set[str](),
    "LinkRepository": set[str](),  # the server alone
    "AskHeads": set[str](),  # as well
    "FactorRepository": set[str](),  # the server alone
    "CyclesDesk": CENTRE,
    "CampsDesk": CENTRE,
    "CampRepository": CENTRE,
    "Preview": CENTRE,
    "AccountRepository": CENTRE,
    "Seats": set[str](),  # the server alone
    "SharedState": set[str](),  # likewise
    "SharedHalfway": set[str](),  # likewise
    "OwnAccount": CASE,  # which municipalities their own account has
    "Assignment": CASE,
    "SavedSearchRepository": CENTRE,
    "Ledger": CENTRE,
    "DataFolder": CENTRE,
    "Derived": CENTRE,
    # Where the data is in a database, an address leads to all that its login may reach, as a path leads to all that the user of the machine may: on the command line alone.
    **dict.fromkeys(
        (
            "InDatabase",
            "DatabaseShelf",
            "Connections",
            "StampWatch",
            "ToldWatch",
            "Borrowing",
            "LentConnection",
            "Transaction",
            "SettingsCopy",
        ),
        ALL | SECTION,
    ),
    **{one: set[str]() for one in ("FolderShelf", "WatchedFolder", "HurriedShelf")},  # hold nothing: whoever asks them brings the address
    **{one: set[str]() for one in ("FolderWatch", "_Remembered")},  # stamps of what the process has asked for, from no desk
    "Redaction": set[str](),  # from no desk: `dxcheck redact` alone
    "SettingsFiles": set[str](),  # likewise `dxcheck db`
}
"""Kinds of desk and repository, and from whose desk there is a way to one."""

PAPERS = {
    "result_sheet": "staff",
    "handover": "staff",
    "visit_record": "staff",
    "shared_record": "staff",
    "specialist_handover": "specialist",
    "brief": "specialist",
    "municipality_page": "specialist",
    "centre_report": "centre",
    "public_report": "everybody",
}
PICTURES = {
    "municipality progress": "staff",
    "municipality bars": "staff",
    "municipality radar": "staff",
    "municipality change": "staff",
    "prefecture heatmap": "centre",
    "prefecture distribution": "centre",
    "prefecture progress": "centre",
    "prefecture multiples": "centre",
    "published averages": "everybody",
}
"""What each picture is of and its id (dxcheck/reports/pictures.py), and who may see it. everybody: holds nothing of any one municipality."""
