/* SPDX-License-Identifier: MIT */
#include "problem/entries.h"

#include <string.h>

ab_status ab_entries_only(const ab_syntax *syntax, const char *keyword, const ab_entry **out,
                          ab_error *error) {
  *out = NULL;
  for (size_t i = 0; i < syntax->entry_count; i++) {
    const ab_entry *entry = &syntax->entries[i];
    if (strcmp(entry->keyword, keyword) != 0)
      continue;
    if (*out)
      return ab_syntax_error(syntax, entry->place, error,
                             "a second '%s' (the first is on line %zu)", keyword,
                             (*out)->place.line);
    *out = entry;
  }
  return AB_OK;
}

ab_status ab_entries_required(const ab_syntax *syntax, const char *keyword, const char *hint,
                              const ab_entry **out, ab_error *error) {
  ab_status status = ab_entries_only(syntax, keyword, out, error);
  if (status == AB_OK && !*out)
    return ab_syntax_error(syntax, (ab_place){1, 1}, error, "the problem has no %s; %s", keyword,
                           hint);
  return status;
}

ab_status ab_entries_assignment(const ab_syntax *syntax, const ab_entry *block, const char *name,
                                ab_term *out, ab_error *error) {
  const ab_entry *found = NULL;
  *out = AB_NO_TERM;
  for (size_t i = 0; i < block->entry_count; i++) {
    const ab_entry *entry = &block->entries[i];
    if (entry->kind != AB_ENTRY_ASSIGN || strcmp(syntax->terms[entry->target].name, name) != 0)
      continue;
    if (found)
      return ab_syntax_error(syntax, entry->place, error, "%s is given twice (first on line %zu)",
                             name, found->place.line);
    found = entry;
    *out = entry->value;
  }
  return AB_OK;
}

/* " 'a', 'b' or 'c'" */
static void list_names(char *out, size_t size, const char *const *names, size_t count) {
  size_t used = 0;
  out[0] = '\0';
  for (size_t i = 0; i < count && used + strlen(names[i]) + 8 < size; i++) {
    const char *separator = i == 0 ? "" : i + 1 < count ? ", " : " or ";
    memcpy(out + used, separator, strlen(separator));
    used += strlen(separator);
    out[used++] = '\'';
    memcpy(out + used, names[i], strlen(names[i]));
    used += strlen(names[i]);
    out[used++] = '\'';
    out[used] = '\0';
  }
}

ab_status ab_entries_allowed(const ab_syntax *syntax, const ab_entry *block,
                             const char *const *names, size_t count, ab_error *error) {
  char list[256];
  list_names(list, sizeof list, names, count);
  for (size_t i = 0; i < block->entry_count; i++) {
    const ab_entry *entry = &block->entries[i];
    if (entry->kind != AB_ENTRY_ASSIGN)
      return ab_syntax_error(syntax, entry->place, error, "expected %s, followed by '='", list);
    const ab_term_node *target = &syntax->terms[entry->target];
    size_t k = 0;
    while (k < count && strcmp(names[k], target->name) != 0)
      k++;
    if (k < count && target->kind == AB_TERM_NAME)
      continue;
    const char *close = ab_closest_name(target->name, names, count);
    return ab_syntax_error(syntax, target->place, error,
                           k < count ? "'%s' takes no index here"
                           : close   ? "unknown name '%s'; did you mean '%s'?"
                                     : "unknown name '%s'; expected %s",
                           target->name, close ? close : list);
  }
  return AB_OK;
}

ab_status ab_entries_keywords(const ab_syntax *syntax, const char *const *keywords, size_t count,
                              const char *context, ab_error *error) {
  for (size_t i = 0; i < syntax->entry_count; i++) {
    size_t k = 0;
    while (k < count && strcmp(keywords[k], syntax->entries[i].keyword) != 0)
      k++;
    if (k == count)
      return ab_syntax_error(syntax, syntax->entries[i].place, error, "'%s' does not go with %s",
                             syntax->entries[i].keyword, context);
  }
  return AB_OK;
}
