/* keep-sample-c: the rule of keep_sample.cpp, in plain C. */
#include <stdio.h>
#include <stdlib.h>
#include <winnow/plugin.h>

typedef struct keep_sample {
  const winnow_host* host;
  uint64_t one_in;
} keep_sample;

static uint64_t hash_of(winnow_text key) {
  uint64_t hash = 14695981039346656037ULL;
  for (size_t i = 0; i < key.size; ++i) hash = (hash ^ (unsigned char)key.data[i]) * 1099511628211ULL;
  return hash;
}

static winnow_code create(const winnow_host* host, const winnow_value* config, size_t n, void** self,
                          winnow_error* err) {
  if (n != 1 || config[0].type != WINNOW_INT || config[0].as.i < 2) {
    err->code = WINNOW_BAD_CONFIG;
    snprintf(err->message, sizeof err->message, "keep_one_in must be 2 or more");
    return err->code;
  }
  keep_sample* const made = malloc(sizeof *made);
  if (made == NULL) {
    err->code = WINNOW_UNAVAILABLE;
    snprintf(err->message, sizeof err->message, "no memory");
    return err->code;
  }
  made->host = host;
  made->one_in = (uint64_t)config[0].as.i;
  *self = made;
  return WINNOW_OK;
}

static void destroy(void* self) {
  free(self);
}

static winnow_code plan(void* self, const winnow_selection* base, const winnow_fact* facts, size_t nfacts,
                        const winnow_selection_sink* out, winnow_error* err) {
  (void)self, (void)facts, (void)nfacts, (void)err;
  return out->select(out->ctx, base) == 0 ? WINNOW_OK : WINNOW_STOPPED;
}

static winnow_code review(void* self, const winnow_selection* selection, const winnow_item* items, size_t n,
                          winnow_verdict* verdicts, winnow_error* err) {
  (void)selection, (void)err;
  const keep_sample* const me = self;
  static const char kWords[] = "old, and not in the sample";
  const winnow_text words = {kWords, sizeof kWords - 1};
  const uint32_t reason = me->host->reason(me->host->ctx, words);
  for (size_t i = 0; i < n; ++i) {
    if (hash_of(items[i].key) % me->one_in == 0) continue; /* verdicts arrive as "keep" */
    verdicts[i].nominate = 1;
    verdicts[i].reason = reason;
  }
  return WINNOW_OK;
}

static const winnow_option kOneIn = {.struct_size = sizeof(winnow_option),
                                     .type = WINNOW_INT,
                                     .name = "keep_one_in",
                                     .help = "one item in so many stays",
                                     .fallback = "100",
                                     .min = 2,
                                     .max = 1000000};
static const winnow_option* const kOptions[] = {&kOneIn, NULL};
static const winnow_job kJob = {.struct_size = sizeof(winnow_job),
                                .flags = WINNOW_RETENTION_REQUIRED,
                                .column = "created_at",
                                .plan = plan,
                                .review = review};
static const winnow_plugin kPlugin = {.struct_size = sizeof(winnow_plugin),
                                      .id = "keep-sample-c",
                                      .version = "1.0.0",
                                      .summary = "keeps one old item in so many as a sample",
                                      .options = kOptions,
                                      .job = &kJob,
                                      .create = create,
                                      .destroy = destroy};
static const winnow_plugin* const kPlugins[] = {&kPlugin, NULL};
static const winnow_library kLibrary = {sizeof(winnow_library), WINNOW_ABI_MINOR, kPlugins};

const winnow_library* winnow_library_v1(uint32_t host_minor) {
  (void)host_minor;
  return &kLibrary;
}
