/* SPDX-License-Identifier: MIT
 * The syntax tree of a problem file: what was written, where; nothing is interpreted yet. */
#ifndef AB_PROBLEM_SYNTAX_H
#define AB_PROBLEM_SYNTAX_H

#include "base/error.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  size_t line, column; /* both count from 1; column counts bytes */
} ab_place;

/* Terms: an arena in which children come before their parents; an ab_term is an index into it. */
typedef uint32_t ab_term;
enum {
  AB_TERM_MAX = 1 << 24,
  AB_NAME_LENGTH_MAX = 64, /* of the names in a problem file */
  AB_SOURCE_MAX = 1 << 26,
  AB_NUMBERS_MAX = 1 << 26
}; /* terms; bytes of source; bytes of all numbers */
#define AB_NO_TERM ((ab_term)0xffffffff)

typedef enum {
  AB_TERM_NUMBER,   /* 0.1, 3: an exact rational, never negative */
  AB_TERM_NAME,     /* x */
  AB_TERM_INDEXED,  /* W[1,2]: name, children the indices */
  AB_TERM_CALL,     /* exp(x), grad(f, x), grad(f[i], x), root(u, e, [lo, hi]): name, children the
                       arguments */
  AB_TERM_INFINITY, /* inf */
  AB_TERM_NEGATE,   /* one child */
  AB_TERM_ADD,      /* two children each */
  AB_TERM_SUBTRACT,
  AB_TERM_MULTIPLY,
  AB_TERM_DIVIDE,
  AB_TERM_POWER,
  AB_TERM_SUM,  /* sum(i in lo..hi) body: name i; children lo, hi, body */
  AB_TERM_LIST, /* [a, b, ...]: children */
  AB_TERM_TUPLE /* (a, b, ...), two or more: children; also the one point of `at (a)` or `points {
                   (a); }` */
} ab_term_kind;

/* place is that of the first byte; of the operator's sign for ADD .. POWER. */
typedef struct {
  ab_term_kind kind;
  ab_place place;
  const char
      *name; /* interned in the syntax: equal names are equal pointers; NULL where there is none */
  uint32_t number;       /* NUMBER: index into syntax->numbers */
  uint32_t first, count; /* children: syntax->children[first .. first + count - 1] */
} ab_term_node;

typedef enum {
  AB_RELATION_GE,
  AB_RELATION_GT,
  AB_RELATION_LE,
  AB_RELATION_LT,
  AB_RELATION_NE,
  AB_RELATION_EQ
} ab_relation;

/* left REL right, as written. */
typedef struct {
  ab_place place; /* of the relation sign */
  ab_term left, right;
  ab_relation relation;
} ab_comparison;

/* An item of a problem or of a block: keyword, optional kind and name, and what follows; see `kinds
 * of entries` below. Which fields are set depends on the kind of entry; all others are NULL,
 * AB_NO_TERM or empty. */
typedef enum {
  AB_ENTRY_BLOCK,  /* KEYWORD [KIND] [NAME] { entries }: family, infimum, domain, claim, scope,
                      regularization,  sgd, start, minimizers affine|points|equations { } */
  AB_ENTRY_ASSIGN, /* TARGET = value;          keyword is "" (alpha = beta + 1; X = [[..]]; f[1] =
                      0; W = 1/10; minimizers = space;); target is NAME or INDEXED, place its own;
                      words such as space, domain, sgd are NAMEs */
  AB_ENTRY_RANGE, /* TARGET in [lo, hi];      x in [-1, inf]; W[1,2] in [0, 1]; value is the LIST */
  AB_ENTRY_WORDS, /* KEYWORD word [word];     assume minimizers; minimizers points auto; minimizers
                     domain; subject is the first word after the keyword, name the second */
  AB_ENTRY_VARIABLES,   /* variables x, y, z[1..3]; terms: NAME, or INDEXED with the one child the
                           upper end, as a term */
  AB_ENTRY_DEFINITION,  /* KEYWORD TARGET [for i in lo..hi] = value;  function f = ..., constant t =
                           ..., parameter p = ...; the target  is NAME or INDEXED; `for` gives loop,
                           loop_lower, loop_upper */
  AB_ENTRY_DISJUNCTION, /* [KEYWORD given|show] c1 or c2 or ...;  comparisons in `comparisons`; also
                          the equations of minimizers affine and equations. In a claim, `x = e;`
                          with a NAME or INDEXED x alone on the left is an ASSIGN, after given or
                          show a DISJUNCTION */
  AB_ENTRY_RADIUS,      /* ball radius = e;  tube radius = e;  keyword is the shape */
  AB_ENTRY_POINT, /* point [..] positive N negative N;  or  point [..] targets [..];  value the
                     LIST; KEYWORD point */
  AB_ENTRY_TERM /* a bare term and a semicolon: (t, t); in minimizers points; also minimizers at (0,
                   0); with keyword minimizers, subject at; value is the TUPLE */
} ab_entry_kind;

typedef struct ab_entry ab_entry;
struct ab_entry {
  ab_entry_kind kind;
  ab_place place;      /* of its first word */
  const char *keyword; /* interned; "" if there is none */
  const char
      *subject; /* second word: kind of family, claim or minimizers, or of WORDS; NULL if none */
  const char *name; /* third word: the claim's name, or of WORDS; NULL if none */
  ab_place subject_place, name_place;
  ab_term target, value; /* as the kind says; AB_NO_TERM if none */
  const char *loop;      /* DEFINITION with `for`: the index's name */
  ab_term loop_lower, loop_upper;
  ab_term positive, negative; /* POINT: the two counts; or */
  ab_term targets;            /* the LIST of targets */
  ab_comparison *comparisons;
  size_t comparison_count;
  ab_term *terms; /* VARIABLES */
  size_t term_count;
  ab_entry *entries; /* BLOCK */
  size_t entry_count;
};

/* What one file says. A file is `problem NAME { items }`, or in canonical form `language 1;` and
 * the items. */
typedef struct ab_syntax {
  char *file;   /* for messages */
  char *source; /* the whole text, NUL-terminated, source_length bytes; without a byte order mark,
                   CR LF as LF */
  size_t source_length;
  const char *problem_name; /* NULL in canonical form */
  bool canonical;
  ab_entry *entries;
  size_t entry_count;
  ab_term_node *terms;
  size_t term_count;
  uint32_t *children;
  size_t child_count;
  mpq_t *numbers;
  size_t number_count;
  struct ab_names *names; /* the interned names */
  struct ab_arena *arena; /* holds entries, comparisons, lists of terms and names */
} ab_syntax;

/* Parses source (length bytes, any bytes at all) under the name `file`. On failure AB_BAD_PROBLEM
 * with line, column, what was expected and an excerpt; *syntax is then NULL. No recursion: nesting
 * is limited by the stated caps only. */
ab_status ab_syntax_parse(ab_syntax **syntax, const char *file, const char *source, size_t length,
                          ab_error *error);
void ab_syntax_destroy(ab_syntax *syntax);

/* The interned pointer for a name, or NULL if the file does not contain it. */
const char *ab_syntax_find_name(const ab_syntax *syntax, const char *name);

/* Sets an error of status AB_BAD_PROBLEM at a place of this file, with the excerpt; returns
 * AB_BAD_PROBLEM. */
ab_status ab_syntax_error(const ab_syntax *syntax, ab_place place, ab_error *error,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Child k of a term. */
ab_term ab_term_child(const ab_syntax *syntax, ab_term term, size_t k);

/* The closest of the candidates to a misspelt word (Damerau-Levenshtein distance at most 2 and less
 * than the word's length), or NULL. */
const char *ab_closest_name(const char *word, const char *const *candidates, size_t count);

#endif
