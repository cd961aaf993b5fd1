/* fuzz-json.c: any bytes parse or fail in words; what parses is written and
 * read again to the same text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/formats/json-write.h"
#include "engine/formats/json.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static char *
write (const VtJson *json)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  vt_json_write_node (&writer, vt_json_root (json));
  return g_string_free (writer.text, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtJson) json = vt_json_parse ((const char *) data, size, &error), again = NULL;
  g_autofree char *first = NULL, *second = NULL;

  if (json == NULL)
    {
      if (error == NULL || !g_utf8_validate (error->message, -1, NULL))
        g_error ("no message, or not one in UTF-8");
      return 0;
    }
  first = write (json);
  again = vt_json_parse (first, strlen (first), &error);
  if (again == NULL)
    g_error ("%s written as %s", error->message, first);
  second = write (again);
  if (g_strcmp0 (first, second) != 0)
    g_error ("%s came back as %s", first, second);
  return 0;
}
