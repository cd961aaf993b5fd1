/* fuzz-space.c: space.json, and after a NUL byte README.md. What loads must be
 * written to a document that loads again and is written the same.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/space-document.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
use_components (VtSpace *space)
{
  GPtrArray *components = vt_space_get_components (space);

  for (guint i = 0; i < components->len; i++)
    {
      g_autoptr (VtValue) value = vt_space_component_initial (components->pdata[i]);
      g_autofree char *name = vt_space_component_name (components->pdata[i]);
      g_autofree char *text = vt_value_to_text (value);

      g_assert_true (name != NULL && g_utf8_validate (text, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const guint8 *end = size > 0 ? memchr (data, 0, size) : NULL;
  gsize length = end != NULL ? (gsize) (end - data) : size;
  g_autofree char *readme = end != NULL ? g_strndup ((const char *) end + 1, size - length - 1) : NULL;
  g_autoptr (VtSpace) space = vt_space_new_from_texts ((const char *) data, length, readme, NULL);
  g_autoptr (VtSpace) again = NULL;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;

  if (space == NULL)
    return 0;
  use_components (space);
  once = vt_space_to_json (space);
  again = vt_space_new_from_texts (once, strlen (once), NULL, NULL);
  g_assert_nonnull (again);
  twice = vt_space_to_json (again);
  g_assert_cmpstr (once, ==, twice);
  return 0;
}
