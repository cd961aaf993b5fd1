/* slice.h: one thread's share of one operation.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtCpuTeam VtCpuTeam; /* engine/cpu/team.h */

/**
 * VtCpuSlice:
 * @index: which thread this is, 0 … @count - 1
 * @scratch: the operation's scratch (VtOpClass.cpu_scratch), the same for all threads
 */
struct _VtCpuSlice
{
  guint index;
  guint count;
  guint8 *scratch;
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

/* Waits until every thread of the team is here. All of them must call it. */
void vt_cpu_slice_barrier (const VtCpuSlice *slice);

G_END_DECLS
