/* test-recovery.c: a program that edits and saves a space is killed at any
 * moment, again and again: no file is damaged, and at most the last second is lost.
 *
 * VITRINE_KILLS sets how often (20 without it).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/space-edit-card.h"
#include "app/space-journal.h"
#include "app/space-save.h"

#define DOCUMENT "{\"version\": 1, \"components\": [], \"events\": []}\n"
#define README "---\ntitle: \"0\"\n---\n"

/* --- the program that is killed ------------------------------------------------- */

typedef struct
{
  VtSpaceEditor *editor;
  guint n;
} Worker;

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  vt_space_editor_save_finish (VT_SPACE_EDITOR (source), result, NULL);
}

/* Counts in the title and says, by the pipe, how far; now and then saves. */
static gboolean
work (gpointer data)
{
  Worker *worker = data;
  g_autofree char *title = g_strdup_printf ("%u", ++worker->n);
  gint64 told[2] = { worker->n, 0 };

  g_assert_true (vt_space_edit_set_card (worker->editor, "title", title, NULL));
  if (worker->n % 37 == 0)
    vt_space_editor_save_async (worker->editor, NULL, on_saved, NULL);
  told[1] = g_get_monotonic_time ();
  if (write (STDOUT_FILENO, told, sizeof told) != sizeof told)
    exit (1);
  return G_SOURCE_CONTINUE;
}

static int
run_worker (const char *folder)
{
  Worker worker = { vt_space_editor_open (folder, NULL) };
  g_autoptr (VtSpaceJournal) journal = vt_space_journal_new (worker.editor, NULL);

  worker.n = (guint) atoi (vt_space_get_title (vt_space_editor_get_space (worker.editor)));
  g_timeout_add (11, work, &worker);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return 0;
}

/* --- the test ------------------------------------------------------------------- */

static char *program;

/* The count that was told by @moment; what is told later may be lost. */
static gint64
read_told (int fd, gint64 moment)
{
  gint64 told[2], last = 0;

  while (read (fd, told, sizeof told) == sizeof told)
    if (told[1] <= moment)
      last = told[0];
  return last;
}

/* What would be there at the next start: the draft, else what is saved. */
static gint64
recover (const char *folder, gboolean *from_draft)
{
  g_autoptr (GPtrArray) drafts = vt_space_drafts ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpaceEditor) editor = NULL;
  gint64 n;

  g_assert_cmpuint (drafts->len, <=, 1);
  *from_draft = drafts->len > 0;
  editor = drafts->len > 0 ? vt_space_draft_open (drafts->pdata[0], &error) : vt_space_editor_open (folder, &error);
  g_assert_no_error (error);
  n = atoll (vt_space_get_title (vt_space_editor_get_space (editor)));
  g_assert_true (vt_space_save_texts (folder, vt_space_editor_get_json (editor), vt_space_editor_get_readme (editor), NULL));
  if (drafts->len > 0)
    vt_space_draft_remove (drafts->pdata[0]);
  return n;
}

static void
test_kills (void)
{
  const char *count = g_getenv ("VITRINE_KILLS");
  guint kills = count != NULL ? (guint) atoi (count) : 20, from_drafts = 0;
  g_autofree char *folder = vt_space_own_path ("killed");
  g_autoptr (GRand) dice = g_rand_new_with_seed (7);

  g_setenv ("XDG_DATA_HOME", g_get_user_data_dir (), TRUE); /* for the program that is killed */
  g_assert_true (vt_space_save_texts (folder, DOCUMENT, README, NULL));
  for (guint i = 0; i < kills; i++)
    {
      const char *argv[] = { program, "--work", folder, NULL };
      g_autoptr (GError) error = NULL;
      gboolean from_draft;
      GPid pid;
      int out;
      gint64 moment, expected, found;

      g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, NULL,
                                &error);
      g_assert_no_error (error);
      g_usleep ((gulong) g_rand_int_range (dice, 200, 2600) * 1000);
      moment = g_get_monotonic_time ();
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
      expected = read_told (out, moment - G_TIME_SPAN_SECOND);
      close (out);
      found = recover (folder, &from_draft);
      from_drafts += from_draft;
      g_assert_cmpint (found, >=, expected);
    }
  g_test_message ("%u kills, %u recovered from drafts", kills, from_drafts);
  g_assert_cmpuint (from_drafts, >, 0);
}

static void
test_close (void)
{
  g_autoptr (VtSpaceEditor) editor = vt_space_editor_new (DOCUMENT, README, NULL);
  VtSpaceJournal *journal = vt_space_journal_new (editor, NULL);
  gint64 end = g_get_monotonic_time () + 2 * G_TIME_SPAN_SECOND;
  g_autoptr (GPtrArray) drafts = NULL;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  drafts = vt_space_drafts ();
  g_assert_cmpuint (drafts->len, ==, 0); /* it is kept, so nobody left it */
  g_assert_finalize_object (journal);
  g_clear_pointer (&drafts, g_ptr_array_unref);
  drafts = vt_space_drafts ();
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpstr (((VtSpaceDraft *) drafts->pdata[0])->title, ==, "0");
  journal = vt_space_journal_new (editor, drafts->pdata[0]);
  vt_space_journal_close (journal);
  g_assert_finalize_object (journal);
  g_clear_pointer (&drafts, g_ptr_array_unref);
  drafts = vt_space_drafts ();
  g_assert_cmpuint (drafts->len, ==, 0);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--work") == 0)
    return run_worker (argv[2]);
  program = g_canonicalize_filename (argv[0], NULL);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/recovery/close", test_close);
  g_test_add_func ("/recovery/kills", test_kills);
  return g_test_run ();
}
