/* SPDX-License-Identifier: MIT
 * Compiled once for each instruction set, with AB_KERNEL the name of the function to define. */
#include "prove/outlook.h"

/* The slope anchored on a face is about twice as wide as the one about the midpoint: a face is
 * tried where that would still have a sign. */
enum { CLEAR = 4 };

void AB_KERNEL(ab_outlook *o, const ab_lanes *const *slopes, const double *const *half,
               size_t count) {
  AB_EACH_LANE(i) {
    o->most[i] = o->surest[i] = 0;
    o->axis[i] = o->face[i] = (double)count;
  }
  for (size_t k = 0; k < count; k++) {
    const ab_lanes *s = slopes[k];
    const double *h = half[k];
    double number = (double)k, falling_number = number - (double)count;
    AB_EACH_LANE(i) {
      double rising = s->lo[i] * h[i], falling = -s->hi[i] * h[i];
      double sure = ab_double_greatest(rising, falling);
      double influence = ab_double_greatest(sure, ab_double_greatest(-rising, -falling));
      double face = rising > falling ? number : falling_number;
      o->axis[i] = influence > o->most[i] ? number : o->axis[i];
      double clear = CLEAR * sure >= influence ? sure : 0;
      o->most[i] = ab_double_greatest(influence, o->most[i]);
      o->face[i] = clear > o->surest[i] ? face : o->face[i];
      o->surest[i] = ab_double_greatest(clear, o->surest[i]);
    }
  }
}
