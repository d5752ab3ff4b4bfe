/* SPDX-License-Identifier: MIT
 * The values of options. */
#ifndef AB_CLI_VALUES_H
#define AB_CLI_VALUES_H

#include "cli/options.h"

/* Reads the argument of an option into its field of `options`. AB_USAGE with the option's name,
 * what it takes and what was given. */
ab_status ab_option_set(ab_options *options, const ab_option *option, const char *argument,
                        ab_error *error);

#endif
