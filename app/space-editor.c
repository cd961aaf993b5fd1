/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-editor-private.h"

#include <string.h>
#include <unistd.h>

#include "app/data-path.h"
#include "app/json-pretty.h"
#include "app/space-archive.h"
#include "app/space-assets.h"
#include "app/space-edit-card.h"
#include "app/space-diff.h"
#include "app/space-save.h"
#include "app/text-splice.h"
#include "engine/base/error.h"

#define MERGE_WITHIN (1500 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  VtTextSplice json;
  VtTextSplice readme;
  const char *title;
  char *subject; /* nullable */
  char *merge;
  gint64 when;
} Step;

struct _VtSpaceEditor
{
  GObject parent_instance;
  char *folder;
  char *json;
  char *readme;
  char *saved_json; /* as on the disk; NULL while there is nothing */
  char *saved_readme;
  gboolean was_saved; /* what "saved-changed" told last */
  VtSpace *space;
  GPtrArray *steps; /* of Step */
  guint n_done;     /* how many of them are in the texts */
  guint group;      /* how deep; from the first edit on, all join one step */
  gboolean group_has_step;
  const char *group_title;
  char *about; /* nullable: the component that the next edit is about */
};

enum
{
  CHANGED,
  SAVED_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE (VtSpaceEditor, vt_space_editor, G_TYPE_OBJECT)

static void
step_free (gpointer data)
{
  Step *step = data;

  vt_text_splice_clear (&step->json);
  vt_text_splice_clear (&step->readme);
  g_free (step->subject);
  g_free (step->merge);
  g_free (step);
}

static void
vt_space_editor_finalize (GObject *object)
{
  VtSpaceEditor *self = VT_SPACE_EDITOR (object);

  g_free (self->folder);
  g_free (self->json);
  g_free (self->readme);
  g_free (self->saved_json);
  g_free (self->saved_readme);
  g_free (self->about);
  g_clear_object (&self->space);
  g_ptr_array_unref (self->steps);
  G_OBJECT_CLASS (vt_space_editor_parent_class)->finalize (object);
}

static void
vt_space_editor_class_init (VtSpaceEditorClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_space_editor_finalize;
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                   G_TYPE_UINT, G_TYPE_STRV);
  signals[SAVED_CHANGED] = g_signal_new ("saved-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vt_space_editor_init (VtSpaceEditor *self)
{
  self->steps = g_ptr_array_new_with_free_func (step_free);
}

static VtSpace *
read_space (VtSpaceEditor *self, const char *json, const char *readme, GError **error)
{
  VtSpace *space = vt_space_new_from_texts (json, strlen (json), readme, error);

  if (space != NULL && self->folder != NULL)
    vt_space_set_path (space, self->folder);
  return space;
}

static void
check_saved (VtSpaceEditor *self)
{
  gboolean saved = vt_space_editor_is_saved (self);

  if (saved == self->was_saved)
    return;
  self->was_saved = saved;
  g_signal_emit (self, signals[SAVED_CHANGED], 0);
}

/* Takes the texts and the space made of them. */
static void
take (VtSpaceEditor *self, char *json, char *readme, VtSpace *space)
{
  g_autoptr (VtSpace) before = self->space;
  g_auto (GStrv) components = NULL;
  VtSpaceChange what = vt_space_diff (before, space, &components);

  self->space = space;
  g_free (self->json);
  g_free (self->readme);
  self->json = json;
  self->readme = readme;
  g_signal_emit (self, signals[CHANGED], 0, what, components);
  check_saved (self);
}

VtSpaceEditor *
vt_space_editor_new (const char *json, const char *readme, GError **error)
{
  g_autoptr (VtSpaceEditor) self = g_object_new (VT_TYPE_SPACE_EDITOR, NULL);

  self->space = read_space (self, json, readme, error);
  if (self->space == NULL)
    return NULL;
  self->json = g_strdup (json);
  self->readme = g_strdup (readme);
  return g_steal_pointer (&self);
}

static char *
read_text (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : g_strdup ("");
}

VtSpaceEditor *
vt_space_editor_open (const char *path, GError **error)
{
  g_autoptr (VtSpaceEditor) self = g_object_new (VT_TYPE_SPACE_EDITOR, NULL);

  self->space = vt_space_load (path, error);
  if (self->space == NULL)
    return NULL;
  self->folder = g_strdup (vt_space_get_path (self->space));
  self->json = read_text (self->folder, "space.json");
  self->readme = read_text (self->folder, "README.md");
  g_clear_object (&self->space);
  self->space = read_space (self, self->json, self->readme, error);
  if (self->space == NULL) /* it changed between the two */
    return NULL;
  self->saved_json = g_strdup (self->json);
  self->saved_readme = g_strdup (self->readme);
  self->was_saved = TRUE;
  return g_steal_pointer (&self);
}

VtSpace *
vt_space_editor_get_space (VtSpaceEditor *self)
{
  return self->space;
}

const char *
vt_space_editor_get_json (VtSpaceEditor *self)
{
  return self->json;
}

const char *
vt_space_editor_get_readme (VtSpaceEditor *self)
{
  return self->readme;
}

const char *
vt_space_editor_get_folder (VtSpaceEditor *self)
{
  return self->folder;
}

gboolean
vt_space_editor_is_saved (VtSpaceEditor *self)
{
  return g_strcmp0 (self->json, self->saved_json) == 0 && g_strcmp0 (self->readme, self->saved_readme) == 0;
}

gboolean
vt_space_editor_has_place (VtSpaceEditor *self)
{
  g_autofree char *ours = vt_data_path ("spaces");
  g_autofree char *parent = self->folder != NULL ? g_path_get_dirname (self->folder) : NULL;

  return parent != NULL && strcmp (parent, ours) != 0 && !vt_space_archive_is_opened (self->folder)
         && access (self->folder, W_OK) == 0;
}

/* --- steps ------------------------------------------------------------------ */

static Step *
last_step (VtSpaceEditor *self)
{
  return self->n_done > 0 ? self->steps->pdata[self->n_done - 1] : NULL;
}

static gboolean
joins (VtSpaceEditor *self, const char *merge)
{
  const Step *last = last_step (self);

  if (last == NULL || self->n_done < self->steps->len)
    return FALSE;
  if (self->group > 0)
    return self->group_has_step;
  return merge != NULL && g_strcmp0 (last->merge, merge) == 0 && g_get_monotonic_time () - last->when < MERGE_WITHIN;
}

/* Makes the last step lead from where it began to the new texts. */
static void
extend_step (VtSpaceEditor *self, const char *json, const char *readme)
{
  Step *last = last_step (self);
  g_autofree char *first_json = vt_text_splice_revert (&last->json, self->json);
  g_autofree char *first_readme = vt_text_splice_revert (&last->readme, self->readme);

  vt_text_splice_clear (&last->json);
  vt_text_splice_clear (&last->readme);
  vt_text_splice_init (&last->json, first_json, json);
  vt_text_splice_init (&last->readme, first_readme, readme);
  last->when = g_get_monotonic_time ();
}

/* What the edit from the space to @after is about, in words; transfer full, or %NULL. */
static char *
dup_subject (VtSpaceEditor *self, VtSpace *after)
{
  const VtSpaceComponent *component = self->about != NULL ? vt_space_find_component (self->space, self->about) : NULL;

  if (component == NULL && self->about != NULL)
    component = vt_space_find_component (after, self->about);
  return component != NULL && self->group == 0 ? vt_space_component_name (component) : NULL;
}

/* Takes @subject. */
static void
add_step (VtSpaceEditor *self, const char *json, const char *readme, const char *title, char *subject, const char *merge)
{
  Step *step = g_new0 (Step, 1);

  g_ptr_array_set_size (self->steps, (gint) self->n_done);
  vt_text_splice_init (&step->json, self->json, json);
  vt_text_splice_init (&step->readme, self->readme, readme);
  step->title = self->group > 0 && self->group_title != NULL ? self->group_title : title;
  step->subject = subject;
  step->merge = g_strdup (merge);
  step->when = g_get_monotonic_time ();
  g_ptr_array_add (self->steps, step);
  self->n_done++;
  self->group_has_step = self->group > 0;
}

/* The card names the models that the steps name now, if the edit is one of the document. */
static void
follow_models (VtSpaceEditor *self, VtSpace **space, const char *json, char **readme)
{
  g_autofree char *other = strcmp (*readme, self->readme) == 0
                             ? vt_card_follow_models (*readme, vt_space_get_models (self->space), vt_space_get_models (*space))
                             : NULL;
  VtSpace *again = other != NULL ? read_space (self, json, other, NULL) : NULL;

  if (again == NULL)
    return;
  g_object_unref (*space);
  *space = again;
  g_free (*readme);
  *readme = g_steal_pointer (&other);
}

/* Takes both texts. */
static gboolean
commit_texts (VtSpaceEditor *self, char *json, char *readme, const char *title, const char *merge, GError **error)
{
  VtSpace *space = NULL;

  if (strcmp (json, self->json) == 0 && strcmp (readme, self->readme) == 0)
    {
      g_free (json);
      g_free (readme);
      return TRUE;
    }
  space = read_space (self, json, readme, error);
  if (space != NULL)
    follow_models (self, &space, json, &readme);
  if (space == NULL)
    {
      g_free (json);
      g_free (readme);
      return FALSE;
    }
  if (joins (self, merge))
    extend_step (self, json, readme);
  else
    add_step (self, json, readme, title, dup_subject (self, space), merge);
  g_clear_pointer (&self->about, g_free);
  take (self, json, readme, space);
  return TRUE;
}

VtJsonTree *
vt_space_editor_begin (VtSpaceEditor *self)
{
  g_clear_pointer (&self->about, g_free);
  return vt_json_tree_parse (self->json, NULL);
}

void
vt_space_editor_about (VtSpaceEditor *self, const char *id)
{
  g_free (self->about);
  self->about = g_strdup (id);
}

gboolean
vt_space_editor_commit (VtSpaceEditor *self, VtJsonTree *tree, const char *title, const char *merge, GError **error)
{
  g_autofree char *before = NULL;
  g_autofree char *text = vt_json_tree_to_text (tree);
  g_autoptr (VtJsonTree) old = vt_json_tree_parse (self->json, NULL);

  vt_json_tree_free (tree);
  before = vt_json_tree_to_text (old);
  if (strcmp (text, before) == 0) /* a file written by hand keeps its looks until it says something else */
    return TRUE;
  return commit_texts (self, vt_json_pretty (text), g_strdup (self->readme), title, merge, error);
}

gboolean
vt_space_editor_commit_readme (VtSpaceEditor *self, const char *readme, const char *title, const char *merge,
                               GError **error)
{
  return commit_texts (self, g_strdup (self->json), g_strdup (readme), title, merge, error);
}

gboolean
vt_space_editor_set_texts (VtSpaceEditor *self, const char *json, const char *readme, GError **error)
{
  return commit_texts (self, g_strdup (json), g_strdup (readme), N_ ("Recovered changes"), NULL, error);
}

const char *
vt_space_editor_get_undo (VtSpaceEditor *self)
{
  const Step *step = last_step (self);

  return step != NULL ? step->title : NULL;
}

static const Step *
next_step (VtSpaceEditor *self)
{
  return self->n_done < self->steps->len ? self->steps->pdata[self->n_done] : NULL;
}

const char *
vt_space_editor_get_redo (VtSpaceEditor *self)
{
  return next_step (self) != NULL ? next_step (self)->title : NULL;
}

const char *
vt_space_editor_get_undo_subject (VtSpaceEditor *self)
{
  return last_step (self) != NULL ? last_step (self)->subject : NULL;
}

const char *
vt_space_editor_get_redo_subject (VtSpaceEditor *self)
{
  return next_step (self) != NULL ? next_step (self)->subject : NULL;
}

/* The texts of another moment; they could be read then, and can be now. */
static void
go_to (VtSpaceEditor *self, char *json, char *readme, guint n_done)
{
  VtSpace *space = read_space (self, json, readme, NULL);

  g_return_if_fail (space != NULL);
  self->n_done = n_done;
  vt_space_editor_end_step (self);
  take (self, json, readme, space);
}

gboolean
vt_space_editor_undo (VtSpaceEditor *self)
{
  const Step *step = last_step (self);

  if (step == NULL || self->group > 0)
    return FALSE;
  go_to (self, vt_text_splice_revert (&step->json, self->json), vt_text_splice_revert (&step->readme, self->readme),
         self->n_done - 1);
  return TRUE;
}

gboolean
vt_space_editor_redo (VtSpaceEditor *self)
{
  const Step *step = next_step (self);

  if (step == NULL || self->group > 0)
    return FALSE;
  go_to (self, vt_text_splice_apply (&step->json, self->json), vt_text_splice_apply (&step->readme, self->readme),
         self->n_done + 1);
  return TRUE;
}

void
vt_space_editor_end_step (VtSpaceEditor *self)
{
  Step *last = last_step (self);

  if (last != NULL)
    g_clear_pointer (&last->merge, g_free);
}

void
vt_space_editor_begin_group (VtSpaceEditor *self, const char *title)
{
  if (self->group++ > 0)
    return;
  self->group_title = title;
  self->group_has_step = FALSE;
}

void
vt_space_editor_end_group (VtSpaceEditor *self)
{
  g_return_if_fail (self->group > 0);
  self->group--;
}

/* --- saving ----------------------------------------------------------------- */

typedef struct
{
  char *from; /* nullable */
  char *folder;
  char *json;
  char *readme;
  GHashTable *assets; /* (utf8 → utf8) what files are called now that were chosen; by the thread */
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_free (saving->from);
  g_free (saving->folder);
  g_free (saving->json);
  g_free (saving->readme);
  g_clear_pointer (&saving->assets, g_hash_table_unref);
  g_free (saving);
}

/* Takes the files along that the document names by where they lie. */
static gboolean
gather_assets (Saving *saving, GError **error)
{
  g_autofree char *json = NULL;

  saving->assets = vt_space_assets_copy (saving->json, saving->folder, error);
  if (saving->assets == NULL)
    return FALSE;
  json = vt_space_assets_rename (saving->json, saving->assets);
  if (json != NULL)
    {
      g_free (saving->json);
      saving->json = g_steal_pointer (&json);
    }
  return TRUE;
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;

  if ((saving->from == NULL || vt_space_copy_files (saving->from, saving->folder, &error)) && gather_assets (saving, &error)
      && vt_space_save_texts (saving->folder, saving->json, saving->readme, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
vt_space_editor_save_async (VtSpaceEditor *self, const char *folder, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  Saving *saving;

  g_return_if_fail (folder != NULL || self->folder != NULL);
  saving = g_new0 (Saving, 1);
  saving->folder = g_canonicalize_filename (folder != NULL ? folder : self->folder, NULL);
  saving->from = g_strcmp0 (saving->folder, self->folder) != 0 ? g_strdup (self->folder) : NULL;
  saving->json = g_strdup (self->json);
  saving->readme = g_strdup (self->readme);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_in_thread);
}

/* As a step of its own: what was there before can be had back, and comes along again when it is saved. */
static void
rename_assets (VtSpaceEditor *self, GHashTable *assets)
{
  char *json = vt_space_assets_rename (self->json, assets);

  if (json != NULL)
    commit_texts (self, json, g_strdup (self->readme), N_ ("Take files along"), NULL, NULL);
}

gboolean
vt_space_editor_save_finish (VtSpaceEditor *self, GAsyncResult *result, GError **error)
{
  const Saving *saving = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  g_free (self->folder);
  g_free (self->saved_json);
  g_free (self->saved_readme);
  self->folder = g_strdup (saving->folder);
  self->saved_json = g_strdup (saving->json);
  self->saved_readme = g_strdup (saving->readme);
  vt_space_set_path (self->space, self->folder);
  rename_assets (self, saving->assets);
  self->was_saved = vt_space_editor_is_saved (self);
  vt_space_editor_end_step (self);
  g_signal_emit (self, signals[SAVED_CHANGED], 0);
  return TRUE;
}
