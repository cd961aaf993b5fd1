/* torch-rng.h: the random numbers that PyTorch's CPU generator gives.
 *
 * Diffusion starts from noise, and people share seeds: with the numbers of
 * torch.Generator ("cpu").manual_seed (seed) a seed gives here the picture that
 * it gives elsewhere.
 *
 * A #VtTorchRng is a plain value; copy it to fork it. Not for secrets.
 *
 * Sources: Matsumoto and Nishimura 1998 (MT19937); Box and Muller 1958, in the
 * arrangement of ATen's normal_fill: blocks of sixteen, the last one drawn anew
 * where the size is no multiple of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*< private fields >*/
typedef struct
{
  guint32 state[624];
  guint used;
  gboolean has_next;
  double next; /* the second value of a pair, for small tensors */
} VtTorchRng;

void vt_torch_rng_init (VtTorchRng *self, guint64 seed);

guint32 vt_torch_rng_u32 (VtTorchRng *self);

/* torch.randn (n): @n normal numbers as one tensor is filled with; several
 * calls are not the same as one with the sum of their sizes. */
void vt_torch_rng_normal (VtTorchRng *self, float *to, gsize n);

G_END_DECLS
