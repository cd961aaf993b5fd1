/* team.h: a few threads that work on one thing at once.
 *
 * A team belongs to the thread that made it, which is its member 0. Waiting
 * members look for a few ten microseconds, then sleep, so that an idle team
 * costs nothing and a busy one is not woken for every operation.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/cpu/slice.h"

G_BEGIN_DECLS

/* What each member runs; @index is 0 … count - 1. */
typedef void (*VtCpuTeamFunc) (gpointer data, guint index);

/* A team of @count members (1 … 256), the caller counted. %NULL and
 * VT_ERROR_FAILED where the system refuses threads. */
VtCpuTeam *vt_cpu_team_new (guint count, GError **error);

/* Ends the threads. */
void vt_cpu_team_free (VtCpuTeam *team);

guint vt_cpu_team_count (const VtCpuTeam *team);

/* Runs @func on every member and waits for all. While it runs, numbers too
 * small for a normal float count as zero (they cost a hundred times more). */
void vt_cpu_team_run (VtCpuTeam *team, VtCpuTeamFunc func, gpointer data);

/* Within vt_cpu_team_run(): waits until all members are here. What any wrote
 * before is seen by all after. */
void vt_cpu_team_barrier (VtCpuTeam *team);

G_END_DECLS
