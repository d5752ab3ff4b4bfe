/* SPDX-License-Identifier: MIT
 * Replay: do the trees of a certificate prove its clauses? (docs/theory/rules.md)
 *
 * Nothing is believed but the exact boxes, the expressions and the enclosures of the constants;
 * every leaf and every face is computed again with MPFR intervals, or, if `fast`, in rigorous
 * double arithmetic (if the precision is 53 bits or more) and with MPFR where that is not enough.
 * What the clauses mean is no question here. */
#ifndef AB_REPLAY_REPLAY_H
#define AB_REPLAY_REPLAY_H

#include "base/error.h"
#include "certificate/certificate.h"

/* precision: bits of the interval endpoints (0: what the certificate states); threads >= 1. AB_OK
 * only if every tree and every shard was followed to its end, every leaf held, every shard was
 * reached exactly once and all counts agree; else AB_NOT_VERIFIED with the first failure, trees in
 * their order before shards in theirs, the same one for any number of threads. */
ab_status ab_replay(const ab_certificate *certificate, unsigned precision, unsigned threads,
                    bool fast, ab_error *error);

#endif
