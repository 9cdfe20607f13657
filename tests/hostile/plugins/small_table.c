/* A plugin whose table ends before the members of the first version do. */
#include <winnow/plugin.h>

static const winnow_plugin kPlugin = {.struct_size = sizeof(winnow_plugin) - sizeof(void*), .id = "audit-prune"};
static const winnow_plugin* const kPlugins[] = {&kPlugin, NULL};
static const winnow_library kLibrary = {sizeof(winnow_library), WINNOW_ABI_MINOR, kPlugins};

const winnow_library* winnow_library_v1(uint32_t host_minor) {
  (void)host_minor;
  return &kLibrary;
}
