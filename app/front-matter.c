/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/front-matter.h"

#include <string.h>

/* What follows the line @line if that is a fence. */
static const char *
skip_fence (const char *line)
{
  const char *end;

  if (strncmp (line, "---", 3) != 0)
    return NULL;
  end = line + 3 + (line[3] == '\r');
  if (*end != '\n' && *end != '\0')
    return NULL;
  return *end == '\n' ? end + 1 : end;
}

const char *
vt_front_matter_find (const char *text, const char **yaml, gsize *size)
{
  const char *start = skip_fence (text), *line = start, *rest = NULL;

  while (line != NULL && *line != '\0' && (rest = skip_fence (line)) == NULL)
    {
      const char *end = strchr (line, '\n');

      line = end != NULL ? end + 1 : NULL;
    }
  if (yaml != NULL)
    *yaml = rest != NULL ? start : text;
  if (size != NULL)
    *size = rest != NULL ? (gsize) (line - start) : 0;
  return rest != NULL ? rest : text;
}
