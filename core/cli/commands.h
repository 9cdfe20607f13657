/// One pair of functions a command; see the table in command.cpp.
#pragma once

#include "core/base/durations.h"
#include "core/cli/command.h"

namespace winnow {

using OptionsDescription = boost::program_options::options_description;

void declare_init(OptionsDescription& options);
int init_command(const Invocation& invocation);
void declare_check(OptionsDescription& options);
int check_command(const Invocation& invocation);
void declare_plan(OptionsDescription& options);
int plan_command(const Invocation& invocation);
void declare_run(OptionsDescription& options);
int run_command(const Invocation& invocation);
void declare_complete(OptionsDescription& options);
int complete_command(const Invocation& invocation);
void declare_job(OptionsDescription& options);
int job_command(const Invocation& invocation);
void declare_completions(OptionsDescription& options);
int completions_command(const Invocation& invocation);
void declare_man(OptionsDescription& options);
int man_command(const Invocation& invocation);
void declare_worker(OptionsDescription& options);
int worker_command(const Invocation& invocation);
void declare_approve(OptionsDescription& options);
int approve_command(const Invocation& invocation);
void declare_undo(OptionsDescription& options);
int undo_command(const Invocation& invocation);
void declare_diff(OptionsDescription& options);
int diff_command(const Invocation& invocation);
void declare_drill(OptionsDescription& options);
int drill_command(const Invocation& invocation);
void declare_trash(OptionsDescription& options);
int trash_command(const Invocation& invocation);
void declare_history(OptionsDescription& options);
int history_command(const Invocation& invocation);
void declare_show(OptionsDescription& options);
int show_command(const Invocation& invocation);
void declare_plugin(OptionsDescription& options);
int plugin_command(const Invocation& invocation);
void declare_hold(OptionsDescription& options);
int hold_command(const Invocation& invocation);
void declare_serve(OptionsDescription& options);
int serve_command(const Invocation& invocation);
void declare_status(OptionsDescription& options);
/// Of its --max-age.
Duration read_max_age(const Invocation& invocation);
int status_command(const Invocation& invocation);
void declare_state(OptionsDescription& options);
int state_command(const Invocation& invocation);
void declare_breaker(OptionsDescription& options);
int breaker_command(const Invocation& invocation);
void declare_explain(OptionsDescription& options);
int explain_command(const Invocation& invocation);
void declare_preview(OptionsDescription& options);
int preview_command(const Invocation& invocation);
void declare_guard(OptionsDescription& options);
int guard_command(const Invocation& invocation);
void declare_ledger(OptionsDescription& options);
int ledger_command(const Invocation& invocation);
void declare_policy(OptionsDescription& options);
int policy_command(const Invocation& invocation);

}  // namespace winnow
