/* SPDX-License-Identifier: MIT
 * How the tasks of a wave are divided, and their outcomes shared. */
#include "base/memory.h"
#include "prove/task_record.h"
#include "prove/team.h"

#include <string.h>

static void clear_all(ab_team *team, ab_text *all) {
  for (size_t r = 0; r < ab_team_size(team); r++)
    ab_text_clear(&all[r]);
  ab_free(all);
}

void ab_team_divide(ab_team *team, bool *whose, const bool *known, size_t count) {
  ab_text mine, *all = ab_allocate(ab_team_size(team), sizeof *all);
  ab_text_init(&mine);
  for (size_t i = 0; i < count; i++)
    ab_text_add_char(&mine, known[i] ? 'k' : '-');
  ab_team_exchange(team, "a wave of tasks", &mine, all);
  size_t turn = 0, size = ab_team_size(team), rank = ab_team_rank(team);
  for (size_t i = 0; i < count; i++)
    whose[i] = all[0].data[i] == 'k' ? rank == 0 : turn++ % size == rank;
  ab_text_clear(&mine);
  clear_all(team, all);
}

/* Each outcome: its task's number and its length, as size_t of this machine, and the record. */
static void take(const ab_text *text, ab_task *const *tasks, bool *whose, size_t count) {
  for (size_t at = 0, head[2]; at + sizeof head <= text->length; at += head[1]) {
    memcpy(head, text->data + at, sizeof head);
    at += sizeof head;
    if (head[0] >= count || head[1] > text->length - at)
      return;
    whose[head[0]] = whose[head[0]] || ab_task_restore(tasks[head[0]], text->data + at, head[1]);
  }
}

void ab_team_share(ab_team *team, ab_task *const *tasks, bool *whose, size_t count) {
  ab_text mine, *all = ab_allocate(ab_team_size(team), sizeof *all);
  ab_text_init(&mine);
  for (size_t i = 0; i < count; i++) {
    if (!whose[i] || tasks[i]->result.outcome != AB_SEARCH_PROVED)
      continue;
    ab_text record;
    ab_text_init(&record);
    ab_task_record(&record, tasks[i]);
    size_t head[2] = {i, record.length};
    ab_text_append(&mine, (const char *)head, sizeof head);
    ab_text_append(&mine, record.data, record.length);
    ab_text_clear(&record);
  }
  ab_team_exchange(team, "the outcomes of a wave", &mine, all);
  for (size_t r = 0; r < ab_team_size(team); r++)
    take(&all[r], tasks, whose, count);
  ab_text_clear(&mine);
  clear_all(team, all);
}
