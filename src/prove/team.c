/* SPDX-License-Identifier: MIT */
#include "prove/team.h"

#include "base/memory.h"

#include <string.h>

#ifdef AB_HAS_MPI
#include <limits.h>
#include <mpi.h>
#include <stdio.h>

struct ab_team {
  int size, rank;
};

ab_status ab_team_join(ab_team **team, ab_error *error) {
  int level = 0, began = 0;
  *team = NULL;
  MPI_Initialized(&began);
  if (!began && MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level) != MPI_SUCCESS)
    return ab_error_set(error, AB_INTERNAL, "MPI does not start");
  *team = ab_allocate(1, sizeof **team);
  MPI_Comm_size(MPI_COMM_WORLD, &(*team)->size);
  MPI_Comm_rank(MPI_COMM_WORLD, &(*team)->rank);
  return AB_OK;
}

void ab_team_leave(ab_team *team) {
  ab_team_agree(team, "the end", "");
  ab_free(team);
  MPI_Finalize();
}

/* Errors of MPI itself end all processes: that is its default. */
static void end_all(const ab_team *team, const char *what) {
  fprintf(stderr, "abcert: error: process %d is at %s, and others are not there with the same\n",
          team->rank, what);
  MPI_Abort(MPI_COMM_WORLD, AB_INTERNAL);
}

/* The lengths of the messages of all, and where they begin in one sequence; their sum. */
static size_t share_lengths(ab_team *team, int length, int *lengths, int *starts) {
  MPI_Allgather(&length, 1, MPI_INT, lengths, 1, MPI_INT, MPI_COMM_WORLD);
  size_t sum = 0;
  for (int r = 0; r < team->size; r++) {
    starts[r] = (int)sum;
    sum += (size_t)lengths[r];
    if (sum > INT_MAX)
      end_all(team, "too large an exchange");
  }
  return sum;
}

/* Every message begins with the name of the exchange and a NUL. */
void ab_team_exchange(ab_team *team, const char *what, const ab_text *mine, ab_text *all) {
  size_t count = (size_t)team->size, name = strlen(what) + 1;
  ab_text message;
  ab_text_init(&message);
  ab_text_append(&message, what, name);
  if (mine->length)
    ab_text_append(&message, mine->data, mine->length);
  if (message.length > INT_MAX)
    end_all(team, "too large an exchange");
  int *lengths = ab_allocate(count, sizeof *lengths), *starts = ab_allocate(count, sizeof *starts);
  char *bytes = ab_allocate(share_lengths(team, (int)message.length, lengths, starts), 1);
  MPI_Allgatherv(message.data, (int)message.length, MPI_CHAR, bytes, lengths, starts, MPI_CHAR,
                 MPI_COMM_WORLD);
  for (size_t r = 0; r < count; r++) {
    size_t length = (size_t)lengths[r];
    if (length < name || memcmp(bytes + starts[r], what, name) != 0)
      end_all(team, what);
    ab_text_init(&all[r]);
    if (length > name)
      ab_text_append(&all[r], bytes + starts[r] + name, length - name);
  }
  ab_text_clear(&message);
  ab_free(bytes);
  ab_free(lengths);
  ab_free(starts);
}

void ab_team_agree(ab_team *team, const char *what, const char *mine) {
  ab_text text, *all = ab_allocate((size_t)team->size, sizeof *all);
  ab_text_init(&text);
  ab_text_add(&text, mine);
  ab_team_exchange(team, what, &text, all);
  for (int r = 0; r < team->size; r++) {
    if (!ab_text_equal(&all[r], &text))
      end_all(team, what);
    ab_text_clear(&all[r]);
  }
  ab_text_clear(&text);
  ab_free(all);
}

size_t ab_team_rank(const ab_team *team) {
  return (size_t)team->rank;
}

size_t ab_team_size(const ab_team *team) {
  return (size_t)team->size;
}

#else

struct ab_team {
  char unused;
};

ab_status ab_team_join(ab_team **team, ab_error *error) {
  *team = NULL;
  return ab_error_set(error, AB_USAGE,
                      "--mpi: this program was built without MPI (meson setup -Dmpi=enabled)");
}

void ab_team_leave(ab_team *team) {
  ab_free(team);
}

void ab_team_exchange(ab_team *team, const char *what, const ab_text *mine, ab_text *all) {
  (void)team;
  (void)what;
  ab_text_init(all);
  if (mine->length)
    ab_text_append(all, mine->data, mine->length);
}

void ab_team_agree(ab_team *team, const char *what, const char *mine) {
  (void)team;
  (void)what;
  (void)mine;
}

size_t ab_team_rank(const ab_team *team) {
  (void)team;
  return 0;
}

size_t ab_team_size(const ab_team *team) {
  (void)team;
  return 1;
}

#endif
