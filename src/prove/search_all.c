/* SPDX-License-Identifier: MIT */
#include "prove/search_all.h"

#include "base/memory.h"

#include <mpfr.h>
#include <pthread.h>

typedef struct {
  ab_search_result *results;
  const ab_clauses *clauses;
  const ab_constants *constants;
  const ab_search_options *options;
  pthread_mutex_t lock;
  size_t next, failed; /* failed: the least index of a clause that is not proved */
} job;

/* Takes the next clause, as long as it comes before every one that has failed. */
static bool take(job *j, size_t *index) {
  pthread_mutex_lock(&j->lock);
  bool got = j->next < j->failed;
  if (got)
    *index = j->next++;
  pthread_mutex_unlock(&j->lock);
  return got;
}

static void *work(void *argument) {
  job *j = argument;
  size_t index;
  while (take(j, &index)) {
    ab_search(&j->results[index], j->clauses, index, j->constants, j->options);
    pthread_mutex_lock(&j->lock);
    if (j->results[index].outcome != AB_SEARCH_PROVED && index < j->failed)
      j->failed = index;
    pthread_mutex_unlock(&j->lock);
  }
  return NULL;
}

static void *work_in_thread(void *argument) {
  work(argument);
  mpfr_free_cache();
  return NULL;
}

size_t ab_search_all(ab_search_result *results, const ab_clauses *clauses,
                     const ab_constants *constants, const ab_search_options *options,
                     unsigned threads) {
  size_t count = clauses->clause_count;
  job j = {.results = results,
           .clauses = clauses,
           .constants = constants,
           .options = options,
           .failed = count};
  for (size_t i = 0; i < count; i++)
    results[i] = (ab_search_result){.outcome = AB_SEARCH_STOPPED};
  pthread_mutex_init(&j.lock, NULL);
  unsigned most = threads > count ? (unsigned)count : threads, started = 0;
  pthread_t *handles = ab_allocate(most, sizeof *handles);
  while (started + 1 < most && pthread_create(&handles[started], NULL, work_in_thread, &j) == 0)
    started++;
  work(&j);
  for (unsigned i = 0; i < started; i++)
    pthread_join(handles[i], NULL);
  ab_free(handles);
  pthread_mutex_destroy(&j.lock);
  return j.failed;
}
