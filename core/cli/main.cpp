#include "core/cli/command.h"

int main(int argc, char** argv) {
  return winnow::run_program({argv + 1, argv + argc});
}
