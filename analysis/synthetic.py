"""Records for the tests: a world in which the documents are right, to be bent one observation at a time.

The schemes have invented names, so a test that passes here shows that nothing depends on the real ones.
"""

from __future__ import annotations

FIRST, SECOND, NOTHING = "first-way", "second-way", "nothing"
SCHEMES = [
    {"name": FIRST, "role": "rules", "brief": "Clears what is incomplete."},
    {"name": SECOND, "role": "alternative", "brief": "Leaves the caller alone."},
    {"name": NOTHING, "role": "control", "brief": "Carries nothing."},
]
BY_ROLE = {s["role"]: s["name"] for s in SCHEMES}
PROVENANCE = {"date": "2026-01-02T03:04:05Z", "commit": "abc123", "dirty": False, "compiler": "g++ 12.2.0", "flags": "-O3",
        "processor": "A Processor", "cores": 2, "system": "Debian 12"}

VARIANTS = {
    "naive": """linear/raw-sleep linear/forgotten-await linear/forgotten-await-idle linear/forgotten-await-visited
                linear/scope-held fire-and-forget/naive gather/naive
                collected/at-once-scope-held collected/later-scope-held callbacks/errback-naive""",
    "neutral": """linear/without-deferreds linear/without-deferreds-by-hand linear/yielded-at-once
                  linear/exception-two-contexts linear/complete linear/incomplete linear/chain-1
                  linear/chain-8 linear/chain-64 linear/two-interleaved linear/wrapper linear/own-caller-context
                  linear/exception-after-suspension collected/fired-instead collected/at-once-no-scope
                  collected/later-no-scope""",
    "remedy": """linear/wrapped-sleep linear/preserved-sleep fire-and-forget/preserved
                 fire-and-forget/preserved-own-context gather/preserved""",
    "idiomatic": """linear/scope-left linear/alternative-sequence linear/cpu-and-db fire-and-forget/run-in-background
                    fire-and-forget/outlives-request fire-and-forget/raises-at-once fire-and-forget/raises-later
                    gather/in-background gather/in-background-yieldable gather/many-4 gather/many-64
                    gather/of-gathers gather/one-fails collected/own-context
                    callbacks/errback-background""",
}
HARM = {  # by scenario and role: what the documents say goes wrong
    ("linear/raw-sleep", "rules"): dict(leaked=1, turns_leaked=1),
    ("linear/raw-sleep", "alternative"): dict(lost=1),
    ("linear/forgotten-await", "rules"): dict(lost=3, turns_leaked=1, until_clean=2),
    ("linear/forgotten-await-idle", "rules"): dict(lost=3, turns_leaked=1, until_clean=2),
    ("linear/forgotten-await-visited", "rules"): dict(lost=3, turns_leaked=1, until_clean=2),
    ("linear/scope-held", "alternative"): dict(leaked=1, turns_leaked=1, until_clean=None),
    ("fire-and-forget/naive", "rules"): dict(lost=1, leaked=1, turns_leaked=1),
    ("fire-and-forget/preserved", "rules"): dict(lost=2),
    ("fire-and-forget/preserved", "alternative"): dict(lost=2),
    ("gather/naive", "rules"): dict(lost=1, turns_leaked=1),
    ("gather/preserved", "rules"): dict(lost=2),
    ("gather/preserved", "alternative"): dict(lost=2),
    ("collected/at-once-scope-held", "rules"): dict(leaked=1, turns_leaked=2, until_clean=None),
    ("collected/later-scope-held", "rules"): dict(leaked=1, turns_leaked=2, until_clean=None),
}


def trace(right=4, misattributed=0, lost=0, leaked=0, turns_leaked=0, **_) -> list[list]:
    """Events that give these counts: a turn for the right and lost lines, the leaking turns, then one with the
    lines that caught another's name, and a clean end."""
    first = [["start", 0, "sentinel"], ["switch", "A"]]
    first += [["log", f"step {i}", "A", "A"] for i in range(right)]
    if lost:  # the same lines that are right elsewhere, so that a remedy can be compared
        first += [["switch", "sentinel"], *(["log", f"step {right + i}", "sentinel", "A"] for i in range(lost))]
    events = first + [["switch", "sentinel"], ["turn", 0, "A" if turns_leaked else "sentinel"]]
    for i in range(1, turns_leaked):
        events += [["start", i, "A"], ["turn", i, "A"]]
    events += [["start", 9, "A" if turns_leaked else "sentinel"]]
    events += [["log", f"idle {i}", "A", "sentinel"] for i in range(leaked)]
    events += [["log", f"other {i}", "A", "B"] for i in range(misattributed)]
    return events + [["end", 0, "ok", "sentinel"], ["turn", 9, "sentinel"]]


def observation(scenario: str, scheme: str, right=6, misattributed=0, lost=0, leaked=0, turns_leaked=0, until_clean=1,
                warnings=None, cpu=(0, 0), calls=1, matches=None, faults=(), unsupported=None, events=None, database=None,
                needed=None, unhandled=0) -> dict:
    right = max(0, right - lost)
    counts = dict(right=right, misattributed=misattributed, lost=lost, leaked=leaked)
    more = {} if database is None else {"database": {"spent": database[0], "wrong": database[1]}}
    more |= {} if needed is None else {"needed": needed}
    return more | {
        "scenario": scenario, "scheme": scheme, "lines": counts,
        "turns": {"total": 3, "leaked": turns_leaked, "until_clean": until_clean if turns_leaked else 0,
                  "first_wrong_line_after": None},
        "warnings": warnings or {}, "unhandled": unhandled, "cpu": {"spent": cpu[0], "wrong": cpu[1]},
        "alive": {"contexts": 0, "deferreds": 0, "coroutines": 0}, "calls": calls, "matches": matches,
        "faults": list(faults), "unsupported": unsupported,
        "trace": trace(turns_leaked=turns_leaked, **counts) if events is None else events,
    }


def run(changes: dict | None = None, without: tuple = (), schemes=SCHEMES, variants: dict | None = None) -> dict:
    """A whole run record. `changes`: (scenario, role) -> arguments of `observation`, in place of what the documents
    say. `without`: scenarios to leave out. `variants`: scenario -> variant, in place of the usual one."""
    harm = HARM | (changes or {})
    scenarios, observations = [], []
    for variant, names in VARIANTS.items():
        for name in (n for n in names.split() if n not in without):
            predictions = []
            if name == "fire-and-forget/naive":
                predictions = [{"role": "rules", "quote": "goes wrong", "expect": ["lost"]}]
            scenarios.append({"name": name, "family": name.split("/")[0],
                              "variant": (variants or {}).get(name, variant), "story": f"Story of {name}.",
                              "asked": "Whose line?", "source": "document", "predictions": predictions,
                              "file": f"scenarios/{name}.cpp"})
            for scheme in schemes:
                usual = dict(lost=6) if scheme["role"] == "control" else {}
                if name == "linear/cpu-and-db":
                    usual |= {k: (100, 100 if scheme["role"] == "control" else 0) for k in ("cpu", "database")}
                if predictions and scheme["role"] == "rules":
                    usual |= dict(matches=True, faults=("lost", "leaked"))
                if variant == "idiomatic" and not name.startswith("linear/"):
                    usual |= dict(calls=1 if scheme["role"] == "alternative" else 2)
                usual |= harm.get((name, scheme["role"]), {})
                observations.append(observation(name, scheme["name"], **usual))
    return {"schema": "ctxlab.run", "version": 2, "provenance": PROVENANCE, "schemes": list(schemes), "scenarios": scenarios,
            "observations": observations, "complete": True}


PEERS = ("KJ", "log4cxx")
TIMES = {  # operation -> sizes, and ns by who
    "scope": ((None,), {FIRST: 4, SECOND: 5, NOTHING: 2, "log4cxx": 160}),
    "await_incomplete": ((None,), {FIRST: 50, SECOND: 58, NOTHING: 40, "KJ": 120}),
    "chain": ((1, 16, 256), {FIRST: 40, SECOND: 50, NOTHING: 30}),
    "gather": ((1, 16, 256, 4096), {FIRST: 70, SECOND: 80, NOTHING: 50}),
    "pending": ((1, 1000, 1000000), {FIRST: 200, SECOND: 230, NOTHING: 180}),
}


def goal(name: str, must: float, reached: float | None, met: bool | None, direction: str = "at most") -> dict:
    return {"id": name, "title": name, "must": must, "aim": must, "unit": "times", "reached": reached, "met": met,
            "aimed": met, "how": f"how {name} is measured", "direction": direction}


def hops(**bent) -> list[dict]:
    """Operations between threads; `bent` bends those of the first way."""
    usual = dict(promised=True, threads=3, at_once=5, throw_every=7, operations=1000, lines={"right": 2000, "wrong": 0},
                 came_back=1000, unhandled=0, requests_ended=5, alive={"contexts": 0, "deferreds": 0}, seconds=0.25)
    carries_nothing = dict(promised=False, operations=10, came_back=10, lines={"right": 0, "wrong": 20})
    return [{"subject": FIRST} | usual | bent, {"subject": SECOND} | usual, {"subject": NOTHING} | usual | carries_nothing]


def bench(peers: bool = False, times: dict | None = None, repetitions: int = 5, goals: tuple = (),
          hopped: list[dict] | None = None) -> dict:
    """A whole bench record."""
    rows = []
    for operation, (sizes, by_who) in (times or TIMES).items():
        for subject, ns in by_who.items():
            if subject in PEERS and not peers:
                continue
            for n in sizes:
                scale = n if n and operation in ("chain", "gather") else 1
                rows.append({"operation": operation.removesuffix("+accounting"), "subject": subject, "n": n,
                             "accounting": operation.endswith("+accounting"), "wrong": None,
                             "times_ns": [ns * scale * (1 + 0.02 * i) for i in range(repetitions)],
                             "allocations": 0.0, "bytes": 64.0, "switches": 2.0})
    timed = {row["subject"] for row in rows}
    return {"schema": "ctxlab.bench", "version": 2, "provenance": PROVENANCE, "schemes": SCHEMES, "quick": False,
            "peers": [p for p in PEERS if p in timed], "load_average": [0.5, 0.25], "rows": rows,
            "goals": list(goals), "hops": hops() if hopped is None else hopped, "complete": True}


def instructions(met: bool = True) -> dict:
    return {"schema": "ctxlab.instructions", "version": 2, "provenance": PROVENANCE, "schemes": SCHEMES,
            "rows": [{"operation": "scope", "variant": "", "subject": w, "n": None, "instructions": 13.0, "allocations": 0, "bytes": 0}
                     for w in BY_ROLE.values()],
            "goals": [{"id": "scope", "title": "a scope", "must": 30, "aim": 16, "unit": "instructions", "reached": 13.5,
                       "met": met, "aimed": met, "how": "scope: rules"},
                      {"id": "kj", "title": "against KJ", "must": 4, "aim": None, "unit": "times", "reached": None,
                       "met": None, "aimed": None, "how": "needs the peer"}], "complete": True}


def replay(differed: int = 0, met: bool = True, unusable: int = 0) -> dict:
    """A whole record of programs replayed; `differed` bends the second way only."""
    schemes = list(BY_ROLE.values())
    bent = lambda name, usual, value: value if name == SECOND else usual
    files = [{"file": f, "programs": 3, "unusable": unusable,
              "schemes": {s: {"agreed": 3 - bent(s, 0, differed), "differed": bent(s, 0, differed)} for s in schemes}}
             for f in ("handmade.jsonl", "random-core.jsonl")]
    handmade = [{"id": i, "scheme": s, "wrong_lines": wrong, "leaked_turns": leaked, "warnings": warnings}
                for i, wrong, leaked, warnings in (("linear", 0, 0, 0), ("forgotten", 3, 1, 2), ("kept", 4, 0, 0))
                for s in schemes]
    speed = [{"file": "random-core.jsonl", "scheme": s, "executions_per_second": bent(s, 1.2e6, 1.1e6)}
             for s in schemes]
    alarms = [{"file": "random-core.jsonl", "scheme": s, "wrong_warned": bent(s, 5, 3), "wrong_harmless": 0,
               "wrong_silent": bent(s, 1, 3), "right_warned": 1, "right_harmless": 1, "right_silent": bent(s, 4, 2)}
              for s in schemes]
    return {"schema": "ctxlab.replay", "version": 4, "provenance": PROVENANCE, "files": files, "handmade": handmade,
            "alarms": alarms, "speed": speed, "goals": [goal("replay-speed", 1e6, 1.1e6, met, "at least")], "complete": True}


def exploration(harm: dict[str, int] | None = None, forever: int = 0, sizes: tuple = (3, 4),
                bend: dict | None = None, dropped: tuple | None = None) -> list[dict]:
    """The lines of an exploration of 1,000 programs a size: of 100 slips of each of two kinds so many do `harm`, by
    scheme; `forever` of the forgotten awaits under the rules are never clean again. `bend`: (setting, size, base,
    scheme, slip) -> harm, where it is another. `dropped`: how far the wrong lines of dropped chains are, unwarned and
    warned of, by turns."""
    harm = harm or {FIRST: 20, SECOND: 10}
    lines = []
    for setting in ("bare", "served"):
        for size in sizes:
            cell = {"alphabet": "full", "setting": setting, "size": size, "requests": 1}
            schemes = {s: {"clean": 1000 - n, "wrong": n, "leaked": 0, "harm": n, "harm_warned": n // 2, "clean_warned": 5,
                           "disciplined": 600, "disciplined_harm": 0, "clean_undisciplined": 400 - n}
                       for s, n in harm.items()}
            lines.append({"kind": "verdicts", **cell, "programs": 1000, "outcome": [[1000, 0], [0, 0]], "schemes": schemes})
            tally = [{"base": base, "scheme": s, "slip": slip, "slips": 100, "flagged": 50,
                      "harm": (bend or {}).get((setting, size, base, s, slip), n), "silent": 0,
                      "forever": forever if s == FIRST else 0}
                     for base in ("own", "both") for s, n in harm.items() for slip in ("forget-await", "wrap-twice")]
            lines.append({"kind": "slips", **cell, "disciplined": {**dict.fromkeys(harm, 600), "both": 500}, "tally": tally})
            if dropped:
                lines.append({"kind": "distances", **cell, "alphabet": "orphan", "rows": [
                    {"base": "own", "scheme": FIRST, "slip": "drop-both-ends", "silent": dropped[0], "warned": dropped[1]}]})
    return lines


CLOCKS = ("crude", "cheap")


def clocks(errors: dict | None = None, situations: tuple = ("alone", "interleaved", "busy"), preemptions: int = 4,
           without: tuple = (), met: bool = True) -> dict:
    """A whole record of the clocks: the crude one is 90 % off, the cheap one 0.1 %. `errors`: (clock, situation,
    burst) -> mean error in percent, where it is another. `without`: lengths of bursts to leave out."""
    rows = []
    for situation in situations:
        for burst in (n for n in (20, 1000, 10000) if n not in without):
            for clock in CLOCKS:
                mean = (errors or {}).get((clock, situation, burst), 90 if clock == "crude" else 0.1)
                rows.append({"clock": clock, "situation": situation, "burst_us": burst, "repetitions": 50,
                             "error_mean_percent": mean, "error_worst_percent": 2 * mean, "preemptions": preemptions,
                             "short_bursts": 40, "system_calls_in_short_bursts": 0, "switch_ns": 9.5,
                             "system_calls_per_switch": 0.005, "switch_instructions": None})
    return {"schema": "ctxlab.clocks", "version": 2, "provenance": PROVENANCE, "rows": rows,
            "clocks": [{"name": c, "brief": f"A {c} clock."} for c in CLOCKS],
            "goals": [{"id": "error", "title": "busy: mean error", "must": 1, "aim": 0.3, "unit": "%", "reached": 0.1,
                       "met": met, "aimed": met, "how": "busy"}], "complete": True}


def service(bend: dict | None = None) -> dict:
    """A whole record of the service: nothing wrong under either convention, told as prescribed; lines lost under the first,
    told naively. `bend`: (scheme, telling) -> fields of the row that are others."""
    def row(scheme: str, telling: str) -> dict:
        lost = 5 if (scheme, telling) == (FIRST, "naive") else 0
        endpoint = {"lines": 100, "lost": lost, "misnamed": 0, "requests": 25, "wrong_bills": 0}
        return {"scheme": scheme, "telling": telling, "requests": 50, "failed": 0, "left": 1, "leaked_turns": 0,
                "charges": True, "cpu_us": 200.5, "billed_percent": 40.0, "p50_ms": 1.5, "p99_ms": 6.0,
                "instructions": {FIRST: 1100, SECOND: 1200, NOTHING: 1000}[scheme] if telling == "idiomatic" else None,
                "endpoints": {"post": endpoint, "read": dict(endpoint, lost=0)}} | (bend or {}).get((scheme, telling), {})

    rows = [row(s, t) for t in ("idiomatic", "naive") for s in (FIRST, SECOND, NOTHING)]
    return {"schema": "ctxlab.service", "version": 1, "provenance": PROVENANCE, "rate": 300, "database": "SQLite",
            "rows": rows, "complete": True}
