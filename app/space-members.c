/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-members.h"

#include <string.h>

typedef struct
{
  char *key;
  char *json;
} Member;

struct _VtSpaceMembers
{
  GArray *members;
};

static void
member_clear (gpointer data)
{
  Member *member = data;

  g_free (member->key);
  g_free (member->json);
}

VtSpaceMembers *
vt_space_members_new (const VtJsonNode *node, const char *const *except)
{
  VtSpaceMembers *self = g_new (VtSpaceMembers, 1);
  VtJsonIter iter = VT_JSON_ITER (node);

  self->members = g_array_new (FALSE, FALSE, sizeof (Member));
  g_array_set_clear_func (self->members, member_clear);
  while (vt_json_type (node) == VT_JSON_OBJECT && vt_json_iter_next (&iter))
    if (strlen (iter.key) == iter.key_length && (except == NULL || !g_strv_contains (except, iter.key)))
      {
        VtJsonWriter writer = { .text = g_string_new (NULL) };
        Member member = { .key = g_strdup (iter.key) };

        vt_json_write_node (&writer, iter.value);
        member.json = g_string_free (writer.text, FALSE);
        g_array_append_val (self->members, member);
      }
  return self;
}

void
vt_space_members_free (VtSpaceMembers *self)
{
  g_array_unref (self->members);
  g_free (self);
}

static gint
find (const VtSpaceMembers *self, const char *key)
{
  for (guint i = 0; i < self->members->len; i++)
    if (strcmp (g_array_index (self->members, Member, i).key, key) == 0)
      return (gint) i;
  return -1;
}

const char *
vt_space_members_get (const VtSpaceMembers *self, const char *key)
{
  gint at = find (self, key);

  return at < 0 ? NULL : g_array_index (self->members, Member, at).json;
}

void
vt_space_members_set (VtSpaceMembers *self, const char *key, const char *json)
{
  gint at = find (self, key);

  if (json == NULL)
    {
      if (at >= 0)
        g_array_remove_index (self->members, (guint) at);
    }
  else if (at >= 0)
    {
      Member *member = &g_array_index (self->members, Member, at);

      g_free (member->json);
      member->json = g_strdup (json);
    }
  else
    {
      Member member = { g_strdup (key), g_strdup (json) };

      g_array_append_val (self->members, member);
    }
}

void
vt_space_members_write_json (VtJsonWriter *writer, const char *json)
{
  g_autoptr (VtJson) value = vt_json_parse (json, strlen (json), NULL);

  vt_json_write_node (writer, value != NULL ? vt_json_root (value) : NULL);
}

void
vt_space_members_write (const VtSpaceMembers *self, VtJsonWriter *writer)
{
  for (guint i = 0; i < self->members->len; i++)
    {
      const Member *member = &g_array_index (self->members, Member, i);

      vt_json_write_key (writer, member->key);
      vt_space_members_write_json (writer, member->json);
    }
}
