/* test-cpu.c: the processor as a device: its team, its memory, its manners.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>
#include <time.h>

#include "engine/base/error.h"
#include "engine/cpu/device-cpu.h"
#include "engine/cpu/team.h"
#include "engine/ops/ops.h"
#include "engine/tensor/plan.h"

#define ROUNDS 300

typedef struct
{
  VtCpuTeam *team;
  int seen[8];
  gboolean wrong;
} Turns;

/* Between two barriers every member must see the same number in every place. */
static void
count_together (gpointer data, guint index)
{
  Turns *turns = data;

  for (int round = 1; round <= ROUNDS; round++)
    {
      turns->seen[index] = round;
      vt_cpu_team_barrier (turns->team);
      for (guint i = 0; i < vt_cpu_team_count (turns->team); i++)
        if (turns->seen[i] != round)
          turns->wrong = TRUE;
      vt_cpu_team_barrier (turns->team);
    }
}

static void
test_team (void)
{
  for (guint n = 1; n <= 5; n++)
    {
      Turns turns = { vt_cpu_team_new (n, NULL) };

      for (int job = 0; job < 3; job++)
        {
          vt_cpu_team_run (turns.team, count_together, &turns);
          g_assert_false (turns.wrong);
          g_assert_cmpint (turns.seen[n - 1], ==, ROUNDS);
          g_usleep (2000); /* long enough for members to fall asleep */
        }
      vt_cpu_team_free (turns.team);
    }
}

static void
test_memory (void)
{
  g_autoptr(VtDevice) device = vt_cpu_device_new (1, NULL);
  guint64 available = device->klass->memory_free (device);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtBuffer) buffer = vt_buffer_new (device, 1 << 20, VT_MEMORY_DEVICE, &error);
  g_autoptr(VtBuffer) import = NULL;

  g_assert_cmpstr (device->id, ==, "cpu");
  g_assert_cmpuint (available, >, 1 << 20);
  g_assert_cmpuint (buffer->data[(1 << 20) - 1], ==, 0);
  g_assert_null (vt_buffer_new (device, (gsize) 1 << 50, VT_MEMORY_DEVICE, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NO_MEMORY);
  g_assert_nonnull (strstr (error->message, "PiB"));
  import = vt_buffer_import (device, buffer->data, 4096, NULL);
  g_assert_true (import->data == buffer->data);
}

/* A chain that takes some seconds. */
static VtPlan *
long_plan (VtDevice *device)
{
  VtGraph *g = vt_graph_new ();
  VtTensor *w = vt_graph_input (g, "w", VT_TYPE_F32, 1024, 1024, 1, 1);
  VtTensor *x = vt_graph_input (g, "x", VT_TYPE_F32, 1024, 4096, 1, 1);

  for (int i = 0; i < 200; i++)
    x = vt_mul_mat (g, w, x);
  vt_graph_output (g, x, "y");
  return vt_plan_new (device, g, NULL);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (50000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr(VtDevice) device = vt_cpu_device_new (0, NULL);
  g_autoptr(VtPlan) plan = long_plan (device);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  clock_t start = clock ();

  /* By the work of all threads, which a busy machine does not change: the whole takes more than ten seconds of it. */
  g_assert_false (vt_plan_run (plan, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (clock () - start, <, CLOCKS_PER_SEC);
  g_thread_join (thread);
  g_clear_error (&error);
  g_assert_false (vt_plan_run (plan, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_timing (void)
{
  g_autoptr(VtDevice) device = vt_cpu_device_new (2, NULL);
  VtGraph *g = vt_graph_new ();
  VtTensor *x = vt_graph_input (g, "x", VT_TYPE_F32, 1024, 1000, 1, 1);
  VtTensor *y = vt_graph_output (g, vt_unary (g, x, VT_UNARY_EXP), "y");
  g_autoptr(VtPlan) plan = vt_plan_new (device, g, NULL);

  vt_plan_set_timing (plan, TRUE);
  g_assert_true (vt_plan_run (plan, NULL, NULL));
  g_assert_cmpfloat (plan->node_us[y->index], >, 0);
  g_assert_cmpfloat (plan->node_us[x->index], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpu/team", test_team);
  g_test_add_func ("/cpu/memory", test_memory);
  g_test_add_func ("/cpu/cancel", test_cancel);
  g_test_add_func ("/cpu/timing", test_timing);
  return g_test_run ();
}
