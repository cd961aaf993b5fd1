/* fuzz-json-schema.c: any bytes are refused in words or make a grammar that
 * parses; only rules that begin with themselves and size may be its faults.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/sampling/json-schema.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL, wrong = NULL;
  g_autofree char *text = vt_json_schema_to_gbnf ((const char *) data, (gssize) size, &error);
  g_autoptr (VtGrammar) grammar = NULL;

  if (text == NULL)
    {
      if (error == NULL || !g_utf8_validate (error->message, -1, NULL))
        g_error ("no message, or not one in UTF-8");
      return 0;
    }
  grammar = vt_grammar_parse (text, -1, &wrong);
  if (grammar == NULL && strstr (wrong->message, "begins with itself") == NULL
      && strstr (wrong->message, "too large") == NULL && strstr (wrong->message, "defined twice") == NULL
      && strstr (wrong->message, "more than") == NULL)
    g_error ("%s\n%s", wrong->message, text);
  return 0;
}
