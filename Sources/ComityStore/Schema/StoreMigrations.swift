import ComitySQLite

/// Every schema that was ever released, oldest first. Specs/store.md
enum StoreMigrations {
    static let all = [Migration("2026-11 first", first)]

    // `leaf.position` is log * 2^40 + leaf index: one integer key, rows of one log beside each other.
    private static let first = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE record (
          number INTEGER PRIMARY KEY,
          id BLOB NOT NULL UNIQUE,
          type INTEGER NOT NULL,
          created INTEGER NOT NULL,
          updated INTEGER NOT NULL,
          retracted INTEGER,
          order_number TEXT,
          slot INTEGER NOT NULL,
          sealed BLOB NOT NULL
        ) STRICT;
        CREATE TABLE record_version (
          record INTEGER NOT NULL,
          updated INTEGER NOT NULL,
          slot INTEGER NOT NULL,
          sealed BLOB NOT NULL,
          PRIMARY KEY (record, updated)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE dirty (record INTEGER PRIMARY KEY, restricting INTEGER NOT NULL) STRICT;
        CREATE INDEX dirty_restricting ON dirty (record) WHERE restricting = 1;

        CREATE TABLE link_end (
          end_id BLOB NOT NULL,
          link INTEGER NOT NULL,
          PRIMARY KEY (end_id, link)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE import_source (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE import_row (
          source INTEGER NOT NULL,
          row_key BLOB NOT NULL,
          record INTEGER NOT NULL,
          digest BLOB NOT NULL,
          PRIMARY KEY (source, row_key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE card (
          agency TEXT PRIMARY KEY,
          sequence INTEGER NOT NULL,
          document BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE agreement (
          id TEXT NOT NULL,
          version INTEGER NOT NULL,
          digest BLOB NOT NULL,
          document BLOB NOT NULL,
          sender TEXT,
          number INTEGER NOT NULL,
          PRIMARY KEY (id, version, digest)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE notice (
          agreement TEXT NOT NULL,
          agency TEXT NOT NULL,
          version INTEGER NOT NULL,
          digest BLOB NOT NULL,
          effective INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          document BLOB NOT NULL,
          PRIMARY KEY (agreement, agency, version, effective, kind)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE log (
          number INTEGER PRIMARY KEY,
          origin TEXT NOT NULL,
          agreement TEXT NOT NULL,
          audience BLOB NOT NULL,
          epoch INTEGER NOT NULL,
          own INTEGER NOT NULL,
          size INTEGER NOT NULL,
          range BLOB NOT NULL,
          governing INTEGER NOT NULL,
          census INTEGER,
          backfill INTEGER,
          frozen INTEGER NOT NULL DEFAULT 0,
          resting INTEGER NOT NULL DEFAULT 0,
          UNIQUE (origin, agreement, audience, epoch)
        ) STRICT;
        CREATE TABLE leaf (
          position INTEGER PRIMARY KEY,
          hash BLOB NOT NULL,
          kind INTEGER NOT NULL,
          slot INTEGER,
          sealed BLOB
        ) STRICT;
        CREATE TABLE subtree (
          log INTEGER NOT NULL,
          level INTEGER NOT NULL,
          place INTEGER NOT NULL,
          hash BLOB NOT NULL,
          PRIMARY KEY (log, level, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tile (
          log INTEGER NOT NULL,
          level INTEGER NOT NULL,
          place INTEGER NOT NULL,
          hash BLOB NOT NULL,
          PRIMARY KEY (log, level, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE bitmap (
          log INTEGER NOT NULL,
          chunk INTEGER NOT NULL,
          now BLOB NOT NULL,
          counted BLOB,
          PRIMARY KEY (log, chunk)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE head (
          log INTEGER NOT NULL,
          size INTEGER NOT NULL,
          root BLOB NOT NULL,
          signature BLOB,
          PRIMARY KEY (log, size)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE view (
          log INTEGER NOT NULL,
          handle INTEGER NOT NULL,
          leaves BLOB NOT NULL,
          state INTEGER NOT NULL,
          type INTEGER NOT NULL,
          expires INTEGER,
          received INTEGER NOT NULL,
          record INTEGER,
          PRIMARY KEY (log, handle)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE projection (
          log INTEGER NOT NULL,
          record INTEGER NOT NULL,
          handle INTEGER,
          digest BLOB,
          next_change INTEGER,
          answer INTEGER NOT NULL DEFAULT 0,
          PRIMARY KEY (record, log)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX projection_next ON projection (next_change) WHERE next_change IS NOT NULL;
        CREATE INDEX projection_kept ON projection (log, handle) WHERE handle IS NOT NULL AND digest IS NULL;

        CREATE TABLE audit (
          number INTEGER PRIMARY KEY,
          hash BLOB NOT NULL,
          event BLOB NOT NULL
        ) STRICT;
        CREATE TABLE audit_list (
          event INTEGER PRIMARY KEY,
          salt BLOB NOT NULL,
          list BLOB NOT NULL
        ) STRICT;
        CREATE TABLE audit_head (size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT;
        CREATE TABLE peer_note (
          agency TEXT NOT NULL,
          name TEXT NOT NULL,
          value BLOB NOT NULL,
          PRIMARY KEY (agency, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE index_change (
          log INTEGER NOT NULL,
          handle INTEGER NOT NULL,
          PRIMARY KEY (log, handle)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE linkage_queue (
          number INTEGER PRIMARY KEY,
          log INTEGER NOT NULL,
          handle INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE pair (
          number INTEGER PRIMARY KEY,
          id BLOB NOT NULL UNIQUE,
          left_log INTEGER NOT NULL,
          left_handle INTEGER NOT NULL,
          right_log INTEGER NOT NULL,
          right_handle INTEGER NOT NULL,
          weight REAL NOT NULL,
          probability REAL NOT NULL,
          trace BLOB NOT NULL,
          scored INTEGER NOT NULL,
          decision INTEGER NOT NULL,
          conflict INTEGER NOT NULL,
          suspended INTEGER NOT NULL,
          urgency INTEGER NOT NULL,
          due INTEGER,
          assigned TEXT,
          UNIQUE (left_log, left_handle, right_log, right_handle)
        ) STRICT;
        CREATE INDEX pair_right ON pair (right_log, right_handle);
        CREATE INDEX pair_decision ON pair (decision);
        CREATE TABLE claim (
          log INTEGER NOT NULL,
          handle INTEGER NOT NULL,
          one BLOB NOT NULL,
          other BLOB NOT NULL,
          kind INTEGER NOT NULL,
          PRIMARY KEY (log, handle, one, other)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX claim_one ON claim (one, other);
        CREATE INDEX claim_other ON claim (other);
        CREATE TABLE review (
          number INTEGER PRIMARY KEY,
          pair BLOB NOT NULL,
          left_log INTEGER NOT NULL,
          left_handle INTEGER NOT NULL,
          right_log INTEGER NOT NULL,
          right_handle INTEGER NOT NULL,
          act INTEGER NOT NULL,
          at INTEGER NOT NULL,
          author TEXT NOT NULL,
          assigned TEXT,
          slot INTEGER,
          sealed BLOB
        ) STRICT;
        CREATE INDEX review_pair ON review (pair, number);
        CREATE INDEX review_left ON review (left_log, left_handle);
        CREATE INDEX review_right ON review (right_log, right_handle);
        CREATE TABLE cluster_member (
          log INTEGER NOT NULL,
          handle INTEGER NOT NULL,
          since INTEGER NOT NULL UNIQUE,
          key BLOB NOT NULL,
          cluster INTEGER,
          PRIMARY KEY (log, handle)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX cluster_members ON cluster_member (cluster, since) WHERE cluster IS NOT NULL;
        CREATE TABLE linkage_model (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          slot INTEGER NOT NULL,
          sealed BLOB NOT NULL,
          trained INTEGER NOT NULL,
          rows INTEGER NOT NULL
        ) STRICT;
        """
}
