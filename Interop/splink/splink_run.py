#!/usr/bin/env python3
"""One Splink run on CSV files, with settings as its documentation builds them; prints one line of JSON."""
import argparse
import json
import logging
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import duckdb  # noqa: E402
import splink  # noqa: E402
import splink.comparison_library as cl  # noqa: E402
from splink import DuckDBAPI, Linker, SettingsCreator  # noqa: E402

logging.getLogger("splink").setLevel(logging.ERROR)

# What a column holds, by the names that public test sets use.
ROLES = {
    "given": ["first_name", "given_name", "fname", "fname_c1", "name_first"],
    "surname": ["surname", "last_name", "lname", "lname_c1", "name_last"],
    "dob": ["dob", "date_of_birth"],
    "year": ["by"], "month": ["bm"], "day": ["bd"],
    "email": ["email", "email_address"], "phone": ["phone", "phone_number"],
    "number": ["doc_id", "soc_sec_id", "ssn_number", "passport_number"],
    "city": ["city", "suburb", "addr_city"], "postcode": ["postcode", "addr_postal_code", "postcode_fake"],
    "street": ["street", "address_1", "addr_line1"], "sex": ["sex", "gender"],
    "place": ["birth_place"], "occupation": ["occupation"],
}
PREDICTED_FROM = 0.01
CLUSTERED_FROM = 0.95


class Drained:
    """A connection whose results are read at once, which DuckDB 2 wants before other work on it."""

    def __init__(self, connection):
        self.connection = connection

    def rows(self, query):
        return self.connection.execute(query).fetchall()

    def one(self, query):
        return self.rows(query)[0]


def settings(columns, mode):
    """Comparisons, blocking rules, deterministic rules and training rules for the columns that are there."""
    have = {role: name for role, names in ROLES.items() for name in names if name in columns}
    comparisons = []

    def compare(role, make):
        if role in have:
            comparisons.append(make(have[role]))

    compare("given", lambda c: cl.NameComparison(c).configure(term_frequency_adjustments=True))
    compare("surname", lambda c: cl.NameComparison(c).configure(term_frequency_adjustments=True))
    if "dob" in have:
        digits = have["dob"] == "date_of_birth"
        comparisons.append(cl.DateOfBirthComparison(
            have["dob"], input_is_string=True, datetime_format="%Y%m%d" if digits else "%Y-%m-%d",
            invalid_dates_as_null=True))
    for role in ("year", "month", "day", "sex"):
        compare(role, cl.ExactMatch)
    compare("email", cl.EmailComparison)
    compare("phone", lambda c: cl.DamerauLevenshteinAtThresholds(c, [1]))
    compare("number", lambda c: cl.DamerauLevenshteinAtThresholds(c, [1, 2]))
    compare("postcode", lambda c: cl.DamerauLevenshteinAtThresholds(c, [1]).configure(term_frequency_adjustments=True))
    compare("street", lambda c: cl.JaroWinklerAtThresholds(c, [0.92]))
    for role in ("city", "place", "occupation"):
        compare(role, lambda c: cl.ExactMatch(c).configure(term_frequency_adjustments=True))

    def rules(candidates):
        return [rule([have[role] for role in roles]) for roles in candidates if all(role in have for role in roles)]

    blocking = rules([
        ("given", "surname"), ("surname", "dob"), ("given", "dob"), ("number",), ("phone",), ("email",),
        ("surname", "postcode"), ("dob", "postcode"), ("given", "postcode"), ("street", "postcode"),
        ("surname", "year"), ("given", "year", "month"), ("given", "year", "day"), ("surname", "month", "day"),
        ("surname", "city"),
    ])
    if mode == "dedupe_only" and "dob" in have and "number" not in have and "postcode" not in have:
        blocking += rules([("given",), ("surname",), ("dob",)])
    deterministic = rules([
        ("number",), ("given", "surname", "dob"), ("email",), ("phone", "dob"),
        ("given", "surname", "year"), ("given", "surname", "month", "day"),
    ]) or rules([("given", "surname")])
    training = (rules([("dob",), ("year", "month")]) or rules([("postcode",)]))[:1] + rules([("given", "surname")])
    return comparisons, blocking, deterministic, training


def rule(columns):
    return " and ".join(f"l.{column} = r.{column}" for column in columns)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--truth", default="cluster")
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    mode = "link_only" if len(chosen.files) == 2 else "dedupe_only"
    connection = duckdb.connect()
    base = Drained(connection)
    base.rows(f"set threads={chosen.threads}")

    wall, cpu = time.perf_counter(), time.process_time()
    tables = ["a", "b"][: len(chosen.files)]
    for table, path in zip(tables, chosen.files):
        base.rows(f"create table {table} as select * from read_csv('{path}', all_varchar=true, nullstr='', header=true)")
    columns = {row[0].lower() for row in base.rows("select column_name from information_schema.columns "
                                                   "where table_name = 'a'")}
    comparisons, blocking, deterministic, training = settings(columns, mode)
    api = DuckDBAPI(connection=connection)
    # A display name becomes a table's name, so it must not be the name of one that is there.
    frames = [api.register(connection.table(table), dataset_display_name=f"file_{table}") for table in tables]
    linker = Linker(
        frames if len(frames) > 1 else frames[0],
        SettingsCreator(
            unique_id_column_name="id", link_type=mode, comparisons=comparisons,
            blocking_rules_to_generate_predictions=blocking, retain_intermediate_calculation_columns=False,
            retain_matching_columns=False))
    linker.training.estimate_probability_two_random_records_match(deterministic, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    trained = 0
    for session in training:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                session, estimate_without_term_frequencies=True)
            trained += 1
        except (ValueError, ZeroDivisionError) as error:
            # Too few pairs agree on small files; a person would go on with the sessions that work.
            print(f"no training on {session}: {error}", file=sys.stderr)
    predictions = linker.inference.predict(threshold_match_probability=PREDICTED_FROM)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predictions, threshold_match_probability=CLUSTERED_FROM)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    figures = quality(base, tables, chosen.truth, blocking, predictions.physical_name, clusters.physical_name)
    print(json.dumps({"version": splink.__version__, "duckdb": duckdb.__version__, "wall": wall, "cpu": cpu,
                      "mib": memory, "trained": trained, **figures}))


def quality(base, tables, truth, blocking, predictions, clusters):
    """What the run reached; outside the time that is measured."""
    left, right = tables[0], tables[-1]
    apart = "true" if len(tables) > 1 else "l.id < r.id"
    everyone = " union all ".join(f"select 'file_{table}' as s, id, {truth} as who from {table}" for table in tables)
    base.rows(f"create temp table everyone as {everyone}")
    base.rows(f"create temp table proposed as select distinct i, j from ("
              + " union all ".join(f"select l.id as i, r.id as j from {left} l join {right} r on {rule} where {apart}"
                                   for rule in blocking) + ")")
    true_pairs = base.one(f"select count(*) from {left} l join {right} r on l.{truth} = r.{truth} where {apart}")[0]
    pairs = base.one("select count(*) from proposed")[0]
    reached = base.one(f"select count(*) from proposed p join {left} l on l.id = p.i join {right} r on r.id = p.j "
                       f"where l.{truth} = r.{truth}")[0]
    # An id may stand in both files.
    sides = "l.s = p.source_dataset_l and r.s = p.source_dataset_r" if len(tables) > 1 else "true"
    base.rows(f"create temp table judged as select p.match_probability m, (l.who = r.who) y from {predictions} p "
              f"join everyone l on l.id = p.id_l join everyone r on r.id = p.id_r where {sides}")

    def f1(right_ones, answered):
        return 2 * right_ones / (answered + true_pairs) if answered + true_pairs else 1.0

    def at(threshold):
        right_ones, answered = base.one(
            f"select coalesce(sum(y::int), 0), count(*) from judged where m >= {threshold}")
        return f1(right_ones, answered)

    best = base.one(
        f"select max(2.0 * tp / (k + {true_pairs})) from (select sum(y::int) over w tp, count(*) over w k from judged "
        "window w as (order by m desc range between unbounded preceding and current row))")[0] or 0.0
    base.rows("create temp table grouped as select c.cluster_id g, e.who, e.s, count(*) k "
              f"from {clusters} c join everyone e on c.id = e.id "
              + ("and e.s = c.source_dataset " if len(tables) > 1 else "") + "group by 1, 2, 3")

    def pairs_of(keys):
        """Pairs of rows that share these keys; in link mode less those of one source."""
        query = f"select sum(n * (n - 1) // 2) from (select sum(k) n from grouped group by {keys})"
        within = f"select sum(n * (n - 1) // 2) from (select sum(k) n from grouped group by {keys}, s)"
        return base.one(query)[0] - (base.one(within)[0] if len(tables) > 1 else 0)

    gap = base.one("select coalesce(sum(n * abs(p - o)) / sum(n), 0) from (select count(*) n, avg(m) p, "
                   "avg(y::int) o from judged where m >= 0.05 group by floor(m * 10))")[0]
    return {"rows": base.one("select count(*) from everyone")[0], "pairs": pairs,
            "completeness": reached / true_pairs if true_pairs else 1.0, "default": at(0.95), "half": at(0.5),
            "best": float(best), "clusters": f1(pairs_of("g, who"), pairs_of("g")), "calibration": float(gap)}


main()
