/* SPDX-License-Identifier: MIT
 * One line, then for each outcome "task SEARCH WAVE INDEX LENGTH DIGEST", LENGTH bytes
 * (task_record.h) and a line end; and the same with "part" for the state of a task that is not done
 * (task_keep.h), of which the last one counts. An entry is written by one call, so that a process
 * that is killed leaves at most one that is incomplete, at the end. */
#include "prove/checkpoint.h"

#include "base/file.h"
#include "base/memory.h"
#include "certificate/certificate.h"
#include "num/rational.h"
#include "prove/task_record.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char head[] = "abcert checkpoint 2\n";

enum { LINE_MAX_BYTES = 256 };

typedef struct {
  ab_checkpoint_key key;
  bool is_part;
  size_t offset, length; /* of the record */
} entry;

struct ab_checkpoint {
  char *path;
  int file;
  ab_text old; /* what was there */
  entry *entries;
  size_t count, capacity;
  uint64_t boxes;
  double interval;
  int failure; /* errno of the first write that failed; nothing is written after it */
  pthread_mutex_t lock;
};

static int compare_keys(const void *a, const void *b) {
  const ab_checkpoint_key *x = a, *y = b; /* an entry begins with its key */
  int by_search = strcmp(x->search, y->search);
  return by_search            ? by_search
         : x->wave != y->wave ? (x->wave < y->wave ? -1 : 1)
                              : (x->index > y->index) - (x->index < y->index);
}

/* Of those for one task, first the outcome, then the last state. */
static int compare(const void *a, const void *b) {
  const entry *x = a, *y = b;
  int by_key = compare_keys(a, b);
  return by_key                     ? by_key
         : x->is_part != y->is_part ? (x->is_part ? 1 : -1)
                                    : (x->offset < y->offset) - (x->offset > y->offset);
}

/* Reads an entry at *position and passes over it; false at an incomplete one, or at the end. */
static bool read_entry(ab_checkpoint *c, size_t *position) {
  const char *at = c->old.data + *position;
  size_t left = c->old.length - *position;
  const char *end = memchr(at, '\n', left < LINE_MAX_BYTES ? left : LINE_MAX_BYTES);
  char line[LINE_MAX_BYTES], digest[AB_DIGEST_HEX + 1], found[AB_DIGEST_HEX + 1];
  unsigned long long wave, index, length;
  entry e;
  if (!end)
    return false;
  memcpy(line, at, (size_t)(end - at));
  line[end - at] = '\0';
  e.is_part = strncmp(line, "part ", 5) == 0;
  if ((!e.is_part && strncmp(line, "task ", 5) != 0) ||
      sscanf(line + 5, "%64[0-9a-f] %llu %llu %llu %64[0-9a-f]", e.key.search, &wave, &index,
             &length, digest) != 5)
    return false;
  size_t start = (size_t)(end - at) + 1;
  if (length >= left - start || end[1 + length] != '\n')
    return false;
  ab_digest(found, end + 1, (size_t)length);
  if (strcmp(found, digest) != 0)
    return false;
  e.key.wave = wave;
  e.key.index = index;
  e.offset = *position + start;
  e.length = (size_t)length;
  ab_reserve(&c->entries, &c->capacity, c->count + 1, sizeof *c->entries);
  c->entries[c->count++] = e;
  *position = e.offset + e.length + 1;
  return true;
}

static ab_status read_old(ab_checkpoint *c, size_t *good, ab_error *error) {
  size_t length = strlen(head);
  ab_status status = ab_file_read(&c->old, c->path, SIZE_MAX / 2, error);
  if (status != AB_OK)
    return status;
  if (c->old.length < length || memcmp(c->old.data, head, length) != 0)
    return ab_error_set(error, AB_BAD_PROBLEM, "%s is no checkpoint: it does not begin with '%.*s'",
                        c->path, (int)length - 1, head);
  *good = length;
  while (read_entry(c, good))
    ;
  if (c->count)
    qsort(c->entries, c->count, sizeof *c->entries, compare);
  return AB_OK;
}

static void write_all(ab_checkpoint *c, const char *bytes, size_t length) {
  while (length > 0 && !c->failure) {
    ssize_t written = write(c->file, bytes, length);
    if (written < 0 && errno != EINTR)
      c->failure = errno;
    if (written > 0) {
      bytes += written;
      length -= (size_t)written;
    }
  }
}

static void destroy(ab_checkpoint *c) {
  if (c->file >= 0)
    close(c->file);
  ab_text_clear(&c->old);
  ab_free(c->entries);
  ab_free(c->path);
  pthread_mutex_destroy(&c->lock);
  ab_free(c);
}

static ab_status open_file(ab_checkpoint *c, bool resume, size_t good, ab_error *error) {
  c->file =
      open(c->path, resume ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (c->file < 0 && errno == EEXIST)
    return ab_error_set(error, AB_IO,
                        "%s is there already: go on with it by --resume, or remove it", c->path);
  if (c->file < 0 || (resume && (ftruncate(c->file, (off_t)good) != 0 ||
                                 lseek(c->file, (off_t)good, SEEK_SET) < 0)))
    return ab_error_set(error, AB_IO, "cannot write %s: %s", c->path, strerror(errno));
  if (!resume)
    write_all(c, head, strlen(head));
  return AB_OK;
}

ab_status ab_checkpoint_open(ab_checkpoint **checkpoint, const char *path, bool resume,
                             ab_error *error) {
  ab_checkpoint *c = ab_allocate(1, sizeof *c);
  size_t good = 0;
  c->path = ab_copy_text(path, strlen(path));
  c->file = -1;
  c->interval = AB_CHECKPOINT_INTERVAL;
  pthread_mutex_init(&c->lock, NULL);
  ab_status status = resume ? read_old(c, &good, error) : AB_OK;
  if (status == AB_OK)
    status = open_file(c, resume, good, error);
  if (status != AB_OK) {
    destroy(c);
    c = NULL;
  }
  *checkpoint = c;
  return status;
}

ab_status ab_checkpoint_close(ab_checkpoint *c, ab_error *error) {
  ab_status status = AB_OK;
  if (close(c->file) != 0 && !c->failure)
    c->failure = errno;
  c->file = -1;
  if (c->failure)
    status =
        ab_error_set(error, AB_IO, "cannot write all of %s: %s", c->path, strerror(c->failure));
  destroy(c);
  return status;
}

uint64_t ab_checkpoint_boxes(const ab_checkpoint *checkpoint) {
  return checkpoint->boxes;
}

void ab_checkpoint_key_init(ab_checkpoint_key *key, const ab_clauses *clauses, size_t first,
                            size_t end, const ab_constants *constants,
                            const ab_search_options *options) {
  ab_text text;
  ab_text_init(&text);
  bool directed = ab_double_backend() == AB_BACKEND_AVX512; /* other trees */
  ab_text_printf(&text, "%zu %zu %u %llu%s\n", first, end, options->precision,
                 (unsigned long long)options->node_limit, directed ? " directed" : "");
  for (size_t i = 0; i < constants->count; i++) {
    ab_rational_append(&text, constants->items[i].lo);
    ab_text_add_char(&text, ' ');
    ab_rational_append(&text, constants->items[i].hi);
    ab_text_add_char(&text, '\n');
  }
  ab_clauses_append(&text, clauses, constants);
  *key = (ab_checkpoint_key){0};
  ab_digest(key->search, text.data, text.length);
  ab_text_clear(&text);
}

/* The first entry for a task, or NULL. */
static const entry *find(const ab_checkpoint *c, const ab_checkpoint_key *key) {
  const entry *e =
      c->count ? bsearch(key, c->entries, c->count, sizeof *c->entries, compare_keys) : NULL;
  while (e && e > c->entries && compare_keys(e - 1, key) == 0)
    e--;
  return e;
}

bool ab_checkpoint_has(const ab_checkpoint *c, const ab_checkpoint_key *key) {
  const entry *e = find(c, key);
  return e && !e->is_part;
}

static void add_boxes(ab_checkpoint *c, uint64_t boxes) {
  pthread_mutex_lock(&c->lock);
  c->boxes += boxes;
  pthread_mutex_unlock(&c->lock);
}

bool ab_checkpoint_restore(ab_checkpoint *c, const ab_checkpoint_key *key, ab_task *task) {
  const entry *e = find(c, key);
  if (!e || e->is_part || !ab_task_restore(task, c->old.data + e->offset, e->length))
    return false;
  add_boxes(c, task->result.boxes);
  return true;
}

static void write_entry(ab_checkpoint *c, const char *word, const ab_checkpoint_key *key,
                        const ab_text *record) {
  ab_text bytes;
  char digest[AB_DIGEST_HEX + 1];
  ab_text_init(&bytes);
  ab_digest(digest, record->data, record->length);
  ab_text_printf(&bytes, "%s %s %llu %llu %zu %s\n", word, key->search,
                 (unsigned long long)key->wave, (unsigned long long)key->index, record->length,
                 digest);
  ab_text_append(&bytes, record->data, record->length);
  ab_text_add_char(&bytes, '\n');
  pthread_mutex_lock(&c->lock);
  write_all(c, bytes.data, bytes.length);
  pthread_mutex_unlock(&c->lock);
  ab_text_clear(&bytes);
}

void ab_checkpoint_add(ab_checkpoint *c, const ab_checkpoint_key *key, const ab_task *task) {
  ab_text record;
  ab_text_init(&record);
  ab_task_record(&record, task);
  write_entry(c, "task", key, &record);
  ab_text_clear(&record);
}

void ab_checkpoint_set_interval(ab_checkpoint *c, double seconds) {
  c->interval = seconds;
}

/* One task under way. */
typedef struct {
  ab_checkpoint *checkpoint;
  const ab_checkpoint_key *key;
} part;

static void keep(void *context, const ab_text *state) {
  const part *p = context;
  write_entry(p->checkpoint, "part", p->key, state);
}

void ab_checkpoint_run(ab_checkpoint *c, const ab_checkpoint_key *key, ab_task *task,
                       ab_task_worker *worker, uint64_t budget) {
  part p = {c, key};
  ab_task_keeper keeper = {.interval = c->interval, .keep = keep, .context = &p};
  const entry *e = find(c, key);
  while (e && !e->is_part && e + 1 < c->entries + c->count && compare_keys(e + 1, key) == 0)
    e++;
  if (e && e->is_part) {
    keeper.state = c->old.data + e->offset;
    keeper.length = e->length;
  }
  add_boxes(c, ab_task_run(task, worker, budget, &keeper));
  if (task->result.outcome == AB_SEARCH_PROVED)
    ab_checkpoint_add(c, key, task);
}
