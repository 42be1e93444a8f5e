#pragma once
// Only what Swift cannot import from <sqlite3.h> is wrapped here.
#include <sqlite3.h>

// sqlite3_db_config is variadic. Defensive: SQL cannot damage the file on purpose (writable schema, shadow tables).
static inline int comity_sqlite3_harden(sqlite3 *db) {
    int code = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    // A misspelt column in double quotes is an error, not a text.
    if (code == SQLITE_OK) code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
    if (code == SQLITE_OK) code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
    return code;
}
