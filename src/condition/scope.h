/* SPDX-License-Identifier: MIT */
#ifndef AB_CONDITION_SCOPE_H
#define AB_CONDITION_SCOPE_H

#include "condition/statement.h"

/* For families whose minimizers and infima are those over the whole space: an error if the block
 * `scope` says anything else. `because` says what M and f_i* are. */
ab_status ab_scope_is_space(const ab_statement *statement, const char *because, ab_error *error);

/* The same, but that minimizers may have the scope 'domain': whether they do. */
ab_status ab_scope_read(bool *in_domain, const ab_statement *statement, const char *because,
                        ab_error *error);

#endif
