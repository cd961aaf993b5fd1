/* space-members.h: the members of a JSON object in their order, so that what
 * this version does not know survives a load and a save.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json-write.h"

G_BEGIN_DECLS

typedef struct _VtSpaceMembers VtSpaceMembers;

/**
 * vt_space_members_new:
 * @node: (nullable): an object
 * @except: (nullable) (array zero-terminated=1): keys to leave out, since the
 *   caller keeps and writes them itself
 */
VtSpaceMembers *vt_space_members_new (const VtJsonNode *node, const char *const *except);
void vt_space_members_free (VtSpaceMembers *self);

/* The value's JSON text, or %NULL. */
const char *vt_space_members_get (const VtSpaceMembers *self, const char *key);

/* @json: a JSON text, or %NULL to take the member away. A new one goes to the end. */
void vt_space_members_set (VtSpaceMembers *self, const char *key, const char *json);

/* Writes each as key and value into the object that is open. */
void vt_space_members_write (const VtSpaceMembers *self, VtJsonWriter *writer);

/* Writes a JSON text as a value; null where it is none. */
void vt_space_members_write_json (VtJsonWriter *writer, const char *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSpaceMembers, vt_space_members_free)

G_END_DECLS
