/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/model-choice.h"

#include <glib/gi18n.h>

#include "app/remote/remote-book.h"
#include "app/remote/remote-task.h"
#include "ui/model-text.h"

static void
add (VtModelChoice *self, const char *name, const char *reference)
{
  gtk_string_list_append (self->names, name);
  g_ptr_array_add (self->references, g_strdup (reference));
}

/* What is known of a model is a starter's task; of others nothing is, and they may do. */
static gboolean
suits (const VtModelEntry *entry, const VtTaskClass *task)
{
  return !entry->starter || g_strcmp0 (entry->starter->task, task->name) == 0;
}

static void
add_entry (VtModelChoice *self, const VtModelEntry *entry)
{
  g_autofree char *size = g_format_size (entry->bytes);
  g_autofree char *name = entry->path ? g_strdup (vt_model_title (entry->reference))
                                      : g_strdup_printf (_ ("%s (%s to get)"), vt_model_title (entry->reference), size);

  add (self, name, entry->reference);
}

/* The models on other computers that the person has allowed, if the task can be done there. */
static void
add_remotes (VtModelChoice *self, const VtTaskClass *task)
{
  g_auto (GStrv) all = vt_remote_book_list ();

  for (char **reference = all; *reference; reference++)
    {
      g_autoptr (VtRemoteAddress) address = vt_remote_address_parse (*reference, NULL);
      g_autofree char *title = vt_remote_address_title (*reference);

      if (address && vt_remote_task_find (task->name, address, NULL))
        add (self, title, *reference);
    }
}

static void
add_current (VtModelChoice *self, const char *current)
{
  g_autofree char *title = vt_remote_address_is (current) ? vt_remote_address_title (current) : NULL;

  if (vt_model_choice_find (self, current) == self->references->len - 1)
    add (self, title ? title : vt_model_title (current), current);
}

VtModelChoice *
vt_model_choice_new (VtModelLibrary *library, const VtTaskClass *task, const char *current)
{
  VtModelChoice *self = g_new0 (VtModelChoice, 1);
  g_autoptr (GPtrArray) entries = vt_model_library_list (library);

  self->names = gtk_string_list_new (NULL);
  self->references = g_ptr_array_new_with_free_func (g_free);
  /* what is known to suit and is here, what is known to suit, what else is here */
  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < entries->len; i++)
      {
        const VtModelEntry *entry = entries->pdata[i];
        guint rank = !entry->starter ? 2 : entry->path ? 0 : 1;

        if (rank == round && suits (entry, task) && (entry->path || entry->starter))
          add_entry (self, entry);
      }
  add_remotes (self, task);
  add (self, _ ("None yet"), "");
  if (current && *current)
    add_current (self, current);
  return self;
}

void
vt_model_choice_free (VtModelChoice *self)
{
  g_object_unref (self->names);
  g_ptr_array_unref (self->references);
  g_free (self);
}

guint
vt_model_choice_find (const VtModelChoice *self, const char *reference)
{
  guint none = self->references->len - 1;

  for (guint i = 0; i < self->references->len; i++)
    {
      if (g_strcmp0 (self->references->pdata[i], reference ? reference : "") == 0)
        return i;
      if (!*(const char *) self->references->pdata[i])
        none = i;
    }
  return none;
}
