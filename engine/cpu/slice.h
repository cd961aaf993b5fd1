/* slice.h: one thread's share of one operation.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/cpu/kernels.h"

G_BEGIN_DECLS

typedef struct _VtCpuTeam VtCpuTeam; /* engine/cpu/team.h */

/**
 * VtCpuSlice:
 * @index: which thread this is, 0 … @count - 1
 * @scratch: the operation's scratch (VtOpClass.cpu_scratch), the same for all threads
 * @taken: how many items vt_cpu_slice_take() has handed out in this operation
 * @kernels: the inner loops for this processor
 * @cancellable: %NULL, or what the run's caller may cancel
 */
struct _VtCpuSlice
{
  guint index;
  guint count;
  guint8 *scratch;
  gint64 *taken;
  const VtCpuKernels *kernels;
  GCancellable *cancellable;
  VtCpuTeam *team;
};
typedef struct _VtCpuSlice VtCpuSlice;

/* This thread's part of @n items: [@begin, @end). */
static inline void
vt_cpu_slice_range (const VtCpuSlice *slice, gint64 n, gint64 *begin, gint64 *end)
{
  *begin = n * slice->index / slice->count;
  *end = n * (slice->index + 1) / slice->count;
}

/* The next @step of @n items for whichever thread asks first: [@begin, @end).
 * %FALSE when none are left or the run was cancelled. Unequal threads (a core
 * shared with another program) so end at the same time. One sequence an
 * operation: an operation of two phases splits the first by
 * vt_cpu_slice_range(). */
static inline gboolean
vt_cpu_slice_take (const VtCpuSlice *slice, gint64 n, gint64 step, gint64 *begin, gint64 *end)
{
  if (slice->cancellable != NULL && g_cancellable_is_cancelled (slice->cancellable))
    return FALSE;
  *begin = __atomic_fetch_add (slice->taken, step, __ATOMIC_RELAXED);
  *end = MIN (*begin + step, n);
  return *begin < n;
}

/* Waits until every thread of the team is here. All of them must call it. */
void vt_cpu_slice_barrier (const VtCpuSlice *slice);

G_END_DECLS
