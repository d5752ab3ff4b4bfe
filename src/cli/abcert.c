/* SPDX-License-Identifier: MIT
 * abcert: proves or refutes claims, and writes certificates. */
#include "cli/commands.h"

static const char prove_description[] =
    "Standard output: lines tagged c (comments), v (values: the point of a refutation) and s (the\n"
    "verdict, one a claim): s PROVED, s REFUTED, s UNKNOWN. The certificate is checked before the\n"
    "verdict is announced; without -o it is not written. UNKNOWN writes none.\n"
    "\n"
    "Exit status: 0 PROVED, 10 REFUTED, 20 UNKNOWN, 64 usage, 65 an error in the problem, 70\n"
    "internal error, 74 a file cannot be read or written.\n";

static const char best_description[] =
    "For a claim with a constant that is 'best'. v NAME refuted P/Q DECIMAL and v NAME proved P/Q\n"
    "DECIMAL are the two ends: the claim is refuted at the one and proved at the other, each by a\n"
    "certificate that was checked; -o STEM writes STEM.refuted.abc and STEM.proved.abc. s PROVED: "
    "the\n"
    "ends are as close as the gap asks. Else s UNKNOWN, with what keeps the bracket open.\n";

static const char refute_description[] =
    "A refutation is a rational point of the domain at which the claim fails for every nearest\n"
    "minimizer, with a proof of that. s REFUTED (exit 10), or s UNKNOWN (exit 20) if none was "
    "found:\n"
    "refute never proves a claim.\n";

static const char fmt_description[] =
    "Writes the claim text alone: abcert fmt FILE | sha256sum gives the hash of the claim. For a\n"
    "certificate, the text that it contains (which abcheck has to judge).\n";

static const char explain_description[] =
    "Checks the certificate first, and says nothing about one that is not verified (exit 11). "
    "Then:\n"
    "the statement, what it rests on, leaves by rule and by depth, the deepest leaves.\n";

static const char report_description[] =
    "Checks the certificate first, and reports nothing about one that is not verified (exit 11).\n"
    "The name of the output says what it is: .html, one page that needs no network and no "
    "scripts;\n"
    ".svg, the subdivision of the clause with the most leaves, on a plane through its worst "
    "point;\n"
    ".csv, a row for each clause; .tex, a row for booktabs and a theorem. A second certificate is "
    "the\n"
    "other side of a bracket; further pictures (of map, of sgd) are shown on the page.\n";

static const char map_description[] =
    "For several d = alpha - beta the least alpha, between a refuted and a proved value, each end\n"
    "certified and checked (v alpha D REFUTED PROVED); between them the region is convex. The line "
    "of\n"
    "the least floor beta s/(alpha - beta) is marked, with its ratio to the largest f - f* on the\n"
    "domain: a floor above that says nothing. -o NAME.svg draws the map, -o NAME.csv writes the "
    "ends\n"
    "as exact rationals.\n"
    "\n"
    "Exit status: 0 if something was proved on every line, else 20.\n";

static const char sgd_description[] =
    "The problem says how to iterate: sgd { start { .. } stepsize = max; iterations = 6; }. The\n"
    "condition comes from --certificate, which is checked, or is proved first. Every hypothesis "
    "of\n"
    "the theorem is proved, or said to be broken or assumed; then E[f(x^k) - f*] stands next to "
    "its\n"
    "bounds, from all index sequences where they are few enough, else from sampled runs with a\n"
    "confidence of 1 - 1e-9.\n"
    "\n"
    "Exit status: 0 if the sharper bound's hypotheses are proved and it was compared, else 20.\n";

static const char export_description[] =
    "coq: a folder in which `make` has Coq 8.16 with libcoq-interval 4.6 prove the clauses of the\n"
    "certificate, as statements about real numbers. smt2: one formula a clause, unsat if and only "
    "if\n"
    "the clause is true, which z3 decides for small polynomials. The folder must be new or empty.\n"
    "The certificate is not checked here: that is what the other program is for.\n"
    "\n"
    "Exit status 65: something that the other program does not have (the rules order-two, tangent\n"
    "and both ends, an operation); the message says what. Nothing is written then.\n";

static const char trace_description[] =
    "LOG has a line iteration,inner,loss,final_loss[,infimum] for each step of a run: its number,\n"
    "<g_i, x^k - x^K>, f_i(x^k), f_i(x^K), and f_i* (0 if left out). It may be compressed by gzip "
    "or\n"
    "zstd. v vertex, v direction and v edge give the exact region of alpha > beta > 0 for which\n"
    "T = inner - alpha (loss - final_loss) + beta (loss - infimum) >= 0 on every line. -o draws\n"
    "(.svg) or tabulates (.csv) the least T over a grid.\n";

static const char train_description[] =
    "FILE has a family, matrix_factorization or two_layer_relu, of any size, and a block sgd {\n"
    "start { random = 1/2; } stepsize = 1/10; iterations = 100000; seed = 1; }. Nothing is "
    "proved:\n"
    "the run is made in doubles, the same on every platform, and -o LOG is what trace reads.\n";

static const ab_command commands[] = {
    {.word = "show",
     .bit = AB_COMMAND_SHOW,
     .operands = "FILE",
     .least = 1,
     .greatest = 1,
     .summary = "print a claim as mathematics, and what it rests on",
     .examples = "abcert show camel.abp\n",
     .run = ab_command_show},
    {.word = "fmt",
     .bit = AB_COMMAND_FMT,
     .operands = "FILE|CERT",
     .least = 1,
     .greatest = 1,
     .summary = "print the canonical claim text",
     .examples = "abcert fmt camel.abp | sha256sum\n",
     .description = fmt_description,
     .run = ab_command_fmt},
    {.word = "prove",
     .bit = AB_COMMAND_PROVE,
     .operands = "FILE",
     .least = 1,
     .greatest = 1,
     .summary = "prove or refute a claim",
     .examples = "abcert prove camel.abp -o camel.abc && abcheck camel.abc\n"
                 "abcert prove disk.abp --claim ring --time-limit 60s\n"
                 "abcert prove disk.abp --all -o certificates\n",
     .description = prove_description,
     .run = ab_command_prove},
    {.word = "best",
     .bit = AB_COMMAND_BEST,
     .operands = "FILE",
     .least = 1,
     .greatest = 1,
     .summary = "bracket the best constant of a claim from both sides",
     .examples = "abcert best rank_one.abp\n"
                 "abcert best rank_one.abp --gap 1e-3 -o rank_one && abcheck rank_one.*.abc\n",
     .description = best_description,
     .run = ab_command_best},
    {.word = "refute",
     .bit = AB_COMMAND_REFUTE,
     .operands = "FILE",
     .least = 1,
     .greatest = 1,
     .summary = "look for a point at which a claim is false",
     .examples = "abcert refute rank_one.abp -o rank_one.refuted.abc\n",
     .description = refute_description,
     .run = ab_command_refute},
    {.word = "map",
     .bit = AB_COMMAND_MAP,
     .operands = "FILE",
     .least = 1,
     .greatest = 1,
     .summary = "map the pairs (alpha, beta) for which a claim holds",
     .examples = "abcert map rank_one.abp -o rank_one.svg\n"
                 "abcert map rank_one.abp --range 1/10,10 --points 20 -o rank_one.csv\n",
     .description = map_description,
     .run = ab_command_map},
    {.word = "explain",
     .bit = AB_COMMAND_EXPLAIN,
     .operands = "CERT",
     .least = 1,
     .greatest = 1,
     .summary = "check a certificate and say how its claim was proved",
     .examples = "abcert explain camel.abc\n",
     .description = explain_description,
     .run = ab_command_explain},
    {.word = "report",
     .bit = AB_COMMAND_REPORT,
     .operands = "CERT [CERT|SVG]...",
     .least = 1,
     .greatest = 16,
     .summary = "turn a certificate into a page, a picture, a table or a theorem",
     .examples = "abcert report camel.abc -o camel.html\n"
                 "abcert report best.proved.abc best.refuted.abc map.svg -o best.html\n"
                 "abcert report camel.abc -o camel.tex\n",
     .description = report_description,
     .run = ab_command_report},
    {.word = "export",
     .bit = AB_COMMAND_EXPORT,
     .operands = "CERT",
     .least = 1,
     .greatest = 1,
     .summary = "have Coq prove a certificate, or an SMT solver decide its clauses",
     .examples = "abcert export camel.abc --to coq -o camel-coq && make -C camel-coq\n"
                 "abcert export camel.abc --to smt2 -o camel-smt2 && z3 camel-smt2/clause-1.smt2\n",
     .description = export_description,
     .run = ab_command_export},
    {.word = "sgd",
     .bit = AB_COMMAND_SGD,
     .operands = "FILE",
     .least = 1,
     .greatest = 1,
     .summary = "compare a gradient method with what the condition promises",
     .examples = "abcert sgd rank_one_sgd.abp -o rank_one_sgd.svg\n"
                 "abcert sgd rank_one_sgd.abp --certificate rank_one.abc -o rank_one_sgd.csv\n",
     .description = sgd_description,
     .run = ab_command_sgd},
    {.word = "trace",
     .bit = AB_COMMAND_TRACE,
     .operands = "LOG",
     .least = 1,
     .greatest = 1,
     .summary = "say for which (alpha, beta) the log of a training run has T >= 0",
     .examples = "abcert trace run.csv -o run.svg\n"
                 "zcat run.csv.gz | abcert trace - --window 20 -o run.csv\n",
     .description = trace_description,
     .run = ab_command_trace},
    {.word = "train",
     .bit = AB_COMMAND_TRAIN,
     .operands = "FILE",
     .least = 1,
     .greatest = 1,
     .summary = "run plain SGD and write the log that trace reads",
     .examples = "abcert train network.abp -o run.csv && abcert trace run.csv -o run.svg\n",
     .description = train_description,
     .run = ab_command_train},
};

const ab_program ab_this_program = {
    .name = "abcert",
    .summary = "prove inequalities about loss landscapes, with certificates",
    .commands = commands,
    .command_count = sizeof commands / sizeof *commands,
};
