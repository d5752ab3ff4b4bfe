/* SPDX-License-Identifier: MIT
 * The main function of both programs. */
#include "cli/session.h"

int main(int argc, char **argv) {
  return ab_session_main(&ab_this_program, argc, argv);
}
