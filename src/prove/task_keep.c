/* SPDX-License-Identifier: MIT */
#include "prove/task_keep.h"

#include "base/memory.h"
#include "prove/bytes.h"

static void put_node(ab_text *out, const ab_task_node *n) {
  ab_bytes_put(out, (uint64_t)n->fate | (uint64_t)n->kind << 8 | (uint64_t)(n->end + 1) << 16 |
                        (uint64_t)(n->sign + 1) << 24 | (uint64_t)n->child << 32);
  ab_bytes_put(out, n->axis | (uint64_t)n->depth << 8 | (uint64_t)n->number << 32);
}

static void put_box(ab_text *out, const ab_task_state *r, const ab_box *box) {
  ab_bytes_put(out, box->node);
  ab_bytes_put_box(out, box, r->count);
}

/* What is to be tried on a box that waits. */
static void put_verdict(ab_text *out, const ab_box_verdict *v) {
  ab_bytes_put(out, (uint64_t)v->kind | (uint64_t)(v->end + 1) << 8 |
                        (uint64_t)(v->goal.sign + 1) << 16 | (uint64_t)v->goal.literal << 32);
  ab_bytes_put(out, v->axis | (uint64_t)v->face_axis << 32);
  ab_bytes_put(out, v->zero_sets);
  ab_bytes_put_double(out, v->margin);
}

void ab_task_keep(ab_text *out, const ab_task_state *r) {
  const ab_task_worker *w = r->worker;
  ab_bytes_put(out, r->boxes);
  ab_bytes_put_double(out, r->task->closed);
  ab_bytes_put(out, w->tangents.length);
  ab_text_append(out, w->tangents.data, w->tangents.length);
  ab_bytes_put(out, w->node_count);
  for (size_t i = 0; i < w->node_count; i++)
    put_node(out, &w->nodes[i]);
  ab_bytes_put(out, w->open.count);
  for (size_t i = 0; i < w->open.count; i++)
    put_box(out, r, w->open.stack[i]);
  ab_bytes_put(out, r->occupied);
  for (int lane = 0; lane < AB_LANES; lane++)
    if (r->occupied >> lane & 1)
      put_box(out, r, r->lanes[lane]);
  ab_bytes_put(out, (uint64_t)r->waiting_count);
  for (int i = 0; i < r->waiting_count; i++) {
    put_box(out, r, r->waiting[i]);
    put_verdict(out, &r->waiting_for[i]);
  }
}

/* Children stand behind their parents: so what is read is a forest. */
static void get_node(ab_bytes *in, ab_task_node *n, size_t number, size_t count) {
  uint64_t what = ab_bytes_get(in), where = ab_bytes_get(in);
  *n = (ab_task_node){.child = (uint32_t)(what >> 32),
                      .number = (uint32_t)(where >> 32),
                      .fate = (uint8_t)(what & 0xff),
                      .kind = (uint8_t)(what >> 8 & 0xff),
                      .axis = (uint8_t)(where & 0xff),
                      .depth = (uint8_t)(where >> 8 & 0xff),
                      .end = (int8_t)((int)(what >> 16 & 0xff) - 1),
                      .sign = (int8_t)((int)(what >> 24 & 0xff) - 1)};
  in->good =
      in->good && (n->fate == AB_FATE_OPEN || n->fate == AB_FATE_STEP) && n->kind < AB_STEP_KINDS;
  unsigned subtrees =
      in->good && n->fate == AB_FATE_STEP ? ab_step_subtrees((ab_step_kind)n->kind) : 0;
  in->good = in->good && (subtrees == 0 || (n->child > number && n->child + subtrees <= count));
}

static ab_box *get_box(ab_bytes *in, ab_task_state *r) {
  ab_box *box = ab_box_pool_take(&r->worker->open);
  uint64_t node = ab_bytes_get(in);
  in->good =
      in->good && node < r->worker->node_count && r->worker->nodes[node].fate == AB_FATE_OPEN;
  ab_bytes_get_box(in, box, r->count);
  box->node = (uint32_t)node;
  return box;
}

static ab_box_verdict get_verdict(ab_bytes *in, const ab_task_state *r) {
  uint64_t what = ab_bytes_get(in), axes = ab_bytes_get(in), zero_sets = ab_bytes_get(in);
  ab_box_verdict v = {.kind = (ab_box_verdict_kind)(what & 0xff),
                      .end = (ab_end)((int)(what >> 8 & 0xff) - 1),
                      .goal = {.literal = what >> 32, .sign = (int)(what >> 16 & 0xff) - 1},
                      .axis = axes & UINT32_MAX,
                      .face_axis = axes >> 32,
                      .zero_sets = zero_sets,
                      .margin = ab_bytes_get_double(in)};
  in->good = in->good && v.kind == AB_BOX_EITHER && v.axis < r->count && v.face_axis < r->count &&
             v.goal.literal < r->template_->literal_count;
  return v;
}

static bool is_tangent(const ab_text *tangents, size_t position) {
  ab_step step;
  return ab_step_read(&step, tangents->data, tangents->length, &position) &&
         step.kind == AB_STEP_TANGENT;
}

static void get_nodes(ab_bytes *in, ab_task_state *r) {
  ab_task_worker *w = r->worker;
  size_t count = ab_bytes_get_count(in);
  in->good = in->good && count >= r->task->root_count && count <= UINT32_MAX;
  if (!in->good)
    return;
  ab_task_add_nodes(w, count);
  for (size_t i = 0; i < count && in->good; i++) {
    get_node(in, &w->nodes[i], i, count);
    in->good = in->good && (w->nodes[i].kind != AB_STEP_TANGENT ||
                            is_tangent(&w->tangents, w->nodes[i].number));
  }
}

static void get_tangents(ab_bytes *in, ab_text *tangents) {
  uint64_t length = ab_bytes_get(in);
  tangents->length = 0;
  in->good = in->good && length <= in->left;
  if (!in->good)
    return;
  ab_text_append(tangents, in->bytes, length);
  in->bytes += length;
  in->left -= length;
}

static void get_state(ab_bytes *in, ab_task_state *r) {
  get_tangents(in, &r->worker->tangents);
  get_nodes(in, r);
  size_t count = ab_bytes_get_count(in);
  for (size_t i = 0; i < count && in->good; i++)
    ab_box_pool_push(&r->worker->open, get_box(in, r));
  r->occupied = (uint32_t)ab_bytes_get(in) & ((UINT32_C(1) << AB_LANES) - 1);
  for (int lane = 0; lane < AB_LANES && in->good; lane++)
    if (r->occupied >> lane & 1)
      r->lanes[lane] = get_box(in, r);
  uint64_t waiting = ab_bytes_get(in);
  in->good = in->good && waiting < 2 * AB_LANES;
  for (uint64_t i = 0; i < waiting && in->good; i++) {
    r->waiting[i] = get_box(in, r);
    r->waiting_for[i] = get_verdict(in, r);
    r->waiting_count++;
  }
}

bool ab_task_take_up(ab_task_state *r, const char *bytes, size_t length) {
  ab_bytes in = {bytes, length, true};
  r->worker->node_count = 0;
  ab_box_pool_reset(&r->worker->open);
  r->boxes = ab_bytes_get(&in);
  r->task->closed = ab_bytes_get_double(&in);
  get_state(&in, r);
  if (in.good && in.left == 0)
    return true;
  r->boxes = r->occupied = 0;
  r->waiting_count = 0;
  r->task->closed = 0;
  return false;
}
