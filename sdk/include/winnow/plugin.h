/* winnow/plugin.h - the border between winnow and a plugin: a C ABI, C11 and C++20.
 *
 * A plugin is a shared library that exports one symbol, winnow_library_v1, which answers with tables of
 * functions: jobs, which nominate items, and stores, which hold them. Most authors use the C++ face
 * (winnow/export.hpp) and never see this file; docs/plugin-abi.md explains it from the beginning.
 *
 * Rules of every function below:
 *   Memory    Nothing changes owner. What a pointer shows is borrowed until the call returns.
 *   Errors    A function answers WINNOW_OK, or another code with *err filled. No exception crosses.
 *   Threads   [pure]     any thread, at any time, without I/O
 *             [instance] one call at a time on an instance, not always from the same thread
 *             [any]      safe from any thread
 *             Sinks and bins are called on the calling thread, before the call returns.
 *   Growth    A table begins with struct_size; members are appended, never moved, never removed.
 *             A reader demands of a table the size that it had in 1.0 (WINNOW_..._1_0 below), never the size it
 *             has today, and uses what was appended since only if WINNOW_HAS says so. There is no implicit padding,
 *             in which an appended member could hide. Structs without struct_size are frozen in this major version.
 *   Empty     Empty text, zero and NULL never mean "all" or "now". "All" is written WINNOW_ALWAYS.
 */
#ifndef WINNOW_PLUGIN_H
#define WINNOW_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define WINNOW_ABI_MAJOR 1 /* part of the entry symbol's name */
#define WINNOW_ABI_MINOR 7 /* grows with every addition; docs/plugins/abi.md says what each brought */

#define WINNOW_EXPORT __attribute__((visibility("default")))

#ifdef __cplusplus
#define WINNOW_NOEXCEPT noexcept /* part of the function's type: a thunk that may throw does not compile */
extern "C" {
#else
#define WINNOW_NOEXCEPT
#endif

/* ---- values ----------------------------------------------------------------------------------- */

/* UTF-8 in names and messages; any bytes in keys, versions and BYTES. Not NUL-terminated. */
typedef struct winnow_text {
  const char* data;
  size_t size;
} winnow_text;

typedef int32_t winnow_type;
enum {
  WINNOW_NULL,
  WINNOW_BOOL,    /* as.i: 0 or 1 */
  WINNOW_INT,     /* as.i */
  WINNOW_REAL,    /* as.r */
  WINNOW_TEXT,    /* as.text */
  WINNOW_BYTES,   /* as.text */
  WINNOW_TIME,    /* as.i: microseconds since 1970-01-01T00:00:00Z */
  WINNOW_SPAN,    /* as.i: microseconds */
  WINNOW_DECIMAL, /* as.text: decimal digits, also for unsigned 64-bit integers */
  WINNOW_OTHER,   /* as.text: the store's own text form (uuid, ObjectId, range); compared for equality only */
  WINNOW_LIST,    /* as.list, count: list options only */
  WINNOW_FILTER   /* as.filter: options only, written as a TOML `where` table */
};

struct winnow_filter;
typedef struct winnow_value {
  winnow_type type;
  uint32_t count; /* of LIST */
  union {
    int64_t i;
    double r;
    winnow_text text;
    const struct winnow_value* list;
    const struct winnow_filter* filter;
  } as;
} winnow_value;

/* What winnow_item.time says where there is no usable time. Both are later than any cutoff. */
#define WINNOW_TIME_NONE INT64_MAX             /* NULL or missing */
#define WINNOW_TIME_UNREADABLE (INT64_MAX - 1) /* there, but not a time in the expected form */

/* A tree of comparisons, three-valued as in SQL: comparing with NULL, with a missing field or with a value of
 * another family is unknown; unknown keeps the item, also under NOT. Texts compare bytewise. Families:
 * numbers (BOOL, INT, REAL, DECIMAL: as a double where it meets a REAL), TEXT, BYTES, TIME, SPAN, OTHER. */
typedef int32_t winnow_op;
enum {
  WINNOW_ALWAYS, /* every item; no field, no values, no parts */
  WINNOW_AND,    /* parts, at least one */
  WINNOW_OR,     /* parts, at least one */
  WINNOW_NOT,    /* one part */
  WINNOW_EQ,     /* field and one value, so too NE to GE */
  WINNOW_NE,
  WINNOW_LT,
  WINNOW_LE,
  WINNOW_GT,
  WINNOW_GE,
  WINNOW_IS_NULL,   /* field; the only operator that NULL and missing satisfy */
  WINNOW_IN,        /* field and at least one value */
  WINNOW_PREFIX,    /* field and one TEXT value */
  WINNOW_UNREADABLE /* the selection's time field is there but is not a time in the expected form */
};
typedef struct winnow_filter {
  winnow_op op;
  uint32_t count; /* of values (comparisons) or of parts (AND, OR, NOT) */
  winnow_text field;
  const winnow_value* values;
  const struct winnow_filter* parts;
} winnow_filter;

/* ---- errors ----------------------------------------------------------------------------------- */

typedef int32_t winnow_code;
enum {
  WINNOW_OK,
  WINNOW_BAD_CONFIG,  /* the operator can mend it; the message names the option */
  WINNOW_UNAVAILABLE, /* out of reach, locked or busy: later may be better */
  WINNOW_UNSUPPORTED, /* this plugin cannot do that */
  WINNOW_STOPPED,     /* a sink, a bin or host.stopping() asked to stop */
  WINNOW_DENIED,      /* the permit is missing, over or for something else */
  WINNOW_BROKEN       /* a bug or corrupt data */
};
/* Owned by the caller and zeroed before the call; the message is NUL-terminated. */
typedef struct winnow_error {
  winnow_code code;
  char message[508];
} winnow_error;

/* ---- items and selections ---------------------------------------------------------------------- */

typedef struct winnow_item {
  winnow_text key;      /* identity inside the target; empty: it has none, and the guard keeps it */
  winnow_text version;  /* changes whenever the item does; empty: the store cannot tell */
  winnow_text obstacle; /* why the store could not remove it (symlink, hard_link, ...); empty: nothing known */
  int64_t time;         /* as TIME, or WINNOW_TIME_NONE or WINNOW_TIME_UNREADABLE */
  uint64_t bytes;       /* about what its removal frees */
  const winnow_value* fields; /* as many as selection.fields, in that order */
} winnow_item;

typedef struct winnow_selection {
  uint32_t struct_size;
  uint32_t page; /* a hint: items for each call of the sink */
  winnow_text target;
  winnow_text time_field;
  winnow_text time_form;      /* iso, s, ms or us: how the time field is written; empty: the store finds out */
  int64_t cutoff;             /* TIME; items before it are older than `retention`; INT64_MIN: none is set */
  const winnow_filter* scope; /* what the job must see; wider than match where it weighs items against others */
  const winnow_filter* match; /* what each removed item must meet, again inside the removing statement */
  const winnow_text* fields;
  size_t nfields;
  const winnow_text* group_by; /* the job reviews whole groups with equal values here: newest first, of one time the
                                  higher key first */
  size_t ngroup_by;
  winnow_text reason;         /* shown to people */
  const winnow_filter* where; /* in base: the TOML's `where` alone, from which a job may widen scope; else ALWAYS */
} winnow_selection;

typedef int32_t winnow_fact_kind;
enum {
  WINNOW_FACT_FIELD,     /* a column: name, type; detail is its declaration */
  WINNOW_FACT_KEY,       /* a part of the key: name, type */
  WINNOW_FACT_INDEX,     /* name; detail lists its columns */
  WINNOW_FACT_TTL,       /* name of the field on which the store itself expires items; empty: it could, on none */
  WINNOW_FACT_DEPENDANT, /* name is another target whose items go or change too; detail is the rule */
  WINNOW_FACT_TRIGGER,   /* name of a trigger that fires on removal */
  WINNOW_FACT_BLOCKER    /* name says why what is removed here could not be brought back; detail is the remedy */
};
typedef struct winnow_fact {
  winnow_fact_kind kind;
  winnow_type type;
  winnow_text name, detail;
} winnow_fact;

/* Sinks: an answer other than 0 means stop and return WINNOW_STOPPED. */
typedef struct winnow_text_sink {
  void* ctx;
  int32_t (*text)(void* ctx, winnow_text text) WINNOW_NOEXCEPT;
} winnow_text_sink;
typedef struct winnow_fact_sink {
  void* ctx;
  int32_t (*fact)(void* ctx, const winnow_fact* fact) WINNOW_NOEXCEPT;
} winnow_fact_sink;
typedef struct winnow_item_sink {
  void* ctx;
  int32_t (*items)(void* ctx, const winnow_item* items, size_t n) WINNOW_NOEXCEPT;
} winnow_item_sink;
typedef struct winnow_selection_sink {
  void* ctx;
  int32_t (*select)(void* ctx, const winnow_selection* selection) WINNOW_NOEXCEPT;
} winnow_selection_sink;

/* ---- what the host offers ---------------------------------------------------------------------- */

enum { WINNOW_DEBUG, WINNOW_INFO, WINNOW_WARN, WINNOW_ERROR };

/* Lives as long as the instance that it was given to. */
typedef struct winnow_host {
  uint32_t struct_size;
  uint32_t abi_minor;
  void* ctx;
  void (*log)(void* ctx, int32_t level, winnow_text message) WINNOW_NOEXCEPT; /* [any] */
  int64_t (*now)(void* ctx) WINNOW_NOEXCEPT;                                  /* [any] TIME; frozen for a run */
  int32_t (*stopping)(void* ctx) WINNOW_NOEXCEPT;                             /* [any] nonzero: end soon */
  /* [any] Reads the ISO 8601 text of an item's time, in the configured time zone where it names none. A date or a
   * month is a whole one and counts by its end. Answers TIME, or WINNOW_TIME_UNREADABLE (also for a local time that
   * exists twice or not at all). */
  int64_t (*read_time)(void* ctx, winnow_text iso) WINNOW_NOEXCEPT;
  /* [any] A number for a reason, to be used in verdicts; the same words get the same number. Never 0. */
  uint32_t (*reason)(void* ctx, winnow_text words) WINNOW_NOEXCEPT;
  /* [any] A figure of a check for the report and the metrics; of one name the last counts, so that a review can
   * tell it again after each page. fine = 0 fails the job. */
  void (*finding)(void* ctx, winnow_text name, double value, int32_t fine, winnow_text words) WINNOW_NOEXCEPT;
  /* [any] The host's own files and folders, as absolute paths: the TOML, the state with all that lies beside it,
   * the bin. What is one of them, under whatever name (same device and inode), is no item of a store of files, nor
   * is what lies in such a folder. Some may not exist. */
  void (*own_paths)(void* ctx, const winnow_text_sink* out) WINNOW_NOEXCEPT;
} winnow_host;

/* Where a store puts what it is about to take away. One bin serves one remove() call, in this order:
 *   lock and read each item -> open() its target -> put() its content or receipt, dependants before what they
 *   hang on -> seal() once -> take away only the items with take[i] == 1 -> the point of no return.
 * The host judges what was put as it is now and answers in take. If any call answers other than 0: undo
 * everything and return WINNOW_STOPPED. Once seal() answered 0, all that was put is durable. [instance] */
typedef struct winnow_piece {
  size_t item;                /* index of the permitted item to which it belongs */
  winnow_text target, key;    /* its own, or a dependant's */
  const winnow_value* fields; /* as selection.fields, read now; NULL for dependants and when restoring */
  int64_t time;               /* the item's time, read now; WINNOW_TIME_NONE for dependants */
  winnow_text content;        /* one JSON value on one line: the row or document, or a receipt of a parked copy */
} winnow_piece;
typedef struct winnow_bin {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* header: one JSON value on one line (columns, types); handed back to restore() and settle(). */
  int32_t (*open)(void* ctx, winnow_text target, winnow_text header) WINNOW_NOEXCEPT;
  int32_t (*put)(void* ctx, const winnow_piece* piece) WINNOW_NOEXCEPT;
  int32_t (*seal)(void* ctx, uint8_t* take) WINNOW_NOEXCEPT; /* take: one byte an item, zeroed by the store */
  /* Optional, at any time: why an item will be REFUSED, in words that hold no value of it, because many items are
   * counted under one reason ("referenced by task"). */
  int32_t (*refuse)(void* ctx, size_t item, winnow_text reason) WINNOW_NOEXCEPT;
} winnow_bin;

/* ---- jobs: they nominate, and hold no store ----------------------------------------------------- */

typedef struct winnow_verdict {
  int32_t nominate; /* exactly 1 nominates */
  uint32_t reason;  /* from host.reason; 0: the selection's */
} winnow_verdict;

enum {
  WINNOW_RETENTION_REQUIRED = 1,    /* the TOML must give `retention` */
  WINNOW_RETENTION_OR_NEVER = 2,    /* without `retention` the job nominates nothing */
  WINNOW_NULL_TIME_IS_FINE = 4,     /* an item without a time is ordinary (not deleted, never expires) */
  WINNOW_FUTURE_TIME_IS_FINE = 8,   /* a time ahead is ordinary (an expiry) */
  WINNOW_WHOLE_TARGET_IS_FINE = 16, /* removing all of a target is ordinary: max_share is 100% unless written */
  WINNOW_OVER_THE_BIN = 32 /* its store is the bin, its retention that of [trash]; what it nominates is purged */
};
typedef struct winnow_job {
  uint32_t struct_size;
  uint32_t flags;
  const char* column; /* the default of the TOML's `column`; NULL: none */
  /* Answers the items to look at: one selection, made from base, which holds what the host knows from the TOML.
   * The host adds base's match to the answer's, so a job narrows and never widens. [instance] */
  winnow_code (*plan)(void* self, const winnow_selection* base, const winnow_fact* facts, size_t nfacts,
                      const winnow_selection_sink* out, winnow_error* err) WINNOW_NOEXCEPT;
  /* Optional: a second look, at items in scope; a whole group at a time under group_by. NULL nominates all that
   * match. verdicts arrives zeroed, so that doing nothing keeps everything. [instance] */
  winnow_code (*review)(void* self, const winnow_selection* selection, const winnow_item* items, size_t n,
                        winnow_verdict* verdicts, winnow_error* err) WINNOW_NOEXCEPT;
} winnow_job;

/* ---- stores: they fetch, and remove only what a permit names ------------------------------------- */

typedef int32_t winnow_action;
enum { WINNOW_REMOVE = 1, WINNOW_RESTORE, WINNOW_PURGE, WINNOW_SETTLE };
enum {                     /* permit flags; the first two of removing */
       WINNOW_CASCADE = 1, /* dependants are put and go in the same transaction */
       WINNOW_EMPTY_FOLDERS =
           2, /* folders that the batch empties go too, so that restoring makes them again as they were */
       WINNOW_REHEARSE = 4 /* of restoring, only for stores with WINNOW_REHEARSES: do all of it, compare, and take
                              it back before the call returns. The outcomes say what would have been */
};

/* One for each batch, minted by the host alone. It catches mix-ups inside the host; it is no security. */
typedef struct winnow_permit {
  uint32_t struct_size;
  winnow_action action;
  uint32_t flags;
  uint32_t count;  /* of items, pieces or receipts */
  uint64_t digest; /* over action, run, target and every key in order: winnow::permit_digest() */
  winnow_text target, run;
  winnow_text place; /* the folder of this batch's parked copies: its own, used once */
  int64_t not_after; /* CLOCK_BOOTTIME, microseconds; checked before each destructive request */
} winnow_permit;

typedef int32_t winnow_outcome;
enum {
  WINNOW_NOT_TRIED = 0,
  WINNOW_DONE,     /* removed, restored or purged, as the store confirmed; in settle: absent, or parked */
  WINNOW_GONE,     /* it was not there */
  WINNOW_CHANGED,  /* it is no longer as it was; left alone */
  WINNOW_REFUSED,  /* not in take, or against a rule of the store */
  WINNOW_OCCUPIED, /* restore: something else lives at its key */
  WINNOW_FAILED,
  WINNOW_IN_DOUBT, /* the store cannot tell whether it happened */
  WINNOW_SAME,     /* settle: it lives exactly as its copy says */
  WINNOW_STRANGER, /* restore, since 1.7: it would hang on another row than it did, or the row that would get its
                      reference again is another one or has changed; left alone */
  WINNOW_WITNESS   /* restore, since 1.7, as the outcomes arrive: see WINNOW_ASKS_WITNESSES */
};
typedef struct winnow_header {
  winnow_text target, header;
} winnow_header;

/* How many rows of another target hang on some items: they go with them, or are changed (their reference is set to
 * NULL). A table that hangs on them by several keys may be told of more than once. */
typedef struct winnow_dependants {
  winnow_text target;
  uint64_t gone, changed;
} winnow_dependants;
typedef struct winnow_dependants_sink {
  void* ctx;
  int32_t (*dependants)(void* ctx, const winnow_dependants* some) WINNOW_NOEXCEPT;
} winnow_dependants_sink;

/* A row that hangs on an item: it would go with it, or lose its reference. */
typedef struct winnow_dependant_row {
  size_t index; /* of the item's key */
  winnow_text target, key;
} winnow_dependant_row;
typedef struct winnow_dependant_row_sink {
  void* ctx;
  int32_t (*row)(void* ctx, const winnow_dependant_row* one) WINNOW_NOEXCEPT;
} winnow_dependant_row_sink;

/* A row of another target, or of the same, that refers to an item and would stay: the item cannot go. */
typedef struct winnow_referrer {
  size_t index; /* of the item's key */
  winnow_text target;
} winnow_referrer;
typedef struct winnow_referrer_sink {
  void* ctx;
  int32_t (*referrer)(void* ctx, const winnow_referrer* one) WINNOW_NOEXCEPT;
} winnow_referrer_sink;

/* A copy that lies in the store's own bin, as the meta file beside it says, whichever tool put it there. */
typedef struct winnow_parked {
  winnow_text path;            /* where the copy lies, for people */
  winnow_text place;           /* the folder of its batch, as in winnow_permit */
  winnow_text trouble;         /* why it is no copy that could be restored or purged; empty: it is one */
  winnow_text key;             /* where it came from; empty, with trouble: that is not known */
  winnow_text header, content; /* as open() and put() would have got them */
  int64_t removed;             /* TIME when it was parked; WINNOW_TIME_UNREADABLE: the meta file does not tell */
  uint64_t bytes;
} winnow_parked;
typedef struct winnow_parked_sink {
  void* ctx;
  int32_t (*parked)(void* ctx, const winnow_parked* copy) WINNOW_NOEXCEPT;
} winnow_parked_sink;

enum {
  WINNOW_KEYED_BY_NAME = 1, /* items are files or objects: the guard checks keys, `allow` holds prefixes */
  WINNOW_FILE_NAMES = 2,    /* and keys are paths of a file system, limited component by component */
  WINNOW_REHEARSES = 4,     /* restore() knows WINNOW_REHEARSE: nobody else ever sees what it brings back then */
  WINNOW_PARKS = 8, /* since 1.4; KEYED_BY_NAME means it too: copies stay in the store's own bin, content is a
                       receipt, and purge() destroys them */
  WINNOW_ASKS_WITNESSES = 16 /* since 1.7: the last pieces of restore() may be witnesses, their outcomes preset to
                                WINNOW_WITNESS. They are not brought back and their outcomes stay; but nothing may
                                come back hanging on what lives in the place of one, unless that is the same */
};

/* create() and the reading members open for reading only; the first remove, restore, purge or settle opens for
 * writing. Every outcomes array has one place an item, piece or receipt and arrives zeroed. */
typedef struct winnow_store {
  uint32_t struct_size;
  uint32_t flags;
  /* What this store is, stable over reboots and copies of the TOML: system identifier and database, endpoint and
   * bucket, canonical path. Never an inode, never a secret. A store of which each item holds many items of another
   * store (partitions of tables) says "sets of " and that store's identity: what is held there, whatever keys or
   * conditions the hold names, holds every item of a target of the same name here. [instance] */
  winnow_code (*identity)(void* self, const winnow_text_sink* out, winnow_error* err) WINNOW_NOEXCEPT;
  /* What a target is and has; BAD_CONFIG: no job can work on it. A view is refused so, and yet scan may be asked to
   * show it. [instance] */
  winnow_code (*inspect)(void* self, winnow_text target, const winnow_fact_sink* out,
                         winnow_error* err) WINNOW_NOEXCEPT;
  /* Exact, or UNSUPPORTED (the host then counts by scanning): limits by share hang on it. [instance] */
  winnow_code (*total)(void* self, winnow_text target, uint64_t* items, winnow_error* err) WINNOW_NOEXCEPT;
  /* At least every item that meets scope, each once, in pages; the host evaluates the filters again. The target may
   * be a view that inspect refuses, where `references` name one: its rows have empty keys, only their fields are
   * read, and no other member is asked about them. [instance] */
  winnow_code (*scan)(void* self, const winnow_selection* selection, const winnow_item_sink* out,
                      winnow_error* err) WINNOW_NOEXCEPT;
  /* The items with these keys, as they are now, filters aside; those that are not there are left out. [instance] */
  winnow_code (*fetch)(void* self, const winnow_selection* selection, const winnow_text* keys, size_t n,
                       const winnow_item_sink* out, winnow_error* err) WINNOW_NOEXCEPT;
  winnow_code (*remove)(void* self, const winnow_permit* permit, const winnow_selection* selection,
                        const winnow_item* items, size_t n, const winnow_bin* bin, winnow_outcome* outcomes,
                        winnow_error* err) WINNOW_NOEXCEPT; /* [instance] */
  /* Puts content back, or moves a parked copy back, in the given order. Never overwrites: OCCUPIED, or DONE where
   * the very same lives there already. [instance] */
  winnow_code (*restore)(void* self, const winnow_permit* permit, const winnow_header* headers, size_t nheaders,
                         const winnow_piece* pieces, size_t n, winnow_outcome* outcomes,
                         winnow_error* err) WINNOW_NOEXCEPT;
  /* Destroys parked copies, named by the content of their pieces; NULL where the host holds the content itself.
   * [instance] */
  winnow_code (*purge)(void* self, const winnow_permit* permit, const winnow_piece* pieces, size_t n,
                       winnow_outcome* outcomes, winnow_error* err) WINNOW_NOEXCEPT;
  /* After a crash, and to see whether copies are still parked. Gets the old session out, writes once itself so that
   * nothing of the old session stays half-visible, then answers for each piece: SAME (lives as copied), CHANGED
   * (lives, differs), DONE (absent, or parked as the receipt says), GONE (neither there nor parked), IN_DOUBT.
   * Changes nothing else. [instance] */
  winnow_code (*settle)(void* self, const winnow_permit* permit, const winnow_header* headers, size_t nheaders,
                        const winnow_piece* pieces, size_t n, winnow_outcome* outcomes,
                        winnow_error* err) WINNOW_NOEXCEPT;
  /* Optional: keeps other hosts off this target while the instance lives. [instance] */
  winnow_code (*lock)(void* self, winnow_text target, winnow_error* err) WINNOW_NOEXCEPT;
  /* Optional, for targets of which inspect tells DEPENDANT facts: counts what hangs on these items, on whatever
   * level, for the plan. Reads only. [instance] */
  winnow_code (*dependants)(void* self, winnow_text target, const winnow_text* keys, size_t n,
                            const winnow_dependants_sink* out, winnow_error* err) WINNOW_NOEXCEPT;
  /* Optional, for stores that park: shows all that lies in the store's own bin. Reads only. [instance] */
  winnow_code (*parked)(void* self, const winnow_parked_sink* out, winnow_error* err) WINNOW_NOEXCEPT;
  /* Optional, for the plan: which of these items rows keep that would not go along, by a foreign key that restricts
   * or has no action, also a deferred one. Each item is told at most once; remove() finds out for itself again.
   * Reads only. [instance] */
  winnow_code (*referrers)(void* self, winnow_text target, const winnow_text* keys, size_t n,
                           const winnow_referrer_sink* out, winnow_error* err) WINNOW_NOEXCEPT;
  /* Optional: what could be a target here, for a TOML that is made from the store: tables or collections, folders
   * with their slash. Need not be complete. Reads only. [instance] */
  winnow_code (*targets)(void* self, const winnow_text_sink* out, winnow_error* err) WINNOW_NOEXCEPT;
  /* Optional, all four or none: whole files of the host's own, so that its bin can lie in this store. A name is one
   * or more components of letters, digits, ".", "_" and "-" that do not begin with ".", joined by "/". Where they
   * lie no item is ever shown; nobody else writes there. Keeps a file, which is not empty. It is durable and
   * readable by all when this returns OK. One that is there already with the same content is fine, with another it
   * is BROKEN and stays as it was. [instance] */
  winnow_code (*put_file)(void* self, winnow_text name, winnow_text content, winnow_error* err) WINNOW_NOEXCEPT;
  /* Shows the whole content at once; nothing, and OK, where no such file is. [instance] */
  winnow_code (*get_file)(void* self, winnow_text name, const winnow_text_sink* out,
                          winnow_error* err) WINNOW_NOEXCEPT;
  /* Shows the names of all files below a folder, each once, those put a moment ago among them. [instance] */
  winnow_code (*list_files)(void* self, winnow_text folder, const winnow_text_sink* out,
                            winnow_error* err) WINNOW_NOEXCEPT;
  /* Destroys a file for good, with all its versions; OK also where none is. [instance] */
  winnow_code (*drop_file)(void* self, winnow_text name, winnow_error* err) WINNOW_NOEXCEPT;
  /* Optional, since 1.5, told before remove(): the items of the remove() that will probably follow that one, by the
   * same selection; with n == 0, that none will. A store may read them meanwhile; it uses what it read only where
   * it can prove, with the items locked, that it is so still. What it locked for that it lets go of where another
   * call comes first, or none will. Changes nothing. [instance] */
  winnow_code (*expect)(void* self, winnow_text target, const winnow_text* keys, size_t n,
                        winnow_error* err) WINNOW_NOEXCEPT;
  /* Optional, since 1.6, for targets of which inspect tells DEPENDANT facts: the rows that hang on these items, so
   * that the plan can keep an item on which a row hangs that stays. Rows of the same target end the search: what
   * hangs on them is asked in their turn. Those of other targets are told and followed. Reads only. [instance] */
  winnow_code (*dependant_rows)(void* self, winnow_text target, const winnow_text* keys, size_t n,
                                const winnow_dependant_row_sink* out, winnow_error* err) WINNOW_NOEXCEPT;
} winnow_store;

/* ---- description and handshake ------------------------------------------------------------------ */

enum {
  WINNOW_REQUIRED = 1,
  WINNOW_SECRET = 2,       /* never shown */
  WINNOW_PATH = 4,         /* a path; the host makes it absolute, relative to the TOML's folder */
  WINNOW_KEEP_TIME = 8,    /* SPAN: another keep time; base's match lets pass what is past the shortest of all */
  WINNOW_KEEP_FLOOR = 16,  /* SPAN: the host refuses a `retention` shorter than this */
  WINNOW_OUTSIDE_FORM = 32 /* does not decide which items go: changing it asks for no new approval. For pace,
                              time-outs and the like; secrets and paths are outside in any case */
};
typedef struct winnow_option {
  uint32_t struct_size;
  winnow_type type;
  winnow_type element; /* of LIST */
  uint32_t flags;
  const char *name, *help;
  const char* fallback; /* as written in TOML; NULL: none, and create() then gets NULL */
  int64_t min, max;     /* for INT, REAL (whole) and SPAN (microseconds); both 0: unbounded */
} winnow_option;

typedef struct winnow_plugin {
  uint32_t struct_size;
  uint32_t reserved;
  const char *id, *version, *summary;
  const winnow_option* const* options; /* NULL-terminated */
  const winnow_job* job;               /* exactly one of job and store is set */
  const winnow_store* store;
  /* config: one value for each declared option, in their order. */
  winnow_code (*create)(const winnow_host* host, const winnow_value* config, size_t n, void** self,
                        winnow_error* err) WINNOW_NOEXCEPT;
  void (*destroy)(void* self) WINNOW_NOEXCEPT;
} winnow_plugin;

typedef struct winnow_library {
  uint32_t struct_size;
  uint32_t abi_minor;
  const winnow_plugin* const* plugins; /* NULL-terminated */
} winnow_library;

/* The one exported symbol. Answers static data and touches nothing. [pure] */
WINNOW_EXPORT const winnow_library* winnow_library_v1(uint32_t host_minor) WINNOW_NOEXCEPT;

/* What these tables held in version 1.0, up to the member named. Nobody changes these lines: a smaller table is
 * broken, a table of this size is whole for ever, whatever the reader's own version appends. */
#define WINNOW_UP_TO(table, member) (offsetof(table, member) + sizeof(((table*)0)->member))
#define WINNOW_SELECTION_1_0 WINNOW_UP_TO(winnow_selection, where)
#define WINNOW_HOST_1_0 WINNOW_UP_TO(winnow_host, finding)
#define WINNOW_BIN_1_0 WINNOW_UP_TO(winnow_bin, seal)
#define WINNOW_JOB_1_0 WINNOW_UP_TO(winnow_job, review)
#define WINNOW_PERMIT_1_0 WINNOW_UP_TO(winnow_permit, not_after)
#define WINNOW_STORE_1_0 WINNOW_UP_TO(winnow_store, parked)
#define WINNOW_OPTION_1_0 WINNOW_UP_TO(winnow_option, max)
#define WINNOW_PLUGIN_1_0 WINNOW_UP_TO(winnow_plugin, destroy)
#define WINNOW_LIBRARY_1_0 WINNOW_UP_TO(winnow_library, plugins)

/* Whether *table is large enough to have this member, and has it set. */
#define WINNOW_HAS(table, member) \
  ((table)->struct_size >= offsetof(__typeof__(*(table)), member) + sizeof((table)->member) && (table)->member)

#ifdef __cplusplus
}
#endif
#endif
