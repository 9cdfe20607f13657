/* A plugin of a later major version: its entry has another name. */
#define WINNOW_TEST_EXPORT __attribute__((visibility("default")))
WINNOW_TEST_EXPORT const void* winnow_library_v2(unsigned minor);
const void* winnow_library_v2(unsigned minor) {
  return minor == 0 ? 0 : "unused";
}
