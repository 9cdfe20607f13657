/* A job built against a later minor version: each table is longer than the host knows. */
#include <winnow/plugin.h>

typedef struct later_job {
  winnow_job known;
  void (*later)(void);
} later_job;
typedef struct later_plugin {
  winnow_plugin known;
  const char* later;
} later_plugin;
typedef struct later_library {
  winnow_library known;
  const char* later;
} later_library;

static winnow_code create(const winnow_host* host, const winnow_value* config, size_t n, void** self,
                          winnow_error* err) {
  (void)host, (void)config, (void)n, (void)err;
  static int instance;
  *self = &instance;
  return WINNOW_OK;
}
static void destroy(void* self) {
  (void)self;
}
static winnow_code plan(void* self, const winnow_selection* base, const winnow_fact* facts, size_t nfacts,
                        const winnow_selection_sink* out, winnow_error* err) {
  (void)self, (void)facts, (void)nfacts, (void)err;
  return out->select(out->ctx, base) == 0 ? WINNOW_OK : WINNOW_STOPPED;
}

static const later_job kJob = {{.struct_size = sizeof(later_job), .plan = plan}, 0};
static const winnow_option* const kOptions[] = {0};
static const later_plugin kPlugin = {{.struct_size = sizeof(later_plugin),
                                      .id = "newer-minor",
                                      .version = "2.0.0",
                                      .summary = "a job from the future",
                                      .options = kOptions,
                                      .job = &kJob.known,
                                      .create = create,
                                      .destroy = destroy},
                                     "unknown"};
static const winnow_plugin* const kPlugins[] = {&kPlugin.known, 0};
static const later_library kLibrary = {{sizeof(later_library), WINNOW_ABI_MINOR + 7, kPlugins}, "unknown"};

const winnow_library* winnow_library_v1(uint32_t host_minor) {
  (void)host_minor;
  return &kLibrary.known;
}
