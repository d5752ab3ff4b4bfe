/* SPDX-License-Identifier: MIT
 * What the fuzzers call: the target (fuzz_target is its name there) with a second of processor time
 * for each input, however busy the machine is. */
#define _GNU_SOURCE
#include "targets.h"
#undef LLVMFuzzerTestOneInput

#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void too_long(int signal_number) {
  (void)signal_number;
  abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static const struct itimerval second = {.it_value = {.tv_sec = 1}}, none;
  signal(SIGVTALRM, too_long);
  setitimer(ITIMER_VIRTUAL, &second, NULL);
  int result = fuzz_target(bytes, length);
  setitimer(ITIMER_VIRTUAL, &none, NULL);
  return result;
}
