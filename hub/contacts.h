/* contacts.h: the log of every address that was contacted.
 *
 * Nothing leaves the computer unless the person asks for it; this log lets them
 * see that it is so. It is kept in memory only and forgotten at the end.
 *
 * Thread-safe.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * VtContact:
 * @time: when, in local time
 * @method: `GET`, `HEAD`, …
 * @host: the computer asked
 * @path: what for, without a query (it may hold secrets)
 * @with_token: whether the person's token was sent along
 */
typedef struct
{
  GDateTime *time;
  char *method;
  char *host;
  char *path;
  gboolean with_token;
} VtContact;

#define VT_TYPE_CONTACTS (vt_contacts_get_type ())
G_DECLARE_FINAL_TYPE (VtContacts, vt_contacts, VT, CONTACTS, GObject)

/**
 * vt_contacts_new:
 *
 * Its signal `changed` is emitted in the thread-default main context of the
 * caller after each new entry.
 */
VtContacts *vt_contacts_new (void);

/* Adds an entry; the oldest goes when there are more than a thousand. */
void vt_contacts_add (VtContacts *contacts, const char *method, const char *host,
                      const char *path, gboolean with_token);

/**
 * vt_contacts_dup_entries:
 *
 * Returns: (transfer full) (element-type VtContact): a copy, oldest first
 */
GPtrArray *vt_contacts_dup_entries (VtContacts *contacts);

G_END_DECLS
