/* SPDX-License-Identifier: MIT
 * The one table of options: parser, ranges, help and suggestions are made from it.
 *
 * X(field, long name, letter or 0, kind, argument's name, least, greatest, commands, help)
 * Kinds: FLAG (bool), TEXT (const char *), COUNT (uint64_t, within least..greatest), DURATION
 * (double, in seconds; least and greatest in milliseconds), HASH (const char *, 64 hexadecimal
 * digits), FRACTION (const char *, a decimal above 0 and below 1). `commands` is a set of
 * AB_COMMAND_ bits. */
#ifndef AB_CLI_OPTION_TABLE_H
#define AB_CLI_OPTION_TABLE_H

#define AB_OPTION_TABLE(X)                                                                         \
  X(claim, "claim", 0, TEXT, "NAME", 0, 0,                                                         \
    AB_COMMAND_SHOW | AB_COMMAND_FMT | AB_COMMAND_SEARCH | AB_COMMAND_TRAIN,                       \
    "the claim of this name, where the file has several")                                          \
  X(all, "all", 0, FLAG, NULL, 0, 0, AB_COMMAND_PROVE,                                             \
    "all claims of the file; -o then names a folder")                                              \
  X(output, "output", 'o', TEXT, "FILE", 0, 0,                                                     \
    AB_COMMAND_SEARCH | AB_COMMAND_REPORT | AB_COMMAND_EXPORT | AB_COMMAND_TRACE |                 \
        AB_COMMAND_TRAIN,                                                                          \
    "write the certificate, report or picture to this file (best: a stem of two names; export: a " \
    "folder)")                                                                                     \
  X(to, "to", 0, TEXT, "coq|smt2", 0, 0, AB_COMMAND_EXPORT, "the program that the folder is for")  \
  X(certificate, "certificate", 0, TEXT, "CERT", 0, 0, AB_COMMAND_SGD,                             \
    "the certificate of the claim, instead of proving it first")                                   \
  X(growth, "growth", 0, TEXT, "CERT", 0, 0, AB_COMMAND_SGD,                                       \
    "a certificate of a claim growth about the same problem, instead of looking for L first")      \
  X(gap, "gap", 0, FRACTION, "WIDTH", 0, 0, AB_COMMAND_BEST | AB_COMMAND_MAP,                      \
    "relative width of the brackets (default: what the claim says, else 1e-6; map: 1e-3)")         \
  X(range, "range", 0, TEXT, "LO,HI", 0, 0, AB_COMMAND_MAP,                                        \
    "the values of alpha - beta (default: a sixteenth to 16 times that of the claim)")             \
  X(points, "points", 0, COUNT, "N", 2, 1000, AB_COMMAND_MAP,                                      \
    "how many of them, in equal ratios (default: 9)")                                              \
  X(expect, "expect", 0, HASH, "HASH", 0, 0, AB_COMMAND_CHECK,                                     \
    "the hash that the claim must have ('abcert fmt FILE | sha256sum')")                           \
  X(replay_only, "replay-only", 0, FLAG, NULL, 0, 0, AB_COMMAND_CHECK,                             \
    "check the trees against the clauses, not what the clauses mean")                              \
  X(fast, "fast", 0, FLAG, NULL, 0, 0, AB_COMMAND_CHECK,                                           \
    "replay in rigorous double arithmetic, and with MPFR where that is not enough")                \
  X(time_limit, "time-limit", 0, DURATION, "DURATION", 1, UINT64_C(1000000000000),                 \
    AB_COMMAND_SEARCH, "end the search of a claim after this time: 500ms, 60s, 5min, 2h")          \
  X(node_limit, "node-limit", 0, COUNT, "N", 1, UINT64_C(1000000000000000), AB_COMMAND_SEARCH,     \
    "end the search of a clause after N boxes (default: 10000000)")                                \
  X(precision, "precision", 0, COUNT, "BITS", 53, 4096, AB_COMMAND_SEARCH | AB_COMMAND_CHECK,      \
    "bits of the intervals (default: 64, in abcheck as the certificate says)")                     \
  X(threads, "threads", 0, COUNT, "N", 1, 4096,                                                    \
    AB_COMMAND_SEARCH | AB_COMMAND_CHECK | AB_COMMAND_EXPLAIN | AB_COMMAND_REPORT,                 \
    "number of threads (default: one for each processor)")                                         \
  X(checkpoint, "checkpoint", 0, TEXT, "FILE", 0, 0, AB_COMMAND_LONG,                              \
    "note in FILE what the search has done, for --resume; removed when there is a verdict")        \
  X(resume, "resume", 0, TEXT, "FILE", 0, 0, AB_COMMAND_LONG,                                      \
    "go on where the run with --checkpoint FILE was ended, and note in FILE as it did")            \
  X(progress, "progress", 0, FLAG, NULL, 0, 0, AB_COMMAND_LONG,                                    \
    "lines about the search on standard error, also where that is no terminal")                    \
  X(mpi, "mpi", 0, FLAG, NULL, 0, 0, AB_COMMAND_PROVE,                                             \
    "under mpirun: search together with the other processes (if built with MPI)")                  \
  X(clause, "clause", 0, TEXT, "NAME", 0, 0, AB_COMMAND_REPORT,                                    \
    "the clause that is drawn (default: the one with the most leaves)")                            \
  X(axes, "axes", 0, TEXT, "X,Y", 0, 0, AB_COMMAND_REPORT,                                         \
    "the two variables that are drawn (default: those bisected most)")                             \
  X(window, "window", 0, TEXT, "ALPHA[,BETA]", 0, 0, AB_COMMAND_TRACE,                             \
    "the largest alpha and beta of the picture (default: what shows the region)")                  \
  X(minus_beta, "minus-beta", 0, FLAG, NULL, 0, 0, AB_COMMAND_TRACE,                               \
    "T with - beta, as in published figures")                                                      \
  X(strict, "strict", 0, FLAG, NULL, 0, 0, AB_COMMAND_SEARCH,                                      \
    "a verdict that rests on an assumption is UNKNOWN")                                            \
  X(json, "json", 0, FLAG, NULL, 0, 0, AB_COMMAND_ANY,                                             \
    "one JSON object a line on standard output")                                                   \
  X(quiet, "quiet", 'q', FLAG, NULL, 0, 0, AB_COMMAND_ANY,                                         \
    "leave out the lines about the run: program, counts, time")                                    \
  X(verbose, "verbose", 'v', FLAG, NULL, 0, 0, AB_COMMAND_SEARCH,                                  \
    "show the claim as mathematics, and the settings of the search")                               \
  X(help, "help", 0, FLAG, NULL, 0, 0, AB_COMMAND_ANY, "print this help")                          \
  X(version, "version", 0, FLAG, NULL, 0, 0, AB_COMMAND_ANY, "print the version")

#endif
