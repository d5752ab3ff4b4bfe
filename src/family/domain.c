/* SPDX-License-Identifier: MIT */
#include "family/domain.h"

#include "base/memory.h"
#include "num/rational.h"
#include "problem/entries.h"

#include <string.h>

/* How a coordinate got its range: by no entry yet, by one for several coordinates, by one of its
 * own. */
enum { UNSET, SHARED, OWN };

typedef struct {
  const ab_syntax *syntax;
  ab_definitions *definitions;
  const ab_coordinates *coordinates;
  ab_domain *domain;
  unsigned char *how;
  bool may_be_unbounded;
  ab_error *error;
} reader;

/* One end of a range as read. */
typedef struct {
  mpq_t value;
  bool infinite;
} range_end;

static ab_status read_end(reader *r, ab_term term, range_end *out, bool lower) {
  const ab_syntax *syntax = r->syntax;
  const ab_term_node *node = &syntax->terms[term];
  bool negative = node->kind == AB_TERM_NEGATE;
  ab_term inner = negative ? ab_term_child(syntax, term, 0) : term;
  out->infinite = syntax->terms[inner].kind == AB_TERM_INFINITY;
  if (!out->infinite)
    return ab_definitions_number(r->definitions, term, out->value, r->error);
  if (!r->may_be_unbounded)
    return ab_syntax_error(syntax, node->place, r->error,
                           "this claim needs a bounded domain; give a finite end");
  return negative == lower
             ? AB_OK
             : ab_syntax_error(syntax, node->place, r->error,
                               "a range goes from -inf or a number to a number or inf");
}

static ab_status read_ends(reader *r, const ab_entry *entry, range_end *lo, range_end *hi) {
  const ab_term_node *list = &r->syntax->terms[entry->value];
  if (list->kind != AB_TERM_LIST || list->count != 2)
    return ab_syntax_error(r->syntax, list->place, r->error, "expected a range [lo, hi]");
  ab_status status = read_end(r, ab_term_child(r->syntax, entry->value, 0), lo, true);
  if (status == AB_OK)
    status = read_end(r, ab_term_child(r->syntax, entry->value, 1), hi, false);
  if (status == AB_OK && !lo->infinite && !hi->infinite && mpq_cmp(lo->value, hi->value) > 0)
    status = ab_syntax_error(r->syntax, list->place, r->error,
                             "this range is empty: its lower end is above its upper end");
  return status;
}

static ab_status store(reader *r, const ab_entry *entry, size_t first, size_t count,
                       const range_end *lo, const range_end *hi) {
  unsigned char how =
      r->syntax->terms[entry->target].kind == AB_TERM_INDEXED || count == 1 ? OWN : SHARED;
  for (size_t i = first; i < first + count; i++) {
    if (r->how[i] == how) {
      ab_text name;
      ab_text_init(&name);
      r->coordinates->name(r->coordinates->context, i, &name);
      ab_status status =
          ab_syntax_error(r->syntax, entry->place, r->error, "a second range for %s", name.data);
      ab_text_clear(&name);
      return status;
    }
    if (r->how[i] > how)
      continue;
    r->how[i] = how;
    mpq_set(r->domain->lo[i], lo->value);
    mpq_set(r->domain->hi[i], hi->value);
    r->domain->lo_infinite[i] = lo->infinite;
    r->domain->hi_infinite[i] = hi->infinite;
  }
  return AB_OK;
}

static ab_status read_range(reader *r, const ab_entry *entry) {
  if (entry->kind != AB_ENTRY_RANGE)
    return ab_syntax_error(
        r->syntax, entry->place, r->error,
        "this claim needs a box: a range 'NAME in [lo, hi];' for every variable");
  size_t first, count;
  ab_status status =
      r->coordinates->find(r->coordinates->context, entry->target, &first, &count, r->error);
  if (status != AB_OK)
    return status;
  range_end lo = {0}, hi = {0};
  mpq_inits(lo.value, hi.value, NULL);
  status = read_ends(r, entry, &lo, &hi);
  if (status == AB_OK)
    status = store(r, entry, first, count, &lo, &hi);
  mpq_clears(lo.value, hi.value, NULL);
  return status;
}

static ab_status check_complete(reader *r, const ab_entry *block) {
  for (size_t i = 0; i < r->domain->count; i++) {
    if (r->how[i] != UNSET)
      continue;
    ab_text name;
    ab_text_init(&name);
    r->coordinates->name(r->coordinates->context, i, &name);
    ab_status status = ab_syntax_error(r->syntax, block->place, r->error,
                                       "the domain has no range for %s", name.data);
    ab_text_clear(&name);
    return status;
  }
  return AB_OK;
}

ab_status ab_domain_read_ranges(ab_domain *domain, const ab_syntax *syntax,
                                ab_definitions *definitions, const ab_entry *block, size_t count,
                                const ab_coordinates *coordinates, ab_error *error) {
  ab_domain_init(domain, count);
  reader r = {syntax, definitions, coordinates, domain, ab_allocate(count, 1), true, error};
  ab_status status = AB_OK;
  for (size_t i = 0; i < block->entry_count && status == AB_OK; i++)
    if (block->entries[i].kind == AB_ENTRY_RANGE)
      status = read_range(&r, &block->entries[i]);
  for (size_t i = 0; i < count; i++)
    if (r.how[i] == UNSET)
      domain->lo_infinite[i] = domain->hi_infinite[i] = true;
  ab_free(r.how);
  if (status != AB_OK)
    ab_domain_clear(domain);
  return status;
}

ab_status ab_domain_read(ab_domain *domain, const ab_syntax *syntax, ab_definitions *definitions,
                         size_t count, const ab_coordinates *coordinates, bool may_be_unbounded,
                         ab_error *error) {
  const ab_entry *block;
  *domain = (ab_domain){0};
  ab_status status = ab_entries_required(
      syntax, "domain", "add a block such as domain { x in [-1, 1]; }", &block, error);
  if (status != AB_OK)
    return status;
  ab_domain_init(domain, count);
  reader r = {syntax,           definitions, coordinates, domain, ab_allocate(count, 1),
              may_be_unbounded, error};
  for (size_t i = 0; i < block->entry_count && status == AB_OK; i++)
    status = read_range(&r, &block->entries[i]);
  if (status == AB_OK)
    status = check_complete(&r, block);
  ab_free(r.how);
  if (status != AB_OK)
    ab_domain_clear(domain);
  return status;
}

void ab_domain_init(ab_domain *domain, size_t count) {
  *domain = (ab_domain){count, ab_rationals_create(count), ab_rationals_create(count),
                        ab_allocate(count, sizeof(bool)), ab_allocate(count, sizeof(bool))};
}

void ab_domain_init_space(ab_domain *domain, size_t count) {
  ab_domain_init(domain, count);
  for (size_t k = 0; k < count; k++)
    domain->lo_infinite[k] = domain->hi_infinite[k] = true;
}

void ab_domain_clear(ab_domain *domain) {
  ab_free(domain->lo_infinite);
  ab_free(domain->hi_infinite);
  if (domain->lo)
    ab_rationals_destroy(domain->lo, domain->count);
  if (domain->hi)
    ab_rationals_destroy(domain->hi, domain->count);
  *domain = (ab_domain){0};
}

bool ab_domain_is_unbounded_at(const ab_domain *domain, size_t k, int sign) {
  const bool *infinite = sign > 0 ? domain->hi_infinite : domain->lo_infinite;
  return infinite && infinite[k];
}

bool ab_domain_is_bounded(const ab_domain *domain) {
  for (size_t k = 0; k < domain->count; k++)
    if (ab_domain_is_unbounded_at(domain, k, 1) || ab_domain_is_unbounded_at(domain, k, -1))
      return false;
  return true;
}

bool ab_domain_holds(const ab_domain *domain, const mpq_t *point) {
  for (size_t k = 0; k < domain->count; k++)
    if ((!ab_domain_is_unbounded_at(domain, k, -1) && mpq_cmp(point[k], domain->lo[k]) < 0) ||
        (!ab_domain_is_unbounded_at(domain, k, 1) && mpq_cmp(point[k], domain->hi[k]) > 0))
      return false;
  return true;
}

bool ab_domain_is_equal_at(const ab_domain *domain, size_t i, size_t j) {
  return mpq_equal(domain->lo[i], domain->lo[j]) && mpq_equal(domain->hi[i], domain->hi[j]) &&
         ab_domain_is_unbounded_at(domain, i, -1) == ab_domain_is_unbounded_at(domain, j, -1) &&
         ab_domain_is_unbounded_at(domain, i, 1) == ab_domain_is_unbounded_at(domain, j, 1);
}

bool ab_domain_is_uniform(const ab_domain *domain, size_t first, size_t count) {
  for (size_t i = first + 1; i < first + count; i++)
    if (!ab_domain_is_equal_at(domain, i, first))
      return false;
  return true;
}

bool ab_domain_is_symmetric(const ab_domain *domain) {
  mpq_t mirrored;
  mpq_init(mirrored);
  bool symmetric = true;
  for (size_t i = 0; i < domain->count && symmetric; i++) {
    mpq_neg(mirrored, domain->hi[i]);
    symmetric = mpq_equal(mirrored, domain->lo[i]);
  }
  mpq_clear(mirrored);
  return symmetric;
}

void ab_domain_append_in(ab_text *text, const ab_domain *domain, size_t coordinate,
                         const char *name) {
  ab_text_printf(text, "%s in [", name);
  if (ab_domain_is_unbounded_at(domain, coordinate, -1))
    ab_text_add(text, "-inf");
  else
    ab_rational_append(text, domain->lo[coordinate]);
  ab_text_add(text, ", ");
  if (ab_domain_is_unbounded_at(domain, coordinate, 1))
    ab_text_add(text, "inf");
  else
    ab_rational_append(text, domain->hi[coordinate]);
  ab_text_add(text, "]");
}

void ab_domain_append_range(ab_text *text, const ab_domain *domain, size_t coordinate,
                            const char *name) {
  ab_domain_append_in(text, domain, coordinate, name);
  ab_text_add(text, ";");
}

void ab_domain_append_group(ab_text *text, const ab_domain *domain, size_t first, size_t count,
                            const char *name, const ab_coordinates *coordinates) {
  if (ab_domain_is_uniform(domain, first, count)) {
    ab_text_add(text, "  ");
    ab_domain_append_range(text, domain, first, name);
    ab_text_add(text, "\n");
    return;
  }
  for (size_t k = first; k < first + count; k++) {
    ab_text own;
    ab_text_init(&own);
    coordinates->name(coordinates->context, k, &own);
    ab_text_add(text, "  ");
    ab_domain_append_range(text, domain, k, own.data);
    ab_text_add(text, "\n");
    ab_text_clear(&own);
  }
}

void ab_domain_show_block(ab_text *text, const ab_text *block) {
  bool shown = false;
  for (const char *line = block->data; line && *line;) {
    size_t length = strcspn(line, "\n");
    if (strncmp(line, "  ", 2) == 0) { /* "  NAME in [LO, HI];" */
      ab_text_add(text, shown ? ", " : "D = {");
      ab_text_append(text, line + 2, length - 3);
      shown = true;
    }
    line += length + (line[length] == '\n');
  }
  ab_text_add(text, "}\n");
}

size_t ab_domain_face_count(size_t d) {
  size_t count = 1;
  for (size_t j = 0; j < d; j++)
    count *= 3;
  return count;
}

size_t ab_domain_face(size_t n, size_t d, int *sides) {
  size_t fixed = 0;
  for (size_t j = 0; j < d; j++, n /= 3) {
    sides[j] = n % 3 == 0 ? 0 : n % 3 == 1 ? -1 : 1;
    fixed += sides[j] != 0;
  }
  return fixed;
}
