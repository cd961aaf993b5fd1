/* fuzz-grammar.c: the bytes up to the first NUL are a grammar, the rest is a
 * text that it reads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/sampling/matcher.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const guint8 *nul = memchr (data, 0, size);
  gsize length = nul != NULL ? (gsize) (nul - data) : size;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtGrammar) grammar = vt_grammar_parse ((const char *) data, (gssize) length, &error);
  g_autoptr (VtMatcher) matcher = NULL;
  guint32 set;

  if (grammar == NULL)
    {
      if (error == NULL || !g_utf8_validate (error->message, -1, NULL))
        g_error ("no message, or not one in UTF-8");
      return 0;
    }
  matcher = vt_matcher_new (grammar);
  set = vt_matcher_start (matcher);
  for (gsize i = length + 1; i < size && set != VT_MATCHER_DEAD; i++)
    set = vt_matcher_step (matcher, set, data[i]);
  vt_matcher_accepts (matcher, set);
  return 0;
}
