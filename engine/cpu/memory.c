/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cpu/memory.h"

#include <string.h>

/* The number behind @key at the beginning of a line of @file, else @otherwise. */
static guint64
number_in (const char *file, const char *key, guint64 otherwise)
{
  g_autofree char *text = NULL;
  const char *at;

  if (!g_file_get_contents (file, &text, NULL, NULL))
    return otherwise;
  for (at = text; at != NULL; at = strchr (at, '\n'))
    {
      at += *at == '\n';
      if (g_str_has_prefix (at, key))
        {
          at += strlen (key);
          at += strspn (at, " \t");
          return g_ascii_isdigit (*at) ? g_ascii_strtoull (at, NULL, 10) : otherwise;
        }
      if (*at == '\0')
        break;
    }
  return otherwise;
}

/* What one control group leaves; the page cache it is charged for can go. */
static guint64
group_free (const char *folder)
{
  g_autofree char *limit_file = g_build_filename (folder, "memory.max", NULL);
  g_autofree char *used_file = g_build_filename (folder, "memory.current", NULL);
  g_autofree char *stat_file = g_build_filename (folder, "memory.stat", NULL);
  guint64 limit = number_in (limit_file, "", G_MAXUINT64);
  guint64 used = number_in (used_file, "", 0);
  guint64 cache = number_in (stat_file, "file ", 0);

  if (limit == G_MAXUINT64)
    return limit;
  used -= MIN (used, cache);
  return limit - MIN (limit, used);
}

/* The tightest of this process's control group and those above it. */
static guint64
groups_free (void)
{
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;
  guint64 least = G_MAXUINT64;
  char *begin, *slash;

  if (!g_file_get_contents ("/proc/self/cgroup", &text, NULL, NULL) ||
      (begin = strstr (text, "0::/")) == NULL)
    return least;
  path = g_strconcat ("/sys/fs/cgroup", begin + strlen ("0::"), NULL);
  path[strcspn (path, "\n")] = '\0';
  while (strlen (path) >= strlen ("/sys/fs/cgroup"))
    {
      least = MIN (least, group_free (path));
      slash = strrchr (path, '/');
      *slash = '\0';
    }
  return least;
}

guint64
vt_cpu_memory_free (void)
{
  guint64 kib = number_in ("/proc/meminfo", "MemAvailable:", G_MAXUINT64 / 1024);

  return MIN (kib * 1024, groups_free ());
}
