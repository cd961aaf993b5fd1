/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/contacts.h"

#define ENTRIES_MAX 1000

struct _VtContacts
{
  GObject parent_instance;
  GMainContext *context;
  GMutex lock;
  GPtrArray *entries;
};

G_DEFINE_FINAL_TYPE (VtContacts, vt_contacts, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static VtContact *
contact_new (GDateTime *time, const char *method, const char *host, const char *path,
             gboolean with_token)
{
  VtContact *contact = g_new0 (VtContact, 1);

  contact->time = g_date_time_ref (time);
  contact->method = g_strdup (method);
  contact->host = g_strdup (host);
  contact->path = g_strdup (path);
  contact->with_token = with_token;
  return contact;
}

static void
contact_free (VtContact *contact)
{
  g_date_time_unref (contact->time);
  g_free (contact->method);
  g_free (contact->host);
  g_free (contact->path);
  g_free (contact);
}

static void
vt_contacts_finalize (GObject *object)
{
  VtContacts *self = VT_CONTACTS (object);

  g_ptr_array_unref (self->entries);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (vt_contacts_parent_class)->finalize (object);
}

static void
vt_contacts_class_init (VtContactsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_contacts_finalize;
  signals[CHANGED] = g_signal_new ("changed", VT_TYPE_CONTACTS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vt_contacts_init (VtContacts *self)
{
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_free);
}

VtContacts *
vt_contacts_new (void)
{
  return g_object_new (VT_TYPE_CONTACTS, NULL);
}

static gboolean
emit_changed (gpointer data)
{
  g_signal_emit (data, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

void
vt_contacts_add (VtContacts *self, const char *method, const char *host, const char *path,
                 gboolean with_token)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  g_mutex_lock (&self->lock);
  if (self->entries->len == ENTRIES_MAX)
    g_ptr_array_remove_index (self->entries, 0);
  g_ptr_array_add (self->entries, contact_new (now, method, host, path, with_token));
  g_mutex_unlock (&self->lock);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, emit_changed,
                              g_object_ref (self), g_object_unref);
}

GPtrArray *
vt_contacts_dup_entries (VtContacts *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_free);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const VtContact *c = self->entries->pdata[i];

      g_ptr_array_add (copy, contact_new (c->time, c->method, c->host, c->path, c->with_token));
    }
  g_mutex_unlock (&self->lock);
  return copy;
}
