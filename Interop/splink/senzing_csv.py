#!/usr/bin/env python3
"""Turns the Senzing truth set into one CSV: senzing_csv.py SET.jsonl KEY.csv OUT.csv

Features of one sort that occur several times in a record go to columns with a number."""
import csv
import json
import sys

KEPT = ("NAME_", "DATE_OF_BIRTH", "ADDR_", "PHONE_NUMBER", "EMAIL_ADDRESS", "SSN_NUMBER", "PASSPORT_NUMBER",
        "DRIVERS_LICENSE_NUMBER", "NATIONAL_ID_NUMBER", "GENDER", "NATIONALITY")
DROPPED = ("NAME_TYPE", "ADDR_TYPE")
NAMES = {"NAME_FULL": "full_name", "NAME_ORG": "full_name", "NAME_LAST": "last_name", "NAME_FIRST": "first_name",
         "NAME_MIDDLE": "middle_name", "ADDR_FULL": "address", "ADDR_LINE1": "address_line1", "ADDR_CITY": "city",
         "ADDR_STATE": "state", "ADDR_POSTAL_CODE": "postcode", "ADDR_COUNTRY": "country", "EMAIL_ADDRESS": "email",
         "PHONE_NUMBER": "phone", "SSN_NUMBER": "ssn", "PASSPORT_NUMBER": "passport", "DATE_OF_BIRTH": "dob",
         "DRIVERS_LICENSE_NUMBER": "drivers_license", "NATIONAL_ID_NUMBER": "national_id"}


def main():
    source, key, out = sys.argv[1:]
    with open(key, newline="") as file:
        clusters = {(row["DATA_SOURCE"], row["RECORD_ID"]): row["CLUSTER_ID"] for row in csv.DictReader(file)}
    rows, columns = [], []
    with open(source) as file:
        for line in file:
            record = json.loads(line)
            name = (record["DATA_SOURCE"], record["RECORD_ID"])
            row = {"id": "-".join(name), "cluster": clusters[name]}
            for feature in record["FEATURES"]:
                for sort, value in feature.items():
                    if not sort.startswith(KEPT) or sort in DROPPED:
                        continue
                    column = NAMES.get(sort, sort.lower())
                    number = 1
                    while (free := column if number == 1 else f"{column}_{number}") in row:
                        number += 1
                    row[free] = value
                    if free not in columns:
                        columns.append(free)
            rows.append(row)
    with open(out, "w", newline="") as file:
        writer = csv.DictWriter(file, ["id", "cluster"] + columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


main()
