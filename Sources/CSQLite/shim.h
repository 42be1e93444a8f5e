#pragma once
// Only what Swift cannot import from <sqlite3.h> is wrapped here.
#include <sqlite3.h>
