#include "core/state/reservations.h"

namespace winnow {
namespace {

std::uint64_t count_of(const std::optional<std::int64_t>& number) {
  return static_cast<std::uint64_t>(number.value_or(0));
}

}  // namespace

void Reservations::reserve(const std::string& run, const std::string& job, std::string_view action,
                           const std::string& lease, Time at, std::uint64_t items) {
  db_.run("DELETE FROM reservations WHERE lease = ? AND run <> ?", lease, run);
  db_.run("INSERT INTO reservations(run, job, action, lease, at, remaining) VALUES(?, ?, ?, ?, ?, ?)", run, job,
          action, lease, micros_of(at), items);
}

std::uint64_t Reservations::left(const std::string& run, const std::string& job) {
  return count_of(db_.integer("SELECT remaining FROM reservations WHERE run = ? AND job = ?", run, job));
}

void Reservations::use(const std::string& run, const std::string& job, std::uint64_t items) {
  db_.run("UPDATE reservations SET remaining = max(0, remaining - ?) WHERE run = ? AND job = ?", items, run, job);
}

void Reservations::release(const std::string& run, const std::string& job) {
  db_.run("DELETE FROM reservations WHERE run = ? AND job = ?", run, job);
}

std::uint64_t Reservations::left_of_all(const std::string& job) {
  return count_of(db_.integer("SELECT sum(remaining) FROM reservations WHERE job = ?", job));
}

std::optional<Latch> Reservations::latch_of(const std::string& job) {
  auto row = db_.query("SELECT at, run, reason FROM latches WHERE job = ?", job);
  if (!row.next()) return std::nullopt;
  return Latch{time_of(row.integer(0)), row.text(1), row.text(2)};
}

void Reservations::latch(const std::string& job, const Latch& latch) {
  db_.run("INSERT INTO latches(job, at, run, reason) VALUES(?, ?, ?, ?) ON CONFLICT(job) DO NOTHING", job,
          micros_of(latch.at), latch.run, latch.reason);
}

bool Reservations::release_latch(const std::string& job) {
  return db_.run("DELETE FROM latches WHERE job = ?", job) > 0;
}

std::uint64_t Reservations::allowed(const std::string& job) {
  return count_of(db_.integer("SELECT remaining FROM allowances WHERE job = ?", job));
}

void Reservations::allow(const std::string& job, std::uint64_t items, Time at, const std::string& who,
                         const std::string& reason) {
  db_.run(
      "INSERT INTO allowances(job, remaining, at, operator, reason) VALUES(?, ?, ?, ?, ?) ON CONFLICT(job) DO "
      "UPDATE SET remaining = excluded.remaining, at = excluded.at, operator = excluded.operator, "
      "reason = excluded.reason",
      job, items, micros_of(at), who, reason);
  release_latch(job);
}

void Reservations::take_allowance_back(const std::string& job) {
  db_.run("DELETE FROM allowances WHERE job = ?", job);
}

void Reservations::spend_allowance(const std::string& job, std::int64_t items) {
  if (items == 0) return;
  db_.run("UPDATE allowances SET remaining = max(0, remaining - ?) WHERE job = ?", items, job);
  db_.run("DELETE FROM allowances WHERE job = ? AND remaining = 0", job);
}

void Reservations::count_purge(const std::string& run, const std::string& job, Time at, std::uint64_t items,
                               std::int64_t let_through) {
  db_.run("INSERT INTO purges(run, job, at, items, let_through) VALUES(?, ?, ?, ?, ?)", run, job, micros_of(at),
          items, let_through);
}

std::uint64_t Reservations::purged_since(const std::string& job, Time since) {
  return count_of(
      db_.integer("SELECT sum(items - let_through) FROM purges WHERE job = ? AND at > ?", job, micros_of(since)));
}

}  // namespace winnow
