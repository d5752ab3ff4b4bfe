/* SPDX-License-Identifier: MIT */
#include "replay/replay.h"

#include "base/memory.h"
#include "replay/walk.h"

#include <pthread.h>

/* One block to follow: first all trees, then all shards that they reach. */
typedef struct {
  size_t clause;
  ab_tree block;
  const char *word; /* "tree" or "shard", for messages */
  size_t number;
  ab_start start;
} task;

/* What a tree has met, kept per tree so that the threads share nothing. */
typedef struct {
  task *shards;
  size_t count, capacity;
} found;

typedef struct {
  const ab_certificate *certificate;
  mpfr_prec_t precision;
  bool fast;
  task *tasks;
  size_t task_count;
  found *met; /* one a task in the first round; NULL in the second */
  pthread_mutex_t lock;
  size_t next;   /* the next task to take up */
  size_t failed; /* the first task that failed, or task_count */
  ab_error failure;
  uint64_t counts[AB_STEP_KINDS];
} job;

typedef struct {
  job *job;
  size_t index; /* of the task under way */
} meeting;

static void start_init(ab_start *start, size_t count) {
  *start = (ab_start){0};
  ab_cell_init(&start->cell, count);
}

static bool meet_shard(void *context, const ab_start *start, uint32_t number, ab_error *error) {
  meeting *m = context;
  const ab_certificate *certificate = m->job->certificate;
  if (number >= certificate->shard_count) {
    ab_error_set(error, AB_NOT_VERIFIED, "shard %lu does not exist", (unsigned long)number + 1);
    return false;
  }
  found *list = &m->job->met[m->index];
  ab_reserve(&list->shards, &list->capacity, list->count + 1, sizeof *list->shards);
  task *shard = &list->shards[list->count++];
  *shard = (task){m->job->tasks[m->index].clause,
                  certificate->shards[number],
                  "shard",
                  (size_t)number + 1,
                  {{0}, start->committed, start->goal}};
  ab_cell_init(&shard->start.cell, start->cell.count);
  ab_cell_set(&shard->start.cell, &start->cell);
  return true;
}

/* What one thread has for one template. */
typedef struct {
  ab_rules *rules;
  ab_quick *quick;
} workspace;

static bool run_task(job *j, size_t index, workspace *spaces, uint64_t *counts, ab_error *error) {
  task *t = &j->tasks[index];
  const ab_clauses *clauses = &j->certificate->clauses;
  const ab_clause *clause = &clauses->clauses[t->clause];
  const ab_template *template_ = ab_clause_template(clauses, clause);
  workspace *space = &spaces[clause->template_index];
  if (!space->rules)
    space->rules = ab_rules_create(template_, j->precision);
  if (!space->quick && j->fast)
    space->quick = ab_quick_create(template_, space->rules);
  meeting m = {j, index};
  ab_walk walk = {.clause = clause,
                  .template_ = template_,
                  .constants = &j->certificate->witness.constants,
                  .rules = space->rules,
                  .quick = space->quick,
                  .meet_shard = j->met ? meet_shard : NULL,
                  .context = &m};
  bool good = ab_walk_block(&walk, &t->start, &t->block, error);
  for (int kind = 0; kind < AB_STEP_KINDS; kind++)
    counts[kind] += walk.counts[kind];
  if (!good)
    ab_error_context(error, "%s %zu (clause %s)", t->word, t->number, clause->name);
  return good;
}

/* Takes the next task, unless an earlier one has failed already. */
static bool take(job *j, size_t *index) {
  pthread_mutex_lock(&j->lock);
  bool got = j->next < j->task_count && j->failed == j->task_count;
  if (got)
    *index = j->next++;
  pthread_mutex_unlock(&j->lock);
  return got;
}

static void *work(void *argument) {
  job *j = argument;
  size_t templates = j->certificate->clauses.template_count, index;
  workspace *spaces = ab_allocate(templates, sizeof *spaces);
  uint64_t counts[AB_STEP_KINDS] = {0};
  while (take(j, &index)) {
    ab_error error;
    if (run_task(j, index, spaces, counts, &error))
      continue;
    pthread_mutex_lock(&j->lock);
    if (index < j->failed) { /* tasks are taken in order, so the least index that fails is found for
                                certain */
      j->failed = index;
      j->failure = error;
    }
    pthread_mutex_unlock(&j->lock);
  }
  pthread_mutex_lock(&j->lock);
  for (int kind = 0; kind < AB_STEP_KINDS; kind++)
    j->counts[kind] += counts[kind];
  pthread_mutex_unlock(&j->lock);
  for (size_t i = 0; i < templates; i++) {
    ab_quick_destroy(spaces[i].quick);
    ab_rules_destroy(spaces[i].rules);
  }
  ab_free(spaces);
  return NULL;
}

static void *work_in_thread(void *argument) {
  work(argument);
  mpfr_free_cache();
  return NULL;
}

/* One round; true if every task succeeded. */
static bool run_round(job *j, task *tasks, size_t count, unsigned threads, ab_error *error) {
  j->tasks = tasks;
  j->task_count = count;
  j->next = 0;
  j->failed = count;
  unsigned extra = threads > count ? (unsigned)count : threads;
  pthread_t *handles = ab_allocate(extra, sizeof *handles);
  unsigned started = 0;
  while (started + 1 < extra && pthread_create(&handles[started], NULL, work_in_thread, j) == 0)
    started++;
  work(j);
  for (unsigned i = 0; i < started; i++)
    pthread_join(handles[i], NULL);
  ab_free(handles);
  if (j->failed < count)
    *error = j->failure;
  return j->failed == count;
}

static void clear_tasks(task *tasks, size_t count) {
  for (size_t i = 0; i < count; i++)
    ab_cell_clear(&tasks[i].start.cell);
  ab_free(tasks);
}

static task *make_tree_tasks(const ab_certificate *certificate) {
  const ab_clauses *clauses = &certificate->clauses;
  task *tasks = ab_allocate(clauses->clause_count, sizeof *tasks);
  for (size_t i = 0; i < clauses->clause_count; i++) {
    tasks[i] = (task){.clause = i, .block = certificate->trees[i], .word = "tree", .number = i + 1};
    start_init(&tasks[i].start, ab_clause_template(clauses, &clauses->clauses[i])->variable_count);
  }
  return tasks;
}

/* All shards met, in the order of the trees: they must be the shards 1, 2, ... and all of them. */
static bool collect_shards(const job *j, size_t tree_count, task **shards, ab_error *error) {
  size_t expected = j->certificate->shard_count, count = 0;
  *shards = ab_allocate(expected, sizeof **shards);
  bool good = true;
  for (size_t i = 0; i < tree_count; i++)
    for (size_t k = 0; k < j->met[i].count; k++) {
      task *shard = &j->met[i].shards[k];
      if (good && shard->number == count + 1)
        (*shards)[count++] = *shard;
      else {
        if (good)
          ab_error_set(error, AB_NOT_VERIFIED, "tree %zu: shard %zu where shard %zu has its turn",
                       i + 1, shard->number, count + 1);
        good = false;
        ab_cell_clear(&shard->start.cell);
      }
    }
  if (good && count < expected) {
    ab_error_set(error, AB_NOT_VERIFIED, "shard %zu is not reached by any tree", count + 1);
    good = false;
  }
  if (!good) {
    clear_tasks(*shards, count);
    *shards = NULL;
  }
  return good;
}

static bool counts_agree(const job *j, ab_error *error) {
  for (int kind = 0; kind < AB_STEP_KINDS; kind++)
    if (j->counts[kind] != j->certificate->counts[kind]) {
      ab_error_set(error, AB_NOT_VERIFIED, "the stated number of '%s' steps is %llu, found %llu",
                   ab_step_kind_word((ab_step_kind)kind),
                   (unsigned long long)j->certificate->counts[kind],
                   (unsigned long long)j->counts[kind]);
      return false;
    }
  return true;
}

ab_status ab_replay(const ab_certificate *certificate, unsigned precision, unsigned threads,
                    bool fast, ab_error *error) {
  job j = {.certificate = certificate,
           .precision = (mpfr_prec_t)(precision ? precision : certificate->precision),
           .fast = fast && (precision ? precision : certificate->precision) >= 53};
  pthread_mutex_init(&j.lock, NULL);
  size_t tree_count = certificate->clauses.clause_count;
  task *trees = make_tree_tasks(certificate), *shards = NULL;
  j.met = ab_allocate(tree_count, sizeof *j.met);
  bool verified = false;
  bool trees_hold = run_round(&j, trees, tree_count, threads, error);
  bool collected = trees_hold && collect_shards(&j, tree_count, &shards, error);
  for (size_t i = 0; i < tree_count; i++) {
    for (size_t k = 0; !trees_hold && k < j.met[i].count; k++)
      ab_cell_clear(&j.met[i].shards[k].start.cell);
    ab_free(j.met[i].shards);
  }
  ab_free(j.met);
  j.met = NULL;
  if (collected)
    verified =
        run_round(&j, shards, certificate->shard_count, threads, error) && counts_agree(&j, error);
  if (shards)
    clear_tasks(shards, certificate->shard_count);
  clear_tasks(trees, tree_count);
  pthread_mutex_destroy(&j.lock);
  return verified ? AB_OK : AB_NOT_VERIFIED;
}
