/* SPDX-License-Identifier: MIT */
#include "prove/box_tests.h"

#include "prove/outlook.h"
#include "prove/scalar_search.h"
#include "prove/tangent.h"

#include <math.h>
#include <string.h>

/* AHEAD_MAX: how much deeper one axis may be divided than the others. */
enum { MAX_TRACKED = 64, AHEAD_MAX = 4 };
/* A tangent costs as much as some hundred boxes: it has to stand for about as many. */
static const double TANGENT_BOXES = 64;

void ab_box_tests_init(ab_box_tests *tests, const ab_template *t, ab_double_rules *rules,
                       const ab_clause *clause, const ab_constants *constants) {
  *tests =
      (ab_box_tests){.template_ = t, .rules = rules, .backend = ab_double_backend(), .thin = true};
  for (size_t j = 0; j < t->parameter_count; j++) {
    const ab_argument *a = &clause->arguments[j];
    if (!a->bound)
      continue;
    double lo = mpq_get_d(constants->items[a->constant].lo);
    double hi = mpq_get_d(constants->items[a->constant].hi);
    tests->thin = tests->thin && hi - lo <= 0x1p-40 * fmax(fabs(lo), fabs(hi));
  }
}

/* What is known of each lane. */
typedef struct {
  const ab_box_tests *tests;
  ab_box *const *boxes;
  uint32_t open;                  /* lanes without a verdict */
  uint64_t everywhere, somewhere; /* literals that are to be tried, as bits */
  uint32_t false_at_centre;       /* lanes where every literal tried so far is */
  ab_double_goals goals;
  double shortfall[AB_LANES]; /* of the literal nearest to holding; negative: none */
  size_t best[AB_LANES];      /* that literal */
  size_t axis[AB_LANES];      /* of the greatest influence on it; or the number of axes */
  size_t face_axis[AB_LANES]; /* with the slope of greatest effect for sure; or that number */
  ab_end face_end[AB_LANES];
  int centre_sign[AB_LANES];
  bool drowned[AB_LANES]; /* rounding is most of what is seen */
  ab_box_verdict *verdicts;
} picture;

static void start(picture *p) {
  p->everywhere = UINT64_MAX;
  AB_EACH_LANE_OF(lane, p->open) {
    const ab_box *box = p->boxes[lane];
    uint64_t wanted = !box->committed              ? box->alive
                      : box->literal < MAX_TRACKED ? UINT64_C(1) << box->literal
                                                   : 0;
    p->everywhere &= wanted;
    p->somewhere |= wanted;
    ab_double_goals_add(&p->goals, lane, box->committed ? box->sign : 0);
    p->shortfall[lane] = -1;
    p->verdicts[lane] = (ab_box_verdict){.margin = (double)NAN};
  }
}

/* The open lanes in which this literal is to be tried. */
static uint32_t lanes_for(const picture *p, size_t literal) {
  uint32_t lanes = 0;
  if (literal < MAX_TRACKED && !(p->somewhere >> literal & 1))
    return 0;
  if (literal < MAX_TRACKED && (p->everywhere >> literal & 1))
    return p->open;
  AB_EACH_LANE_OF(lane, p->open) {
    const ab_box *box = p->boxes[lane];
    bool wanted = box->committed ? box->literal == literal
                                 : literal >= MAX_TRACKED || (box->alive >> literal & 1);
    lanes |= (uint32_t)wanted << lane;
  }
  return lanes;
}

/* The lanes in which every number of x makes the literal false. */
static uint32_t surely_false(const picture *p, size_t literal, const ab_lanes *x) {
  ab_lane_signs signs = ab_double_rules_signs(p->tests->rules, x);
  switch (p->tests->template_->literals[literal].kind) {
  case AB_LITERAL_NONNEGATIVE:
  case AB_LITERAL_POSITIVE_OFF:
    return signs.negative;
  case AB_LITERAL_POSITIVE:
    return signs.nonpositive;
  case AB_LITERAL_NONZERO:
    return (signs.nonpositive & signs.nonnegative) | (signs.nonpositive & p->goals.plus) |
           (signs.nonnegative & p->goals.minus);
  }
  return 0;
}

static int sign_of_goal(const picture *p, int lane) {
  return (int)(p->goals.plus >> lane & 1) - (int)(p->goals.minus >> lane & 1);
}

static void settle(picture *p, uint32_t lanes, size_t literal, ab_box_verdict_kind kind) {
  AB_EACH_LANE_OF(lane, lanes) {
    p->verdicts[lane].kind = kind;
    p->verdicts[lane].goal = (ab_goal){literal, sign_of_goal(p, lane)};
  }
  p->open &= ~lanes;
}

static void try_direct(picture *p, size_t literal) {
  uint32_t lanes = lanes_for(p, literal);
  if (!lanes)
    return;
  const ab_lanes *range = ab_double_rules_range(p->tests->rules, literal);
  uint32_t good = lanes & ab_double_rules_settled(p->tests->rules, literal, p->goals, range);
  settle(p, good, literal, AB_BOX_DIRECT);
  uint32_t dead = lanes & ~good & surely_false(p, literal, range);
  if (literal >= MAX_TRACKED || !dead)
    return;
  p->everywhere &= ~(UINT64_C(1) << literal);
  AB_EACH_LANE_OF(lane, dead) p->boxes[lane]->alive &= ~(UINT64_C(1) << literal);
}

static void look_at_slopes(ab_outlook *o, const picture *p, const ab_lanes *const *slopes) {
  static ab_look_at_slopes *const looks[] = {ab_look_at_slopes_plain,
#ifdef AB_HAS_X86_KERNELS
                                             ab_look_at_slopes_avx2, ab_look_at_slopes_avx512
#endif
  };
  looks[p->tests->backend](o, slopes, ab_double_rules_half_widths(p->tests->rules),
                           p->tests->template_->variable_count);
}

/* The least divided axis of a box, or the number of axes. */
static size_t widest_axis(const picture *p, int lane) {
  size_t n = p->tests->template_->variable_count, widest = n;
  for (size_t k = 0; k < n; k++)
    if (ab_double_rules_half_widths(p->tests->rules)[k][lane] > 0 &&
        (widest == n || p->boxes[lane]->axes[k].depth < p->boxes[lane]->axes[widest].depth))
      widest = k;
  return widest;
}

static void take_outlook(picture *p, int lane, const ab_outlook *o) {
  size_t n = p->tests->template_->variable_count;
  bool rising = o->face[lane] >= 0;
  p->axis[lane] = (size_t)o->axis[lane];
  p->face_axis[lane] = (size_t)(rising ? o->face[lane] : o->face[lane] + (double)n);
  p->face_end[lane] = rising ? AB_END_LOW : AB_END_HIGH;
  const ab_box *box = p->boxes[lane];
  if (p->axis[lane] < n && isfinite(o->most[lane]) && box->axes[p->axis[lane]].depth <= AHEAD_MAX)
    return;
  size_t widest = widest_axis(p, lane);
  if (widest == n || p->axis[lane] == n || !isfinite(o->most[lane]) ||
      box->axes[p->axis[lane]].depth > box->axes[widest].depth + AHEAD_MAX)
    p->axis[lane] = widest;
}

/* The lane's literal failed: keeps what was seen, if it is the nearest to holding. */
static void note(picture *p, int lane, size_t literal, const ab_double_centred *c,
                 const ab_outlook *o) {
  double lo = c->enclosure->lo[lane], hi = c->enclosure->hi[lane];
  double at_lo = c->anchored->lo[lane], at_hi = c->anchored->hi[lane];
  double width = hi - lo; /* neither infinite nor NaN if both ends are neither */
  double shortfall = width > 0 && width < INFINITY ? -lo / width : INFINITY;
  if (p->shortfall[lane] >= 0 && !(shortfall < p->shortfall[lane]))
    return;
  p->shortfall[lane] = fmax(shortfall, 0);
  p->best[lane] = literal;
  p->verdicts[lane].margin = lo;
  p->centre_sign[lane] = at_lo > 0 ? 1 : at_hi < 0 ? -1 : 0;
  p->drowned[lane] = p->tests->thin && (at_hi - at_lo) * 8 > hi - lo;
  take_outlook(p, lane, o);
}

static void try_centred(picture *p, size_t literal) {
  uint32_t lanes = lanes_for(p, literal);
  if (!lanes)
    return;
  bool forward = p->tests->template_->variable_count <= AB_FORWARD_MAX;
  ab_double_centred c = forward ? ab_double_rules_centred_forward(p->tests->rules, literal)
                                : ab_double_rules_centred(p->tests->rules, literal);
  uint32_t good = lanes & ab_double_rules_settled(p->tests->rules, literal, p->goals, c.enclosure);
  settle(p, good, literal, AB_BOX_CENTRED);
  if (!(lanes & ~good))
    return;
  p->false_at_centre &= ~lanes | good | surely_false(p, literal, c.anchored);
  ab_outlook o;
  look_at_slopes(&o, p, c.slopes);
  AB_EACH_LANE_OF(lane, lanes & ~good) note(p, lane, literal, &c, &o);
}

/* Only the literal is left on the box: a face for it loses nothing. */
static bool is_alone(const picture *p, int lane, size_t literal) {
  const ab_box *box = p->boxes[lane];
  return box->committed || (p->tests->template_->literal_count <= MAX_TRACKED &&
                            box->alive == UINT64_C(1) << literal);
}

/* The face that may do in a lane whose verdict is to split. */
static void propose_face(picture *p, int lane) {
  size_t literal = p->best[lane];
  if (p->face_axis[lane] == p->tests->template_->variable_count || !is_alone(p, lane, literal))
    return;
  const ab_box *box = p->boxes[lane];
  bool two_sided = p->tests->template_->literals[literal].kind == AB_LITERAL_NONZERO;
  ab_box_verdict *v = &p->verdicts[lane];
  v->kind = AB_BOX_EITHER;
  v->goal = (ab_goal){literal, box->committed ? box->sign : two_sided ? p->centre_sign[lane] : 0};
  v->face_axis = p->face_axis[lane];
  v->end = v->goal.sign < 0 ? -p->face_end[lane] : p->face_end[lane];
}

/* Where order two is worth a try: the literal may hold, and no entry of the diagonal is negative
 * for more than rounding. */
static void look_at_zero_sets(picture *p) {
  const ab_template *t = p->tests->template_;
  for (size_t z = 0; z < t->zero_set_count && z < MAX_TRACKED; z++) {
    size_t literal = t->zero_sets[z].literal;
    uint32_t lanes = lanes_for(p, literal);
    for (size_t i = 0; i < t->zero_sets[z].codimension && lanes; i++) {
      const ab_lanes *entry = ab_double_rules_diagonal(p->tests->rules, z, i);
      AB_EACH_LANE_OF(lane, lanes)
      if (!(entry->lo[lane] >= -0x1p-30 * fabs(entry->hi[lane])))
        lanes &= ~(UINT32_C(1) << lane);
    }
    AB_EACH_LANE_OF(lane, lanes) p->verdicts[lane].zero_sets |= UINT64_C(1) << z;
  }
}

/* Whether the centred form is so far from settling the box that this would take many divisions: of
 * all its coordinates by the ratio of what the literal has at the midpoint to what it lacks. */
static bool is_far(const picture *p, int lane) {
  const double *const *half = ab_double_rules_half_widths(p->tests->rules);
  int moving = 0;
  for (size_t k = 0; k < p->tests->template_->variable_count; k++)
    moving += half[k][lane] > 0;
  return pow(fmax(1 - 2 * p->shortfall[lane], 0), moving) * TANGENT_BOXES < 1;
}

/* Where a tangent is worth a try: the literal may hold, is far from being settled by its centred
 * form, and looks convex. */
static void look_at_gradients(picture *p) {
  const ab_template *t = p->tests->template_;
  for (size_t g = 0; g < t->gradient_count && p->open; g++) {
    size_t literal = t->gradients[g].literal;
    uint32_t lanes = lanes_for(p, literal) & ~p->false_at_centre;
    AB_EACH_LANE_OF(lane, lanes)
    if (p->best[lane] != literal || !is_far(p, lane) ||
        (p->boxes[lane]->committed && p->boxes[lane]->sign < 0))
      lanes &= ~(UINT32_C(1) << lane);
    if (lanes)
      lanes = ab_tangent_look(p->tests->rules, t, g, lanes);
    AB_EACH_LANE_OF(lane, lanes) p->verdicts[lane].gradient = g + 1;
  }
}

/* The verdicts where no literal was seen to hold. */
static void judge(picture *p) {
  AB_EACH_LANE_OF(lane, p->open) {
    ab_box_verdict *v = &p->verdicts[lane];
    v->axis = p->shortfall[lane] < 0 ? widest_axis(p, lane) : p->axis[lane];
    bool is_point = v->axis == p->tests->template_->variable_count;
    v->kind = is_point                         ? AB_BOX_SCALAR
              : p->false_at_centre >> lane & 1 ? AB_BOX_FALSE
              : p->drowned[lane]               ? AB_BOX_SCALAR
              : isfinite(p->shortfall[lane])   ? AB_BOX_SPLIT
                                               : AB_BOX_VAGUE;
    if (v->kind == AB_BOX_SPLIT && p->shortfall[lane] >= 0)
      propose_face(p, lane);
  }
}

void ab_box_tests_run(const ab_box_tests *tests, ab_box_verdict *verdicts, ab_box *const *boxes,
                      uint32_t lanes) {
  picture p = {.tests = tests, .boxes = boxes, .verdicts = verdicts};
  p.open = p.false_at_centre = lanes;
  start(&p);
  size_t literals = tests->template_->literal_count;
  for (size_t l = 0; l < literals && p.open; l++)
    try_direct(&p, l);
  for (size_t l = 0; l < literals && p.open; l++)
    try_centred(&p, l);
  look_at_zero_sets(&p);
  look_at_gradients(&p);
  judge(&p);
}

/* The lanes of `lanes` whose goal is about the literal. */
static void run_faces(const ab_box_tests *tests, ab_box_verdict *verdicts, ab_box *const *boxes,
                      uint32_t lanes, size_t literal) {
  uint8_t axes[AB_LANES] = {0};
  ab_end ends[AB_LANES] = {AB_END_NONE};
  ab_double_goals goals = {0, 0};
  ab_double_place at[AB_LANES] = {0};
  AB_EACH_LANE_OF(lane, lanes) {
    const ab_box_verdict *v = &verdicts[lane];
    axes[lane] = (uint8_t)v->face_axis;
    ends[lane] = v->end;
    ab_double_goals_add(&goals, lane, v->goal.sign);
    at[lane] = boxes[lane]->axes[v->face_axis];
  }
  ab_double_rules_range(tests->rules, literal);
  const ab_lanes *slope = ab_double_rules_face(tests->rules, literal, axes, ends, at);
  uint32_t good = lanes & ab_double_rules_licensed(tests->rules, literal, goals, ends, slope);
  AB_EACH_LANE_OF(lane, lanes)
  verdicts[lane].kind = good >> lane & 1 ? AB_BOX_FACE : AB_BOX_SPLIT;
}

void ab_box_tests_run_faces(const ab_box_tests *tests, ab_box_verdict *verdicts,
                            ab_box *const *boxes, uint32_t lanes) {
  while (lanes) {
    size_t literal = verdicts[__builtin_ctz(lanes)].goal.literal;
    uint32_t same = 0;
    AB_EACH_LANE_OF(lane, lanes)
    same |= (uint32_t)(verdicts[lane].goal.literal == literal) << lane;
    run_faces(tests, verdicts, boxes, same, literal);
    lanes &= ~same;
  }
}
