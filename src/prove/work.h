/* SPDX-License-Identifier: MIT
 * How long things take: an estimate that does not depend on the machine, so that what is done at a
 * time can be bounded and remains the same everywhere. */
#ifndef AB_PROVE_WORK_H
#define AB_PROVE_WORK_H

#include "clause/clause.h"

/* The most boxes of a template with MPFR at this precision that cost no more than `work`; not less
 * than `least` and not more than `most`. Some 2 to 10 million units take a second. */
uint64_t ab_work_boxes(const ab_template *template_, unsigned precision, uint64_t work,
                       uint64_t least, uint64_t most);

#endif
