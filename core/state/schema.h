/// The schema of the state database. Names and meanings of a version are frozen: a later one adds.
///
/// Times are microseconds since 1970 UTC. Words of states are the on-disk form of the enums beside their readers.
#pragma once

namespace winnow {

inline constexpr int kSchemaVersion = 4;

inline constexpr const char* kSchema = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row for each job of each run; report is the JSON of that job without samples and names of items.
CREATE TABLE job_runs(
  run TEXT NOT NULL, job TEXT NOT NULL, store TEXT NOT NULL, target TEXT NOT NULL, lease TEXT NOT NULL,
  mode TEXT NOT NULL, operator TEXT NOT NULL, host TEXT NOT NULL, version TEXT NOT NULL,
  started INTEGER NOT NULL, finished INTEGER, status TEXT NOT NULL, nominated INTEGER NOT NULL DEFAULT 0,
  removed INTEGER NOT NULL DEFAULT 0, allowed INTEGER NOT NULL DEFAULT 0, report TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY(run, job)) WITHOUT ROWID;
CREATE INDEX job_runs_by_job ON job_runs(job, started);

-- The last plan of each job, for approve; the approved form of each job; approved plan files.
CREATE TABLE plans(
  job TEXT PRIMARY KEY, run TEXT NOT NULL, at INTEGER NOT NULL, fingerprint TEXT NOT NULL, form TEXT NOT NULL,
  definition TEXT NOT NULL, nominated INTEGER NOT NULL, along INTEGER NOT NULL, cutoff INTEGER,
  over TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE approvals(
  job TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, form TEXT NOT NULL, definition TEXT NOT NULL, at INTEGER NOT NULL,
  operator TEXT NOT NULL, run TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE plan_files(digest TEXT PRIMARY KEY, at INTEGER NOT NULL, operator TEXT NOT NULL) WITHOUT ROWID;

-- The breaker: what running plans still mean to remove, tripped jobs, and what a person let through once.
CREATE TABLE reservations(
  run TEXT NOT NULL, job TEXT NOT NULL, action TEXT NOT NULL, lease TEXT NOT NULL, at INTEGER NOT NULL,
  remaining INTEGER NOT NULL, PRIMARY KEY(run, job)) WITHOUT ROWID;
CREATE TABLE latches(
  job TEXT PRIMARY KEY, at INTEGER NOT NULL, run TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE allowances(
  job TEXT PRIMARY KEY, remaining INTEGER NOT NULL, at INTEGER NOT NULL, operator TEXT NOT NULL,
  reason TEXT NOT NULL) WITHOUT ROWID;

-- The index of the bin: one row a batch. taken: line ranges that count. state: sealed, settled.
-- items: how many the batch meant to remove; counted: what it counts for against the limits, which is what it meant
-- to remove while it is sealed and what it did once it is settled, rows that hang on the items among them.
-- lines: binned, restored, purged - the state of every taken line that has no row in bin_lines.
-- pending: an act on pending_lines that was begun and not ended: restoring, purging.
CREATE TABLE segments(
  id INTEGER PRIMARY KEY, run TEXT NOT NULL, job TEXT NOT NULL, n INTEGER NOT NULL, store TEXT NOT NULL,
  identity TEXT NOT NULL, target TEXT NOT NULL, lease TEXT NOT NULL, place TEXT NOT NULL, path TEXT NOT NULL,
  sha256 TEXT NOT NULL, sealed_at INTEGER NOT NULL, items INTEGER NOT NULL, counted INTEGER NOT NULL,
  bytes INTEGER NOT NULL, taken TEXT NOT NULL, allowed INTEGER NOT NULL, state TEXT NOT NULL,
  lines TEXT NOT NULL, pending TEXT, pending_lines TEXT, reason TEXT NOT NULL, UNIQUE(run, job, n));
CREATE INDEX segments_by_job ON segments(job, sealed_at);
CREATE INDEX segments_unsettled ON segments(lease) WHERE state = 'sealed' OR pending IS NOT NULL;
-- Lines that are not as their segment says: void, binned, restored, purged, conflict, in_doubt.
CREATE TABLE bin_lines(
  segment INTEGER NOT NULL REFERENCES segments(id), line INTEGER NOT NULL, state TEXT NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY(segment, line)) WITHOUT ROWID;
CREATE TABLE purges(run TEXT NOT NULL, job TEXT NOT NULL, at INTEGER NOT NULL, items INTEGER NOT NULL);
CREATE INDEX purges_by_job ON purges(job, at);
CREATE TABLE places(identity TEXT NOT NULL, place TEXT NOT NULL, PRIMARY KEY(identity, place)) WITHOUT ROWID;

CREATE TABLE holds(
  id TEXT PRIMARY KEY, store TEXT NOT NULL, identity TEXT NOT NULL, target TEXT NOT NULL, selection TEXT NOT NULL,
  reason TEXT NOT NULL, operator TEXT NOT NULL, at INTEGER NOT NULL, released_at INTEGER) WITHOUT ROWID;

CREATE TABLE fences(lease TEXT PRIMARY KEY, fence INTEGER NOT NULL) WITHOUT ROWID;

-- body: the exact hashed bytes; hash = SHA-256(prev, newline, body).
CREATE TABLE ledger(seq INTEGER PRIMARY KEY, body TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL);
)sql";

/// What version 2 adds to version 1.
inline constexpr const char* kSchema2 = R"sql(
-- What came back by undo and a job would take again, until a person approves the job anew.
CREATE TABLE undone(
  job TEXT NOT NULL, run TEXT NOT NULL, at INTEGER NOT NULL, items INTEGER NOT NULL,
  PRIMARY KEY(job, run)) WITHOUT ROWID;
)sql";

/// What version 3 adds to version 2.
inline constexpr const char* kSchema3 = R"sql(
-- Which keys may lie in a segment (core/state/key_digests.h). A segment without a row was sealed before there were
-- such rows, and has to be read.
CREATE TABLE segment_keys(segment INTEGER PRIMARY KEY REFERENCES segments(id), digests BLOB NOT NULL);
)sql";

/// What version 4 adds to version 3.
inline constexpr const char* kSchema4 = R"sql(
-- Of what counts against the limits, how much a person had let through beyond them; allowed says whether any was.
ALTER TABLE segments ADD COLUMN let_through INTEGER NOT NULL DEFAULT 0;
UPDATE segments SET let_through = counted WHERE allowed = 1;
ALTER TABLE purges ADD COLUMN let_through INTEGER NOT NULL DEFAULT 0;
)sql";

}  // namespace winnow
