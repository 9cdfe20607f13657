/* A plugin that was linked against something that is not here. */
#include <winnow/plugin.h>

const winnow_library* winnow_test_no_such_function(uint32_t host_minor);

const winnow_library* winnow_library_v1(uint32_t host_minor) {
  return winnow_test_no_such_function(host_minor);
}
