"""Each guard: its name, the line that makes it, what stands there without it, and the tests of which one must fail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    name: str
    tests: str  # a regular expression for ctest -R
    file: str
    old: str
    new: str


GUARDS = [
    # --- what may be nominated ---
    Guard("a time that cannot be read keeps", "odd_times", "core/safety/guard.cpp",
          'return "unreadable_time";', "return std::nullopt;"),
    Guard("a time ahead keeps", "odd_times", "core/safety/guard.cpp",
          "if (time > now_ && !times_.future_fine)", "if (false)"),
    Guard("a time of zero keeps", "odd_times", "core/safety/guard.cpp",
          "if (time == 0)", "if (false)"),
    Guard("keys are held to the rules of names", "safety:guard", "core/safety/guard.cpp",
          "if (keys_) {", "if (false) {"),
    Guard("what another changed since the plan is judged again", "un-deleted between plan", "core/apply/batch.cpp",
          "fine[now_rows_[i]] = fine_now[i];", "fine[now_rows_[i]] = true;"),
    Guard("a row whose file cannot be moved stays", "linked_files", "core/apply/batch.cpp",
          "if (fine[row]) stuck_files_[row] = files.keys[i];\n          fine[row] = false;",
          "stuck_files_[row] = files.keys[i];"),
    Guard("a file that another row names stays", "linked_files|run:", "core/apply/batch.cpp",
          "take[i] = row_went && !shared.contains(files.keys[i]) ? 1 : 0;", "take[i] = row_went ? 1 : 0;"),
    # --- approval, plan files, gates ---
    Guard("a form that nobody approved is not applied", "approval", "core/apply/pipeline.cpp",
          "if (!report_.approved) return needs_approval();", ""),
    Guard("a plan file belongs to its inputs", "plan_file", "core/apply/pipeline.cpp",
          "if (task_.file->entry(job_.name).inputs != inputs_of(setup)) {",
          "if (false && task_.file->entry(job_.name).inputs != inputs_of(setup)) {"),
    Guard("a closed gate stops apply", "gates", "core/apply/pipeline.cpp",
          "if (gated()) return;", ""),
    # --- holds ---
    Guard("a hold is asked when planning", "holds", "core/plan/planner.cpp",
          'if (setup_.holds.held(view(item.key), item.fields, item.time)) return keep(item, "held");', ""),
    Guard("a hold on a linked file keeps its row", "holds", "core/plan/planner.cpp",
          'if (link.holds.held_in_bin(file)) return keep(item, "held");', ""),
    Guard("a hold on a dependant keeps its row", "cascade|holds", "core/apply/batch.cpp",
          "if (holds_on(view(piece.target)).held_in_bin(view(piece.key))) held_.insert(piece.item);", ""),
    Guard("a hold that came since is seen when sealing", "a change of the holds", "core/safety/holds.cpp",
          "if (now == then) return;", "return;"),
    Guard("a hold is asked when purging", "purge|erase", "core/apply/purge.cpp",
          "const bool held = holds.held(segment_, *item);", "const bool held = false;"),
    Guard("a hold's comparison with NULL holds", "a hold with where holds what", "core/safety/holds.cpp",
          "(*rule.matcher)(fields, time) != Truth::no", "(*rule.matcher)(fields, time) == Truth::yes"),
    # --- limits ---
    Guard("max_deletes", "safety:|breaker", "core/safety/breaker.cpp",
          "if (all + out.used > limits_.max_deletes) {", "if (false) {"),
    Guard("max_share", "safety:|breaker", "core/safety/breaker.cpp", "if (share > share_) {", "if (false) {"),
    Guard("rows that go along count", "cascade", "core/apply/pipeline.cpp",
          "const PlanSize size{report_.tally.nominated, report_.tally.along(), report_.tally.total};",
          "const PlanSize size{report_.tally.nominated, 0, report_.tally.total};"),
    Guard("a batch stays within what was reserved", "more hangs than was planned", "core/safety/breaker.cpp",
          "if (items > left && (over == OverLimits::allowed || used() + (items - left) > limits_.max_deletes)) {",
          "if (false && items > left && over == OverLimits::allowed) {"),
    Guard("two plans are not judged at once", "overlap_limits", "core/apply/pipeline.cpp",
          "breaker.reserve(world_.run, setup.lease, size.all());", ""),
    Guard("a tripped job stays tripped", "breaker", "core/apply/pipeline.cpp",
          "std::string why = breaker.latched();", "std::string why;"),
    Guard("a clock that leapt trips", "clock", "core/apply/pipeline.cpp",
          "if (why.empty()) why = distrust_clock(world_.state, world_.clock, world_.as_of, believed_jump(world_.config));", ""),
    # --- cascades ---
    Guard("a cascade is refused", "cascade", "core/judge/setup.cpp",
          "fact.kind == WINNOW_FACT_DEPENDANT && setup.job->cascade == Cascade::refuse", "false"),
    Guard("a trigger is refused", "cascade", "core/judge/setup.cpp",
          "if (fact.kind == WINNOW_FACT_TRIGGER) return", "if (false) return"),
    # --- one at a time ---
    Guard("the lease keeps a second run off", "lease|overlap", "core/state/lease.cpp",
          "if (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {", "if (false) {"),
    Guard("a lease that was taken over seals nothing", "lease", "core/state/lease.cpp",
          'if (state.db().integer("SELECT fence FROM fences WHERE lease = ?", name_) != fence_) {', "if (false && !state.id().empty()) {"),
    Guard("a permit ends", "permit", "sdk/include/winnow/permit.hpp",
          "/ 1'000 >= permit.not_after;", "/ 1'000 >= permit.not_after && false;"),
    Guard("a permit is for these items", "sdk:.*permit", "sdk/include/winnow/permit.hpp",
          "if (permit.digest != permit_digest(", "if (false && permit.digest != permit_digest("),
    # --- the stores ---
    Guard("an identifier is no text", "column|inspect|sqlite:|bad input", "plugins/stores/sqlite/database.cpp",
          "sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);", ""),
    Guard("a row that changed is left alone", "sqlite:", "plugins/stores/sqlite/remove.cpp",
          "if (item.version.size > 0 && reader_.version(find_.get()) != view(item.version)) return WINNOW_CHANGED;", ""),
    Guard("restoring a row overwrites nothing", "sqlite:", "plugins/stores/sqlite/restore.cpp",
          "case Standing::differs: return WINNOW_OCCUPIED;", "case Standing::differs: break;"),
    Guard("a file that was swapped is put back", "files:", "plugins/stores/files/park.cpp",
          "if (now && now->links == 1 && now->identity == parcel.found.facts->identity) return;", "if (now) return;"),
    Guard("a copy that was written to is not purged", "files:", "plugins/stores/files/purge.cpp",
          "if (facts.kind != FileKind::regular || facts.identity != receipt.identity) {",
          "if (false && facts.identity != receipt.identity) {"),
    Guard("a file with two names stays", "files:|linked_files", "plugins/stores/files/file_facts.cpp",
          'if (file.links > 1) return "hard_link";', ""),
    Guard("no symbolic link leads out of a tree", "files:", "plugins/stores/files/beneath.cpp",
          "RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV", "0"),
    Guard("a file is moved onto nothing", "files:", "plugins/stores/files/batch.cpp", "RENAME_NOREPLACE)", "0)"),
    Guard("a meta file is no item", "safety:", "core/safety/key_rules.cpp",
          "return key.ends_with(kMetaSuffix);", "return false && key.empty();"),
    Guard("a table without a key is not worked on", "sqlite:", "plugins/stores/sqlite/catalog.cpp",
          'out.blocker = Blocker{"no primary key", "row numbers change under VACUUM; declare a PRIMARY KEY"};', ""),
    Guard("SQLite compares within a type only", "sqlite:", "plugins/stores/sqlite/filter_leaves.cpp",
          'return "(CASE WHEN typeof(" + column + ") IN (" + classes + ") THEN " + condition + " END)";',
          "return std::string(classes).empty() ? column : condition;"),
    Guard("undo withdraws the approval", "approval|first_sweep|linked_files", "core/apply/undo.cpp",
          "} else if (Approvals(world_.state).withdraw(row.job)) {", "} else if (false) {"),
    Guard("a keep time has a floor", "audit|bad input", "core/judge/declared.cpp",
          "if (job.retention && job.retention->about() < floor.about()) {", "if (false) {"),
    # --- bin, state, ledger ---
    Guard("a bin ahead of its state is not worked on", "adopt", "core/apply/pipeline.cpp",
          "check_bin_belongs_to_state(world_);", ""),
    Guard("a foreign copy with an odd time stays", "foreign_bin", "core/bin/foreign_bin.cpp",
          "item.time = copy.removed;", "item.time = 1;"),
    Guard("another content has another hash", "state:", "core/state/ledger.cpp",
          "if (chain(prev, body) != hash)", "if (false)"),
    Guard("records at the end are missed", "state:", "core/state/ledger.cpp",
          "if (check.problem.empty() && check.head.hash != known) {", "if (false) {"),
    Guard("a head kept elsewhere is looked for", "state:", "core/state/ledger.cpp",
          "if (check_.problem.empty() && !check_.found_head) {", "if (false) {"),
    # --- policies ---
    Guard("only true nominates", "policy:|hostile", "core/policy/policy_job.cpp",
          "if (yes && lua_type(lua, nominate) != LUA_TBOOLEAN) {", "if (false) {"),
    Guard("a script that takes too long is ended", "policy:|hostile", "core/policy/sandbox.cpp",
          "if (self.time_is_up()) self.raise(Fault::time, self.time_message());", "(void)self;"),
]
