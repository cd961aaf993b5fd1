/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cpu/team.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "engine/base/error.h"

/* A pause takes 10 to 50 ns, so a member looks for 20 to 100 µs before it
 * sleeps; to be woken costs about as much. Where looking was in vain, because
 * members share a core with each other or with other programs, it looks only
 * briefly, and long again once in a while to see whether that has changed. */
#define MOST_SPINS 2000
#define LEAST_SPINS 50
#define TRY_EVERY 64

struct _VtCpuTeam
{
  guint count;
  GThread **threads; /* count - 1 */
  GMutex start; /* held until all threads are made and @count is final */
  guint32 arrived;
  guint32 phase;    /* counts barriers; a futex */
  guint32 sleepers;
  guint32 spins; /* how long to look: a guess that any member may change */
  guint32 waits;
  VtCpuTeamFunc func; /* %NULL: the threads end */
  gpointer data;
};

typedef struct
{
  VtCpuTeam *team;
  guint index;
} Member;

static inline void
relax (void)
{
#ifdef __x86_64__
  _mm_pause ();
#elif defined __aarch64__
  __asm__ volatile ("yield");
#endif
}

/* Sets flush-to-zero and returns what was before. */
static guint
flush_denormals (void)
{
#ifdef __x86_64__
  guint before = _mm_getcsr ();

  _mm_setcsr (before | 0x8040);
  return before;
#else
  return 0;
#endif
}

static void
restore_denormals (guint before)
{
#ifdef __x86_64__
  _mm_setcsr (before);
#endif
}

/* @idle: for the next job, whose time says nothing about that of the next operation. */
static void
wait_for_phase_after (VtCpuTeam *team, guint32 phase, gboolean idle)
{
  gboolean try = __atomic_fetch_add (&team->waits, 1, __ATOMIC_RELAXED) % TRY_EVERY == 0;
  guint32 spins = try ? MOST_SPINS : __atomic_load_n (&team->spins, __ATOMIC_RELAXED);

  for (guint i = 0; i < spins; i++)
    {
      if (__atomic_load_n (&team->phase, __ATOMIC_ACQUIRE) != phase)
        {
          if (i > LEAST_SPINS)
            __atomic_store_n (&team->spins, MOST_SPINS, __ATOMIC_RELAXED);
          return;
        }
      relax ();
    }
  if (!idle)
    __atomic_store_n (&team->spins, LEAST_SPINS, __ATOMIC_RELAXED);
  __atomic_fetch_add (&team->sleepers, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n (&team->phase, __ATOMIC_SEQ_CST) == phase)
    syscall (SYS_futex, &team->phase, FUTEX_WAIT_PRIVATE, phase, NULL, NULL, 0);
  __atomic_fetch_sub (&team->sleepers, 1, __ATOMIC_SEQ_CST);
}

static void
meet (VtCpuTeam *team, gboolean idle)
{
  guint32 phase;

  if (team->count == 1)
    return;
  phase = __atomic_load_n (&team->phase, __ATOMIC_RELAXED);
  if (__atomic_add_fetch (&team->arrived, 1, __ATOMIC_ACQ_REL) < team->count)
    {
      wait_for_phase_after (team, phase, idle);
      return;
    }
  __atomic_store_n (&team->arrived, 0, __ATOMIC_RELAXED);
  __atomic_fetch_add (&team->phase, 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n (&team->sleepers, __ATOMIC_SEQ_CST) > 0)
    syscall (SYS_futex, &team->phase, FUTEX_WAKE_PRIVATE, G_MAXINT, NULL, NULL, 0);
}

void
vt_cpu_team_barrier (VtCpuTeam *team)
{
  meet (team, FALSE);
}

void
vt_cpu_slice_barrier (const VtCpuSlice *slice)
{
  if (slice->count > 1)
    vt_cpu_team_barrier (slice->team);
}

/* A job begins and ends with a barrier. */
static gpointer
member_main (gpointer data)
{
  g_autofree Member *self = data;
  VtCpuTeam *team = self->team;

  flush_denormals ();
  g_mutex_lock (&team->start);
  g_mutex_unlock (&team->start);
  for (;;)
    {
      meet (team, TRUE);
      if (team->func == NULL)
        return NULL;
      team->func (team->data, self->index);
      vt_cpu_team_barrier (team);
    }
}

/* Makes the threads; count is how many members there are afterwards. */
static gboolean
start_threads (VtCpuTeam *team, guint wanted, GError **error)
{
  g_autoptr(GError) reason = NULL;

  for (team->count = 1; team->count < wanted; team->count++)
    {
      Member *member = g_new0 (Member, 1);

      *member = (Member) { team, team->count };
      team->threads[team->count - 1] = g_thread_try_new ("vt-cpu", member_main, member, &reason);
      if (team->threads[team->count - 1] == NULL)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The system gave only %u of %u threads for computing: %s.",
                       team->count, wanted, reason->message);
          g_free (member);
          return FALSE;
        }
    }
  return TRUE;
}

VtCpuTeam *
vt_cpu_team_new (guint count, GError **error)
{
  VtCpuTeam *team = g_new0 (VtCpuTeam, 1);
  guint wanted = CLAMP (count, 1, 256);
  gboolean complete;

  team->threads = g_new0 (GThread *, wanted);
  team->spins = MOST_SPINS;
  g_mutex_init (&team->start);
  g_mutex_lock (&team->start);
  complete = start_threads (team, wanted, error);
  g_mutex_unlock (&team->start);
  if (!complete)
    g_clear_pointer (&team, vt_cpu_team_free);
  return team;
}

void
vt_cpu_team_free (VtCpuTeam *team)
{
  team->func = NULL;
  vt_cpu_team_barrier (team);
  for (guint i = 0; i + 1 < team->count; i++)
    g_thread_join (team->threads[i]);
  g_mutex_clear (&team->start);
  g_free (team->threads);
  g_free (team);
}

guint
vt_cpu_team_count (const VtCpuTeam *team)
{
  return team->count;
}

void
vt_cpu_team_run (VtCpuTeam *team, VtCpuTeamFunc func, gpointer data)
{
  guint before = flush_denormals ();

  team->func = func;
  team->data = data;
  vt_cpu_team_barrier (team);
  func (data, 0);
  vt_cpu_team_barrier (team);
  restore_denormals (before);
}
