/* features.c: which kernels this processor runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/cpu/kernels.h"

extern const VtCpuKernels vt_kernels_c;

static gboolean
always (void)
{
  return TRUE;
}

#ifdef __x86_64__

extern const VtCpuKernels vt_kernels_avx2, vt_kernels_avx512;

/* The kernels use F16C as well, which every processor with AVX2 has, but whose
 * name clang 14 does not know here. */
static gboolean
has_avx2 (void)
{
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
}

static gboolean
has_avx512 (void)
{
  return has_avx2 () && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
         __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl") &&
         __builtin_cpu_supports ("avx512vnni");
}

#endif

/* The best first. */
static const struct
{
  const VtCpuKernels *kernels;
  gboolean (*runs) (void);
} levels[] = {
#ifdef __x86_64__
  { &vt_kernels_avx512, has_avx512 },
  { &vt_kernels_avx2, has_avx2 },
#endif
  { &vt_kernels_c, always },
};

const VtCpuKernels *
vt_cpu_kernels_best (void)
{
  guint i = 0;

  while (!levels[i].runs ())
    i++;
  return levels[i].kernels;
}

const VtCpuKernels *
vt_cpu_kernels_named (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (strcmp (levels[i].kernels->name, name) == 0)
      return levels[i].runs () ? levels[i].kernels : NULL;
  return NULL;
}
