/* A job in plain C against version 1.0: what base asks for; of that, review keeps whatever has attempts below
 * `floor`. */
#include <winnow/plugin.h>

#include <stdlib.h>

typedef struct job {
  const winnow_host* host;
  int64_t floor;
} job;

static winnow_code create(const winnow_host* host, const winnow_value* config, size_t n, void** self,
                          winnow_error* err) {
  (void)n, (void)err;
  job* const made = malloc(sizeof *made);
  if (made == NULL) return WINNOW_BROKEN;
  made->host = host;
  made->floor = config[0].as.i;
  *self = made;
  return WINNOW_OK;
}
static void destroy(void* self) {
  free(self);
}
static winnow_code plan(void* self, const winnow_selection* base, const winnow_fact* facts, size_t nfacts,
                        const winnow_selection_sink* out, winnow_error* err) {
  (void)self, (void)facts, (void)nfacts, (void)err;
  static const char kAttempts[] = "attempts";
  const winnow_text field = {kAttempts, sizeof kAttempts - 1};
  winnow_selection mine = *base;
  mine.struct_size = sizeof mine;
  mine.fields = &field;
  mine.nfields = 1;
  return out->select(out->ctx, &mine) == 0 ? WINNOW_OK : WINNOW_STOPPED;
}
static winnow_code review(void* self, const winnow_selection* selection, const winnow_item* items, size_t n,
                          winnow_verdict* verdicts, winnow_error* err) {
  (void)selection, (void)err;
  const job* const me = self;
  static const char kWords[] = "attempts enough";
  const winnow_text words = {kWords, sizeof kWords - 1};
  const uint32_t reason = me->host->reason(me->host->ctx, words);
  for (size_t i = 0; i < n; ++i) {
    const winnow_value* const attempts = &items[i].fields[0];
    verdicts[i].nominate = attempts->type == WINNOW_INT && attempts->as.i >= me->floor;
    verdicts[i].reason = reason;
  }
  return WINNOW_OK;
}

static const winnow_option kFloor = {.struct_size = sizeof(winnow_option),
                                     .type = WINNOW_INT,
                                     .name = "floor",
                                     .help = "fewest attempts",
                                     .fallback = "3",
                                     .min = 1,
                                     .max = 100};
static const winnow_option* const kOptions[] = {&kFloor, NULL};
static const winnow_job kJob = {
    .struct_size = sizeof(winnow_job), .column = "created_at", .plan = plan, .review = review};
static const winnow_plugin kPlugin = {.struct_size = sizeof(winnow_plugin),
                                      .id = "golden-job",
                                      .version = "1.0.0",
                                      .summary = "a job of 1.0",
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
