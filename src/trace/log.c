/* SPDX-License-Identifier: MIT */
#include "trace/log.h"

#include "base/memory.h"

#include <string.h>

enum { BUFFER = 1 << 17, ITERATION = -1, COLUMNS = 1 + AB_LOG_NUMBERS };

static const char *const names[COLUMNS] = {"iteration", "inner", "loss", "final_loss", "infimum"};
static const char expected[] =
    "a line is iteration,inner,loss,final_loss or iteration,inner,loss,final_loss,infimum";

struct ab_log {
  ab_stream *stream;
  char *name;
  char *buffer; /* BUFFER + 1 bytes; what was read is ended by LF */
  char *next, *end;
  bool at_end;
  uint64_t line; /* the last one that was read */
  int columns;   /* 0: not known yet */
  int order[COLUMNS];
  bool has_infimum;
};

ab_log *ab_log_create(ab_stream *stream, const char *name) {
  ab_log *log = ab_allocate(1, sizeof *log);
  log->stream = stream;
  log->name = ab_copy_text(name, strlen(name));
  log->buffer = log->next = log->end = ab_allocate(BUFFER + 1, 1);
  for (int k = 0; k < COLUMNS; k++)
    log->order[k] = k;
  return log;
}

void ab_log_destroy(ab_log *log) {
  if (!log)
    return;
  ab_stream_close(log->stream);
  ab_free(log->name);
  ab_free(log->buffer);
  ab_free(log);
}

bool ab_log_has_infimum(const ab_log *log) {
  return log->has_infimum;
}

/* ---- lines ---- */

static ab_status complain(const ab_log *log, const char *line, const char *at, ab_error *error) {
  const char *stop = memchr(line, '\n', (size_t)(log->end - line));
  ab_error_place(error, log->name, line, (size_t)(stop - line), 1, (size_t)(at - line) + 1);
  error->line = log->line;
  return error->status;
}

/* Reads until there is a whole line, or the end. */
static ab_status fill(ab_log *log, ab_error *error) {
  while (!log->at_end && !memchr(log->next, '\n', (size_t)(log->end - log->next))) {
    size_t left = (size_t)(log->end - log->next), got;
    if (left > AB_LOG_LINE_MAX) {
      ab_error_set(error, AB_BAD_PROBLEM, "line %llu is longer than %d characters",
                   (unsigned long long)log->line + 1, AB_LOG_LINE_MAX);
      ab_error_context(error, "%s", log->name);
      return error->status;
    }
    memmove(log->buffer, log->next, left);
    log->next = log->buffer;
    log->end = log->buffer + left;
    if (ab_stream_read(log->stream, log->end, BUFFER - left, &got, error) != AB_OK)
      return error->status;
    log->end += got;
    log->at_end = got == 0;
  }
  if (log->at_end && log->end > log->next && log->end[-1] != '\n')
    *log->end++ = '\n'; /* the last line need not be ended */
  return AB_OK;
}

static char *skip_blanks(char *at) {
  while (*at == ' ' || *at == '\t' || *at == '\r')
    at++;
  return at;
}

/* The next line that says something, ended by LF; NULL at the end. */
static ab_status next_line(ab_log *log, char **line, ab_error *error) {
  *line = NULL;
  while (!*line) {
    char *stop = memchr(log->next, '\n', (size_t)(log->end - log->next));
    if (!stop) {
      if (fill(log, error) != AB_OK)
        return error->status;
      if (log->next == log->end)
        return AB_OK;
      continue;
    }
    char *begin = log->next, *first = skip_blanks(begin);
    log->next = stop + 1;
    log->line++;
    if (*first != '\n' && *first != '#')
      *line = begin;
  }
  return AB_OK;
}

/* ---- names of columns ---- */

static bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* One name, with what it stands for; COLUMNS if that is nothing, or was there before. */
static int name_at(const ab_log *log, const char *at, size_t length) {
  for (int k = 0; k < COLUMNS; k++)
    if (strlen(names[k]) == length && memcmp(names[k], at, length) == 0) {
      for (int c = 0; c < log->columns; c++)
        if (log->order[c] == k)
          return COLUMNS;
      return k;
    }
  return COLUMNS;
}

/* Takes a line of names. */
static ab_status take_names(ab_log *log, char *line, ab_error *error) {
  char *at = line;
  for (;;) {
    at = skip_blanks(at);
    size_t length = strcspn(at, ", \t\r\n");
    int column = log->columns < COLUMNS ? name_at(log, at, length) : COLUMNS;
    if (column == COLUMNS) {
      ab_error_set(error, AB_BAD_PROBLEM,
                   "expected the name of another column: iteration, inner, loss, final_loss or "
                   "infimum");
      return complain(log, line, at, error);
    }
    log->order[log->columns++] = column;
    log->has_infimum = log->has_infimum || column == 1 + AB_LOG_INFIMUM;
    at = skip_blanks(at + length);
    if (*at == '\n')
      break;
    if (*at++ != ',') {
      ab_error_set(error, AB_BAD_PROBLEM, "expected a comma between the names of columns");
      return complain(log, line, at - 1, error);
    }
  }
  if (log->columns >= COLUMNS - 1 + log->has_infimum)
    return AB_OK;
  ab_error_set(error, AB_BAD_PROBLEM, "a column is missing: %s", expected);
  return complain(log, line, at, error);
}

/* Without names: by the number of commas. */
static ab_status count_columns(ab_log *log, const char *line, ab_error *error) {
  int commas = 0;
  const char *at = line;
  for (; *at != '\n'; at++)
    commas += *at == ',';
  log->columns = commas + 1;
  log->has_infimum = log->columns == COLUMNS;
  if (log->columns == COLUMNS || log->columns == COLUMNS - 1)
    return AB_OK;
  ab_error_set(error, AB_BAD_PROBLEM, "expected four or five numbers: %s", expected);
  return complain(log, line, at, error);
}

static ab_status find_columns(ab_log *log, char **line, ab_error *error) {
  if (!is_name(*skip_blanks(*line)) || memcmp(skip_blanks(*line), "nan", 3) == 0)
    return count_columns(log, *line, error);
  ab_status status = take_names(log, *line, error);
  return status == AB_OK ? next_line(log, line, error) : status;
}

/* ---- numbers ---- */

static ab_status bad_number(const ab_log *log, const char *line, const char *at, int column,
                            ab_decimal_answer answer, ab_error *error) {
  if (is_name(*at) || (*at == '-' && is_name(at[1])))
    ab_error_set(error, AB_BAD_PROBLEM,
                 "%s is not a finite number: the region is that of iterates before a run diverges",
                 names[column]);
  else if (answer == AB_DECIMAL_MISSING)
    ab_error_set(error, AB_BAD_PROBLEM, "expected a number, the column %s", names[column]);
  else
    ab_error_set(error, AB_BAD_PROBLEM,
                 "expected a decimal such as -1.5e-3, of at most %d characters and with an "
                 "exponent of at most %d",
                 AB_LOG_NUMBER_MAX, AB_LOG_EXPONENT_MAX);
  return complain(log, line, at, error);
}

/* A count; at most 18 digits. */
static char *take_iteration(uint64_t *out, char *at) {
  char *begin = at;
  for (*out = 0; *at >= '0' && *at <= '9' && at - begin < 18; at++)
    *out = 10 * *out + (uint64_t)(*at - '0');
  return at == begin || (*at >= '0' && *at <= '9') ? NULL : at;
}

/* The number at *at, which then stands behind it. */
static ab_status take_number(const ab_log *log, ab_log_record *record, char *line, char **at,
                             int column, ab_error *error) {
  if (column == 0) {
    char *behind = take_iteration(&record->iteration, *at);
    if (!behind) {
      ab_error_set(error, AB_BAD_PROBLEM, "expected the number of an iteration: 0, 1, 2, ...");
      return complain(log, line, *at, error);
    }
    *at = behind;
    return AB_OK;
  }
  ab_decimal *number = &record->numbers[column - 1];
  ab_decimal_answer answer = ab_decimal_scan(number, *at);
  if (answer != AB_DECIMAL_GOOD)
    return bad_number(log, line, *at, column, answer, error);
  *at += number->length;
  return AB_OK;
}

/* What stands behind the number of a column: a comma, or the end of the line behind the last. */
static ab_status take_end(const ab_log *log, char *line, char **at, int c, ab_error *error) {
  *at = skip_blanks(*at);
  bool is_last = c + 1 == log->columns;
  if (**at == (is_last ? '\n' : ',')) {
    *at = is_last ? *at : skip_blanks(*at + 1);
    return AB_OK;
  }
  if (is_last)
    ab_error_set(error, AB_BAD_PROBLEM, "expected the end of the line after %d numbers",
                 log->columns);
  else
    ab_error_set(error, AB_BAD_PROBLEM, "expected a comma and the column %s",
                 names[log->order[c + 1]]);
  return complain(log, line, *at, error);
}

ab_status ab_log_next(ab_log *log, ab_log_record *record, bool *found, ab_error *error) {
  char *line;
  *found = false;
  if (next_line(log, &line, error) != AB_OK)
    return error->status;
  if (line && log->columns == 0 && find_columns(log, &line, error) != AB_OK)
    return error->status;
  if (!line)
    return AB_OK;
  if (!log->has_infimum)
    record->numbers[AB_LOG_INFIMUM] = (ab_decimal){.text = "0", .length = 1};
  char *at = skip_blanks(line);
  for (int c = 0; c < log->columns; c++)
    if (take_number(log, record, line, &at, log->order[c], error) != AB_OK ||
        take_end(log, line, &at, c, error) != AB_OK)
      return error->status;
  record->line = log->line;
  *found = true;
  return AB_OK;
}
