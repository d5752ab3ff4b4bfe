/* SPDX-License-Identifier: MIT
 * Fuzz targets: whatever the bytes are, they are judged cleanly. Each file defines the one function
 * that libFuzzer calls; driver.c calls it with files instead, so that the corpora are tests, too.
 */
#ifndef AB_TESTS_FUZZ_TARGETS_H
#define AB_TESTS_FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif
