#include "core/state/approvals.h"

#include <nlohmann/json.hpp>

#include "core/state/reservations.h"

namespace winnow {
namespace {

std::string answering_entry(const std::string& job) {
  return "answering " + job;
}

}  // namespace

void Approvals::remember_plan(const std::string& job, const LastPlan& plan) {
  std::optional<std::int64_t> cutoff;
  if (plan.cutoff) cutoff = micros_of(*plan.cutoff);
  db_.run("DELETE FROM plans WHERE job = ?", job);
  db_.run(
      "INSERT INTO plans(job, run, at, fingerprint, form, definition, nominated, along, cutoff, over) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      job, plan.run, micros_of(plan.at), plan.form.fingerprint, plan.form.json, plan.form.definition,
      plan.nominated, plan.along, cutoff, plan.over);
}

std::optional<LastPlan> Approvals::last_plan(const std::string& job) {
  auto row = db_.query(
      "SELECT run, at, form, fingerprint, definition, nominated, along, cutoff, over FROM plans WHERE job = ?",
      job);
  if (!row.next()) return std::nullopt;
  LastPlan out;
  out.run = row.text(0);
  out.at = time_of(row.integer(1));
  out.form = {row.text(2), row.text(3), row.text(4)};
  out.nominated = static_cast<std::uint64_t>(row.integer(5));
  out.along = static_cast<std::uint64_t>(row.integer(6));
  if (!row.null(7)) out.cutoff = time_of(row.integer(7));
  out.over = row.text(8);
  return out;
}

void Approvals::forget_plan(const std::string& run, const std::string& job) {
  db_.run("DELETE FROM plans WHERE run = ? AND job = ?", run, job);
}

void Approvals::approve(const std::string& job, const Approval& approval) {
  const auto before = of(job);
  if (!before || before->form.fingerprint != approval.form.fingerprint) withdraw(job);
  db_.run("DELETE FROM approvals WHERE job = ?", job);
  db_.run("DELETE FROM undone WHERE job = ?", job);
  remember_answering(job, {});
  db_.run(
      "INSERT INTO approvals(job, fingerprint, form, definition, at, operator, run) VALUES(?, ?, ?, ?, ?, ?, ?)",
      job, approval.form.fingerprint, approval.form.json, approval.form.definition, micros_of(approval.at),
      approval.who, approval.run);
}

std::optional<Approval> Approvals::of(const std::string& job) {
  auto row = db_.query("SELECT form, fingerprint, definition, at, operator, run FROM approvals WHERE job = ?", job);
  if (!row.next()) return std::nullopt;
  return Approval{{row.text(0), row.text(1), row.text(2)}, time_of(row.integer(3)), row.text(4), row.text(5)};
}

void Approvals::keep_protections(const std::string& job, const Form& form) {
  db_.run("UPDATE approvals SET form = ? WHERE job = ? AND fingerprint = ?", form.json, job, form.fingerprint);
}

std::vector<std::string> Approvals::jobs() {
  std::vector<std::string> out;
  for (auto row = db_.query("SELECT job FROM approvals ORDER BY job"); row.next();) out.push_back(row.text(0));
  return out;
}

bool Approvals::withdraw(const std::string& job) {
  Reservations(state_).take_allowance_back(job);
  return db_.run("DELETE FROM approvals WHERE job = ?", job) > 0;
}

void Approvals::remember_answering(const std::string& job, const Answering& columns) {
  state_.set_meta(answering_entry(job), nlohmann::json(columns).dump());
}

Approvals::Answering Approvals::answering(const std::string& job) {
  const auto known = nlohmann::json::parse(state_.meta(answering_entry(job)).value_or("{}"), nullptr, false);
  Answering out;
  if (known.is_object()) return known.get<Answering>();
  // As it was remembered before the items were counted.
  for (const auto& column : known) out.emplace(column.get<std::string>(), 0);
  return out;
}

void Approvals::note_undone(const std::string& job, const std::string& run, std::int64_t items, Time at) {
  db_.run(
      "INSERT INTO undone(job, run, at, items) VALUES(?, ?, ?, ?) ON CONFLICT(job, run) DO UPDATE SET "
      "items = items + excluded.items, at = excluded.at",
      job, run, micros_of(at), items);
}

std::vector<Undone> Approvals::undone(const std::string& job) {
  std::vector<Undone> out;
  for (auto row = db_.query("SELECT run, items FROM undone WHERE job = ? ORDER BY at, run", job); row.next();) {
    out.push_back({row.text(0), row.integer(1)});
  }
  return out;
}

void Approvals::approve_file(const std::string& digest, Time at, const std::string& who) {
  db_.run("INSERT INTO plan_files(digest, at, operator) VALUES(?, ?, ?) ON CONFLICT(digest) DO NOTHING", digest,
          micros_of(at), who);
}

bool Approvals::is_file_approved(const std::string& digest) {
  return db_.integer("SELECT 1 FROM plan_files WHERE digest = ?", digest).has_value();
}

}  // namespace winnow
