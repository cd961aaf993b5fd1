/* json-tree.h: a JSON document that can be changed: for edits of space.json,
 * which must keep what they do not know.
 *
 * A node is owned by the array or object that holds it, and the root by the
 * caller. Order of members is kept; a member named twice stays twice, and the
 * first counts. One thread at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json-write.h"

G_BEGIN_DECLS

typedef struct _VtJsonTree VtJsonTree;

/* Returns: (transfer full): or %NULL with the reader's error */
VtJsonTree *vt_json_tree_parse (const char *text, GError **error);
VtJsonTree *vt_json_tree_copy (const VtJsonTree *self);
void vt_json_tree_free (VtJsonTree *self);

/* On one line; transfer full. */
char *vt_json_tree_to_text (const VtJsonTree *self);

/* Transfer full. */
VtJsonTree *vt_json_tree_new_object (void);
VtJsonTree *vt_json_tree_new_array (void);
VtJsonTree *vt_json_tree_new_string (const char *text);
/* @json: what is no JSON becomes null. */
VtJsonTree *vt_json_tree_new_json (const char *json);

gboolean vt_json_tree_is_object (const VtJsonTree *self);
gboolean vt_json_tree_is_array (const VtJsonTree *self);
/* %NULL where it is no string. All of these take %NULL for a node that is not there. */
const char *vt_json_tree_string (const VtJsonTree *self);
gboolean vt_json_tree_is_string (const VtJsonTree *self, const char *text);

/* Elements and members; transfer none, %NULL where there is none. */
guint vt_json_tree_length (const VtJsonTree *self);
VtJsonTree *vt_json_tree_at (const VtJsonTree *self, guint index);
VtJsonTree *vt_json_tree_get (const VtJsonTree *self, const char *key);
const char *vt_json_tree_key (const VtJsonTree *self, guint index);
gint vt_json_tree_index (const VtJsonTree *self, const VtJsonTree *child);
gint vt_json_tree_index_of_key (const VtJsonTree *self, const char *key);

/* An object's member; takes @value, which may be %NULL to remove the member. */
void vt_json_tree_set (VtJsonTree *self, const char *key, VtJsonTree *value);
void vt_json_tree_rename (VtJsonTree *self, guint index, const char *key);

/* Takes @value; beyond the end is at the end. */
void vt_json_tree_insert (VtJsonTree *self, guint index, VtJsonTree *value);
void vt_json_tree_append (VtJsonTree *self, VtJsonTree *value);
void vt_json_tree_remove (VtJsonTree *self, guint index);
/* Returns: (transfer full): what stood at @index */
VtJsonTree *vt_json_tree_steal (VtJsonTree *self, guint index);
/* Takes @value and returns (transfer full) what stood at @index. */
VtJsonTree *vt_json_tree_replace (VtJsonTree *self, guint index, VtJsonTree *value);

/* The member @key, made as an empty array or object where it is missing or
 * something else; transfer none. */
VtJsonTree *vt_json_tree_need_array (VtJsonTree *self, const char *key);
VtJsonTree *vt_json_tree_need_object (VtJsonTree *self, const char *key);

/* Calls @visit for every string value (not key) in the tree; what it returns
 * (transfer full), if anything, takes its place. */
typedef char *(*VtJsonTreeMap) (const char *text, gpointer data);
void vt_json_tree_map_strings (VtJsonTree *self, VtJsonTreeMap visit, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtJsonTree, vt_json_tree_free)

G_END_DECLS
