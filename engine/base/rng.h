/* rng.h: random numbers that depend on a seed alone.
 *
 * Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * 2011): the n-th number is a function of seed, stream and n, the same on every
 * machine. A #VtRng is a plain value; copy it to fork it. Not for secrets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*< private fields >*/
typedef struct
{
  guint32 key[2], counter[4], block[4];
  guint used; /* of block */
} VtRng;

/* @stream tells apart generators of one seed, e.g. the rows of a batch. */
void vt_rng_init (VtRng *self, guint64 seed, guint64 stream);

guint32 vt_rng_u32 (VtRng *self);

/* Uniform in [0, 1), a multiple of 2^-53. */
double vt_rng_uniform (VtRng *self);

/* Normal with mean 0 and deviation 1 (Box and Muller, its first value). */
double vt_rng_normal (VtRng *self);

G_END_DECLS
