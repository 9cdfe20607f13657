/* A shared library like any other. */
__attribute__((visibility("default"))) int winnow_test_answer(void);
int winnow_test_answer(void) {
  return 42;
}
