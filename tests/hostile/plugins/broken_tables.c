/* Plugins with one thing missing each; WINNOW_TEST_FLAW says which. All have the id "broken". */
#include <winnow/plugin.h>

static winnow_code create(const winnow_host* host, const winnow_value* config, size_t n, void** self,
                          winnow_error* err) {
  (void)host, (void)config, (void)n, (void)self, (void)err;
  return WINNOW_BROKEN;
}
static void destroy(void* self) {
  (void)self;
}
static winnow_code plan(void* self, const winnow_selection* base, const winnow_fact* facts, size_t nfacts,
                        const winnow_selection_sink* out, winnow_error* err) {
  (void)self, (void)base, (void)facts, (void)nfacts, (void)out, (void)err;
  return WINNOW_BROKEN;
}

enum {
  NO_ID = 1,
  NO_SUMMARY,
  NO_OPTIONS,
  JOB_AND_STORE,
  NEITHER,
  NO_CREATE,
  NO_PLAN,
  EMPTY_STORE,
  NAMELESS_OPTION
};

static const winnow_job kJob = {.struct_size = sizeof(winnow_job), .plan = WINNOW_TEST_FLAW == NO_PLAN ? 0 : plan};
static const winnow_store kStore = {.struct_size = sizeof(winnow_store)};
static const winnow_option kNameless = {.struct_size = sizeof(winnow_option), .type = WINNOW_INT};
static const winnow_option* const kOptions[] = {WINNOW_TEST_FLAW == NAMELESS_OPTION ? &kNameless : 0, 0};
static const winnow_plugin kPlugin = {
    .struct_size = sizeof(winnow_plugin),
    .id = WINNOW_TEST_FLAW == NO_ID ? 0 : "broken",
    .version = "1.0.0",
    .summary = WINNOW_TEST_FLAW == NO_SUMMARY ? 0 : "broken on purpose",
    .options = WINNOW_TEST_FLAW == NO_OPTIONS ? 0 : kOptions,
    .job = WINNOW_TEST_FLAW == NEITHER || WINNOW_TEST_FLAW == EMPTY_STORE ? 0 : &kJob,
    .store = WINNOW_TEST_FLAW == JOB_AND_STORE || WINNOW_TEST_FLAW == EMPTY_STORE ? &kStore : 0,
    .create = WINNOW_TEST_FLAW == NO_CREATE ? 0 : create,
    .destroy = destroy};
static const winnow_plugin* const kPlugins[] = {&kPlugin, 0};
static const winnow_library kLibrary = {sizeof(winnow_library), WINNOW_ABI_MINOR, kPlugins};

const winnow_library* winnow_library_v1(uint32_t host_minor) {
  (void)host_minor;
  return &kLibrary;
}
