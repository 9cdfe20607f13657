/// What the help and the man page say of each command beyond its row. An example is a line "COMMAND  # what for".
#pragma once

#include "core/cli/command.h"

namespace winnow::help {

inline constexpr CommandHelp kInit{
    "Writes a commented winnow.toml to fill in; with --from one that fits what lies at a place: targets, time\n"
    "columns, what goes along and what stands in the way; with --demo a small CRM (SQLite, uploads, backups)\n"
    "with a winnow.toml of its own. It never overwrites anything.",
    "winnow init  # ./winnow.toml\n"
    "winnow init --from app.db  # a store and a job for each table, as comments\n"
    "winnow init --from postgresql://localhost/app  # likewise of a server\n"
    "winnow -c /etc/winnow.toml init  # another place\n"
    "winnow init --demo /tmp/crm  # something to try everything on",
    "0 1 2"};

inline constexpr CommandHelp kCheck{
    "Reads the TOML, loads plugins, compiles policies and calls them on made-up items, reaches every store and\n"
    "inspects every target. One line each: ok, NO (a problem), or -- (wrong, but no job works on it). Writes to "
    "no\n"
    "store. Run it with the account that will do the work.",
    "winnow check  # before the first plan, and after each change\n"
    "winnow --json check  # for a deployment pipeline",
    "0 1 2"};

inline constexpr CommandHelp kPlan{
    "Asks every job's store and shows what would go: counts, bytes, oldest and newest, reasons, what stays and "
    "why,\n"
    "what the limits say. Writes to no store, so it is always safe; nothing found is no error.",
    "winnow plan  # all jobs, in the order of the TOML\n"
    "winnow plan audit contacts  # these two\n"
    "winnow plan -o week.plan  # item by item, to be read, approved and followed to the letter\n"
    "winnow --json plan | jq '.jobs[].nominated'",
    "0 1 2"};

inline constexpr CommandHelp kDiff{
    "Plans each job twice over the same data, as OLD.toml has it and as the TOML has it, and shows which items\n"
    "only one of them would remove: counts, bytes, samples, and the keys that differ. OLD.toml is read as if it\n"
    "lay where the TOML lies. Without it, against the approved forms. Writes to no store. Exit status 0 also "
    "where\n"
    "something differs.",
    "winnow diff old.toml  # what this change of the TOML does\n"
    "git show origin/main:winnow.toml > old.toml && winnow diff old.toml --markdown  # for a review comment\n"
    "winnow diff  # what an approval now would let go beyond what was approved\n"
    "winnow diff old.toml audit  # one job",
    "0 1 2"};

inline constexpr CommandHelp kApprove{
    "Accepts the form of each job's last plan: its rule, options, target, filter and store. run --apply then "
    "works\n"
    "it off, this time and every time, until the form changes. Refuses a plan that is older than plan_expiry, or\n"
    "whose TOML has changed since. A plan file is accepted as a whole. With --over-limits, also lets the planned "
    "number through once.",
    "winnow approve audit  # after `winnow plan audit`\n"
    "winnow approve --withdraw audit --reason \"the auditors are here\"  # from now on it is only planned\n"
    "winnow approve week.plan  # for run --apply --plan week.plan\n"
    "winnow approve audit --over-limits --reason \"first clean-up\"  # once beyond the limits",
    "0 1 2"};

inline constexpr CommandHelp kRun{
    "Without --apply the same as plan. With it: plans, checks approval, gates and limits, then removes what this "
    "plan\n"
    "lists, each item judged again and copied into the bin first. A signal ends it after the batch in hand.",
    "winnow run --apply  # all approved jobs; for cron\n"
    "winnow run --apply audit  # one job\n"
    "winnow run --apply --plan week.plan  # only what this approved plan file lists\n"
    "winnow run --apply --jobs 4  # four side by side\n"
    "timeout 2h winnow run --apply  # ends in good order after two hours, and goes on the next time",
    "0 1 2 3 4 5 6 7"};

inline constexpr CommandHelp kUndo{
    "Brings back what a run removed, files before their rows. What lives at its key meanwhile is never "
    "overwritten:\n"
    "that item stays in the bin as a conflict. Withdraws the approval of the jobs, or their next run would remove\n"
    "all of it again. Doing it again tries the rest.",
    "winnow undo latest  # the last run that removed something\n"
    "winnow undo 20261121T0647  # a unique beginning of its id\n"
    "winnow undo latest --dry-run  # what would come back, and what would not\n"
    "winnow undo latest --job contacts --key 42  # one item, with its files",
    "0 1 2 3 5"};

inline constexpr CommandHelp kTrash{
    "What lies in the bin: every removed item, until a trash-purge job destroys it. Ids are RUN/JOB/SEGMENT#LINE.",
    "winnow trash list --job contacts  # what that job removed\n"
    "winnow trash stats  # by job and by age, and when space comes free\n"
    "winnow trash check --read-data  # is every copy whole and readable?\n"
    "winnow trash restore ID  # one item, which is then held until `winnow hold release`\n"
    "winnow trash purge --where 'customer_id = 42' --reason \"erasure request 118\"  # shows; --apply destroys\n"
    "winnow trash purge --leftovers --reason \"killed on 3 May\"  # copies of objects that live, after a kill\n"
    "winnow trash adopt --reason \"state lost on 3 May\"  # takes segments in that the index does not know\n"
    "winnow trash adopt backups --reason \"the old tool is gone\"  # what another tool left in that store's .trash",
    "0 1 2 3 5"};

inline constexpr CommandHelp kDrill{
    "Takes copies out of the bin at random and tries them. Where the store is a SQL database each one is brought\n"
    "back by the code of undo, compared and taken back, in one transaction that nobody else sees; elsewhere it is\n"
    "read to its last byte. Nothing is changed; the outcome is in the ledger. With [winnow] drill_every in the\n"
    "TOML, status is not well where the last drill that went well is older.",
    "winnow drill  # ten copies of each job\n"
    "winnow drill audit --sample 500  # more, of one job\n"
    "winnow -q drill  # for cron: speaks up only where a copy does not hold",
    "0 1 2 3 5"};

inline constexpr CommandHelp kHistory{
    "The newest run first, plans included: figures only, for the state keeps no key of any item.",
    "winnow history  # the last twenty\n"
    "winnow history audit --limit 5  # of one job",
    "0 1 2"};

inline constexpr CommandHelp kShow{
    "The report of a past run, as it was then, less samples and names of items, which the state does not keep;\n"
    "or what a plan file holds, and whether it is approved.",
    "winnow show latest  # the last run, a plan or an apply\n"
    "winnow show week.plan --html week.html  # a plan file, as a page\n"
    "winnow --json show 20261121T0647  # a unique beginning of its id",
    "0 1 2"};

inline constexpr CommandHelp kPlugin{
    "Stores and jobs that this winnow finds: in the folders that [winnow] plugins names, then in its own.\n"
    "`new` makes a folder with a plugin to begin from, its build and its test. `check` ends with 1 where a check\n"
    "fails; of those that are left out, for want of --set or --target or of anything to try, it says why.",
    "winnow plugin list  # all of them\n"
    "winnow plugin show audit-prune  # its options, as it declares them\n"
    "winnow plugin show --markdown sqlite  # a section for your docs\n"
    "winnow plugin check my-prune.so  # does it keep the rules of the border?\n"
    "winnow plugin check my-db.so --set root=samples --target notes  # a store, on data that may be lost\n"
    "winnow plugin test my-prune.so  # its cases, from my-prune.cases.toml beside it\n"
    "winnow plugin new job my-prune  # a rule of your own, in C++\n"
    "winnow plugin new store my-db  # a store of your own",
    "0 1 2"};

inline constexpr CommandHelp kHold{
    "A legal hold: what it covers is neither removed nor purged while it stands, live or in the bin.",
    "winnow hold add app/contacts --key 42 --reason \"case 17\"  # one item\n"
    "winnow hold add app/contacts --where 'company = \"Acme\"' --reason \"case 18\"  # all that meet this\n"
    "winnow hold add app/contacts --key 42 --until 2027-01-31 --reason \"case 19\"  # to the end of that day\n"
    "winnow hold list  # all that stand\n"
    "winnow hold release ID --reason \"case closed\"  # let go",
    "0 1 2"};

inline constexpr CommandHelp kStatus{
    "Answers 1 if a job has had no success within --max-age, or if the bin holds what should have been purged "
    "that\n"
    "long ago and no hold keeps. A success is a run --apply that ended as it should, also with nothing to do; "
    "plans\n"
    "never count. Reads the state only.",
    "winnow status  # for a person, or a monitor that looks at exit statuses\n"
    "winnow status audit --max-age 26h  # one job, that runs every night\n"
    "winnow --json status | jq '.jobs[] | select(.late)'",
    "0 1 2"};

inline constexpr CommandHelp kServe{
    "Pages over the state for people (/, /runs, /bin, /holds) and for monitors (/status, /status/JOB as JSON, 503\n"
    "where not all is well; /metrics for Prometheus; /healthz). Nothing can be changed there, and nothing there\n"
    "names an item. Listens on this host alone; anywhere else it wants a token, as a bearer or as the password of\n"
    "any user.",
    "winnow serve  # http://127.0.0.1:8090/\n"
    "winnow serve --listen 0.0.0.0:8090 --token-file /etc/winnow/token  # behind something that speaks TLS\n"
    "curl -fsS http://127.0.0.1:8090/status  # for a monitor",
    "0 1 2"};

inline constexpr CommandHelp kJob{
    "A paused job is neither planned nor worked on; plan, run and status show it as paused, and status is not "
    "well\n"
    "while one is. Who, when and why stand in the ledger.",
    "winnow job pause audit --reason \"the auditors are here\"  # until somebody resumes it\n"
    "winnow job pause audit --until 2027-01-31 --reason \"year's end\"  # to the end of that day\n"
    "winnow job resume audit --reason \"they have left\"",
    "0 1 2"};

inline constexpr CommandHelp kState{
    "A state belongs to the TOML that acted with it first; no other one works with it, so that none destroys what\n"
    "another keeps. take gives it to this TOML, where that one was moved, or its place is another with each\n"
    "release. Who, when and why stand in the ledger.",
    "winnow state take --reason \"moved to /srv/app\"  # as the TOML in this folder", "0 1 2"};

inline constexpr CommandHelp kBreaker{
    "Shows what each job has used of its limit, and why a tripped one is stopped. reset releases jobs (all, if "
    "none\n"
    "is named) that no plan explains, and takes the clock as it is; to let a plan through that is over its "
    "limits,\n"
    "use approve --over-limits.",
    "winnow breaker  # all jobs\n"
    "winnow breaker reset audit --reason \"the clock was wrong, ntp is back\"",
    "0 1 2"};

inline constexpr CommandHelp kExplain{
    "Reads one item and shows every judgement on it: each comparison with the value found, what the rule says, "
    "the\n"
    "guard, holds, and what else stands before a removal. Reads only.",
    "winnow explain contacts 42  # the row with that key\n"
    "winnow --json explain backups private/db-2026-01-01.dump",
    "0 1 2"};

inline constexpr CommandHelp kPreview{
    "Plans the job once for each value and shows items and bytes at each, and against today's. With --set it "
    "varies\n"
    "a policy's parameter or a plugin's option instead of the retention. Reads only.",
    "winnow preview audit --retention 90d,180d,365d\n"
    "winnow preview tickets --set days=30,60,90",
    "0 1 2"};

inline constexpr CommandHelp kGuard{
    "Says for each key whether the guard would let it be touched at all, and the reason if not. Without keys it\n"
    "reads them from standard input, separated by NUL.",
    "winnow guard uploads private/a.pdf ../secret  # two keys\n"
    "find . -type f -printf '%P\\0' | winnow guard uploads",
    "0 1 2"};

inline constexpr CommandHelp kLedger{
    "The append-only record of every decision, each record chained to the one before by its hash. `verify` checks\n"
    "the chain; --head also wants a hash found in it that was kept elsewhere (every report ends with one).",
    "winnow ledger verify  # the whole chain\n"
    "winnow ledger export > ledger.jsonl  # as JSON Lines\n"
    "winnow ledger verify ledger.jsonl --head HASH  # an exported one, up to that head",
    "0 1 2"};

inline constexpr CommandHelp kPolicy{
    "Runs the cases that stand beside each policy (NAME.cases.toml) under a frozen clock, without any store.\n"
    "Without FILE: all policies of the TOML.",
    "winnow policy test  # all\n"
    "winnow policy test closed_tickets.lua --junit results.xml  # one, for a build server",
    "0 1 2"};

inline constexpr CommandHelp kCompletions{
    "Prints a completion script for a shell.",
    "source <(winnow completions bash)  # this bash\n"
    "winnow completions zsh > \"${fpath[1]}/_winnow\"  # zsh, from the next start on\n"
    "winnow completions fish > ~/.config/fish/completions/winnow.fish  # fish",
    "0 2"};

inline constexpr CommandHelp kHelp{"The overview of all commands, or all there is to say of one.",
                                   "winnow help run  # the same as winnow run --help", "0 2"};

inline constexpr CommandHelp kVersion{"Prints the version.", "winnow version", "0 2"};

inline constexpr CommandHelp kMan{"Prints the manual page, in troff.",
                                  "winnow man | man -l -  # read it without installing it", "0 2"};

}  // namespace winnow::help
