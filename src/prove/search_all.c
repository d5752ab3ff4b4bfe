/* SPDX-License-Identifier: MIT */
#include "prove/search_all.h"

#include "base/memory.h"
#include "num/rational.h"
#include "prove/checkpoint.h"
#include "prove/progress.h"
#include "prove/task_run.h"
#include "prove/team.h"
#include "prove/work.h"

#include <math.h>
#include <mpfr.h>
#include <pthread.h>
#include <string.h>

/* Tasks are done in waves. A wave is made of the pending tasks that come first in the trees; their
 * number and budgets depend on what is pending, never on threads or time. */
enum { WAVE = 64, SMALL_BUDGET = 2048, BUDGET = 32768, STREAMS = 16 };

/* A task is not to take long (work.h). */
enum { TASK_WORK = 1 << 24, TASK_MIN = 256 };

typedef struct {
  ab_search_result *results;
  const ab_clauses *clauses;
  const ab_constants *constants;
  const ab_search_options *options;
  size_t first, end; /* the clauses to search */
  ab_task **roots;   /* one a clause, from `first` */
  ab_task **pending; /* the next one last */
  size_t pending_count, pending_capacity;
  ab_task *wave[WAVE];
  uint64_t budgets[WAVE];
  bool mine[WAVE];         /* to be done by this process */
  size_t wave_count, next; /* next to be taken up by a thread */
  unsigned busy;           /* threads at work on the wave */
  ab_checkpoint_key key;   /* of the wave, if there is a checkpoint */
  bool over;
  pthread_mutex_t lock;
  pthread_cond_t begin, finished;
} job;

/* Runs a task of the wave, or takes its outcome from the checkpoint. */
static void do_task(job *j, size_t i, ab_task_worker *worker) {
  ab_checkpoint *checkpoint = j->options->checkpoint;
  ab_task *task = j->wave[i];
  ab_checkpoint_key key = j->key;
  key.index = i;
  if (checkpoint && ab_checkpoint_restore(checkpoint, &key, task))
    return;
  if (checkpoint)
    ab_checkpoint_run(checkpoint, &key, task, worker, j->budgets[i]);
  else
    ab_task_run(task, worker, j->budgets[i], NULL);
}

/* The least bound among the boxes that a task left open. */
static double worst_margin(const ab_task *task) {
  double worst = (double)NAN;
  for (size_t i = 0; i < task->child_count; i++)
    for (size_t k = 0; k < task->children[i]->root_count; k++)
      worst =
          fmin(worst, ab_box_at(task->children[i]->boxes, k, task->result.variable_count)->margin);
  return worst;
}

static void tell(job *j, const ab_task *task) {
  if (j->options->progress)
    ab_progress_add(j->options->progress, task->result.boxes, task->closed, worst_margin(task));
}

/* Takes up tasks of the wave until none is left; called with the lock held. */
static void work_on_wave(job *j, ab_task_worker *worker) {
  j->busy++;
  while (j->next < j->wave_count) {
    size_t i = j->next++;
    if (!j->mine[i])
      continue;
    pthread_mutex_unlock(&j->lock);
    do_task(j, i, worker);
    pthread_mutex_lock(&j->lock);
    tell(j, j->wave[i]);
  }
  if (--j->busy == 0)
    pthread_cond_signal(&j->finished);
}

static void *helper(void *argument) {
  job *j = argument;
  ab_task_worker *worker = ab_task_worker_create(j->clauses, j->constants, j->options);
  pthread_mutex_lock(&j->lock);
  while (!j->over) {
    if (j->next < j->wave_count)
      work_on_wave(j, worker);
    else
      pthread_cond_wait(&j->begin, &j->lock);
  }
  pthread_mutex_unlock(&j->lock);
  ab_task_worker_destroy(worker);
  mpfr_free_cache();
  return NULL;
}

static void push(job *j, ab_task *task) {
  ab_reserve(&j->pending, &j->pending_capacity, j->pending_count + 1, sizeof *j->pending);
  j->pending[j->pending_count++] = task;
}

/* Boxes that a clause may still use. */
static uint64_t left(const job *j, size_t clause) {
  uint64_t used = j->results[clause].boxes, limit = j->options->node_limit;
  return used < limit ? limit - used : 0;
}

/* The budget, or less for a large graph. */
static uint64_t allowed_boxes(const job *j, size_t clause, uint64_t budget) {
  const ab_template *t = ab_clause_template(j->clauses, &j->clauses->clauses[clause]);
  uint64_t least = budget < TASK_MIN ? budget : TASK_MIN;
  return ab_work_boxes(t, j->options->precision, TASK_WORK, least, budget);
}

/* The next wave; a clause without boxes left gives tasks of budget 0, which do nothing. */
static void make_wave(job *j) {
  uint64_t budget = j->pending_count < STREAMS ? SMALL_BUDGET : BUDGET;
  uint64_t shares = j->pending_count < WAVE ? j->pending_count : WAVE;
  j->wave_count = j->next = 0;
  j->key.wave++;
  while (j->wave_count < WAVE && j->pending_count > 0) {
    ab_task *task = j->pending[--j->pending_count];
    uint64_t rest = left(j, task->clause), most = rest ? rest / shares + 1 : 0;
    uint64_t allowed = allowed_boxes(j, task->clause, budget);
    j->budgets[j->wave_count] = most < allowed ? most : allowed;
    j->mine[j->wave_count] = true;
    j->wave[j->wave_count++] = task;
  }
}

/* With others: which tasks of the wave are for this process. */
static void divide_wave(job *j) {
  bool known[WAVE];
  ab_checkpoint_key key = j->key;
  for (key.index = 0; key.index < j->wave_count; key.index++)
    known[key.index] = j->options->checkpoint && ab_checkpoint_has(j->options->checkpoint, &key);
  ab_team_divide(j->options->team, j->mine, known, j->wave_count);
}

/* What the others did; tasks that failed there fail here too. */
static void share_wave(job *j, ab_task_worker *worker) {
  ab_checkpoint_key key = j->key;
  bool before[WAVE];
  memcpy(before, j->mine, sizeof before);
  ab_team_share(j->options->team, j->wave, j->mine, j->wave_count);
  for (size_t i = 0; i < j->wave_count; i++) {
    key.index = i;
    if (!j->mine[i])
      ab_task_run(j->wave[i], worker, j->budgets[i], NULL);
    else if (!before[i] && j->options->checkpoint)
      ab_checkpoint_add(j->options->checkpoint, &key, j->wave[i]);
    if (!before[i])
      tell(j, j->wave[i]);
  }
}

static void run_wave(job *j, ab_task_worker *worker) {
  pthread_mutex_lock(&j->lock);
  make_wave(j);
  if (j->options->team)
    divide_wave(j);
  pthread_cond_broadcast(&j->begin);
  work_on_wave(j, worker);
  while (j->busy > 0)
    pthread_cond_wait(&j->finished, &j->lock);
  if (j->options->team)
    share_wave(j, worker);
  pthread_mutex_unlock(&j->lock);
}

/* Adds up the wave. false if a task of it failed; then *failed is the first one. */
static bool collect_wave(job *j, ab_task **failed) {
  *failed = NULL;
  for (size_t i = 0; i < j->wave_count; i++) {
    ab_task *task = j->wave[i];
    j->results[task->clause].boxes += task->result.boxes;
    j->results[task->clause].closed += task->closed;
    if (!*failed && task->result.outcome != AB_SEARCH_PROVED)
      *failed = task;
  }
  for (size_t i = j->wave_count; i-- > 0;)
    for (size_t k = j->wave[i]->child_count; k-- > 0;)
      push(j, j->wave[i]->children[k]);
  return !*failed;
}

static void report_failure(job *j, ab_task *task) {
  ab_search_result *result = &j->results[task->clause], found = task->result;
  found.boxes = result->boxes;
  found.closed = result->closed;
  task->result = (ab_search_result){0};
  *result = found;
}

/* The limit: the first box that is still open. */
static bool is_exhausted(job *j) {
  if (j->pending_count == 0)
    return false;
  ab_task *task = j->pending[j->pending_count - 1];
  if (left(j, task->clause) > 0)
    return false;
  ab_task_stop(task, j->clauses, AB_STOP_NODES);
  report_failure(j, task);
  return true;
}

/* Returns the clause that failed, or `end`. */
static size_t run(job *j, ab_task_worker *worker) {
  for (size_t i = j->end; i-- > j->first;)
    push(j, j->roots[i - j->first] = ab_task_of_clause(j->clauses, i));
  while (j->pending_count > 0) {
    size_t next = j->pending[j->pending_count - 1]->clause;
    ab_task *failed;
    if (is_exhausted(j))
      return next;
    run_wave(j, worker);
    if (!collect_wave(j, &failed)) {
      size_t clause = failed->clause;
      report_failure(j, failed);
      return clause;
    }
  }
  return j->end;
}

/* The trees of all clauses that were finished. Where one failed, those are the ones of which
 * nothing is pending and nothing was in the last wave. */
static void take_trees(job *j, size_t failed) {
  bool *open = ab_allocate(j->end - j->first, sizeof *open);
  for (size_t i = 0; i < j->pending_count; i++)
    open[j->pending[i]->clause - j->first] = true;
  for (size_t i = 0; i < j->wave_count && failed < j->end; i++)
    open[j->wave[i]->clause - j->first] = true;
  for (size_t i = j->first; i < j->end; i++) {
    ab_search_result *result = &j->results[i];
    if (!open[i - j->first]) {
      ab_task_append(&result->tree, j->roots[i - j->first], 0);
      result->outcome = AB_SEARCH_PROVED;
    }
    ab_task_destroy(j->roots[i - j->first]);
  }
  ab_free(open);
}

static size_t search(ab_search_result *results, const ab_clauses *clauses, size_t first, size_t end,
                     const ab_constants *constants, const ab_search_options *options,
                     unsigned threads) {
  job j = {.results = results,
           .clauses = clauses,
           .constants = constants,
           .options = options,
           .first = first,
           .end = end,
           .roots = ab_allocate(end - first, sizeof(ab_task *))};
  for (size_t i = first; i < end; i++)
    results[i] = (ab_search_result){
        .outcome = AB_SEARCH_STOPPED,
        .variable_count = ab_clause_template(clauses, &clauses->clauses[i])->variable_count};
  if (options->checkpoint || options->team)
    ab_checkpoint_key_init(&j.key, clauses, first, end, constants, options);
  if (options->team)
    ab_team_agree(options->team, "a search", j.key.search);
  if (options->progress)
    ab_progress_begin(options->progress, end - first);
  pthread_mutex_init(&j.lock, NULL);
  pthread_cond_init(&j.begin, NULL);
  pthread_cond_init(&j.finished, NULL);
  pthread_t *handles = ab_allocate(threads, sizeof *handles);
  unsigned started = 0;
  while (started + 1 < threads && pthread_create(&handles[started], NULL, helper, &j) == 0)
    started++;
  ab_task_worker *worker = ab_task_worker_create(clauses, constants, options);
  size_t failed = run(&j, worker);
  pthread_mutex_lock(&j.lock);
  j.over = true;
  pthread_cond_broadcast(&j.begin);
  pthread_mutex_unlock(&j.lock);
  for (unsigned i = 0; i < started; i++)
    pthread_join(handles[i], NULL);
  ab_task_worker_destroy(worker);
  take_trees(&j, failed);
  if (options->progress)
    ab_progress_end(options->progress);
  ab_free(handles);
  ab_free(j.roots);
  ab_free(j.pending);
  pthread_mutex_destroy(&j.lock);
  pthread_cond_destroy(&j.begin);
  pthread_cond_destroy(&j.finished);
  return failed;
}

size_t ab_search_all(ab_search_result *results, const ab_clauses *clauses,
                     const ab_constants *constants, const ab_search_options *options,
                     unsigned threads) {
  return search(results, clauses, 0, clauses->clause_count, constants, options, threads);
}

void ab_search(ab_search_result *result, const ab_clauses *clauses, size_t index,
               const ab_constants *constants, const ab_search_options *options) {
  ab_search_result *results = ab_allocate(index + 1, sizeof *results);
  search(results, clauses, index, index + 1, constants, options, 1);
  *result = results[index];
  ab_free(results);
}

void ab_search_result_clear(ab_search_result *result) {
  ab_text_clear(&result->tree);
  ab_rationals_destroy(result->point, result->variable_count);
  ab_rationals_destroy(result->worst_lo, result->variable_count);
  ab_rationals_destroy(result->worst_hi, result->variable_count);
}
