/* features.c: which kernels this processor runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#ifdef __x86_64__
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "engine/cpu/kernels.h"

extern const VtCpuKernels vt_kernels_c;

static gboolean
always (void)
{
  return TRUE;
}

#ifdef __x86_64__

extern const VtCpuKernels vt_kernels_avx2, vt_kernels_avx512, vt_kernels_amx;

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

/* Asks Linux for the tiles' registers, which a process may not just use. */
static gboolean
may_use_tiles (void)
{
  const long request_permission = 0x1023, tile_data = 18; /* ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA */

  return syscall (SYS_arch_prctl, request_permission, tile_data) == 0;
}

static gboolean
has_amx (void)
{
  const guint amx_bf16 = 1u << 22, amx_tile = 1u << 24, avx512_bf16 = 1u << 5;
  guint a, b, c, d7, a1, d;

  if (!has_avx512 () || !__get_cpuid_count (7, 0, &a, &b, &c, &d7) || !__get_cpuid_count (7, 1, &a1, &b, &c, &d))
    return FALSE;
  return (d7 & amx_bf16) && (d7 & amx_tile) && (a1 & avx512_bf16) && may_use_tiles ();
}

#endif

/* The best first. */
static const struct
{
  const VtCpuKernels *kernels;
  gboolean (*runs) (void);
} levels[] = {
#ifdef __x86_64__
  { &vt_kernels_amx, has_amx },
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
