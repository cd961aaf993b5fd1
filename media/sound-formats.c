/* sound-formats.c: the kinds of sound files that can be written.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gst/gst.h>
#include <string.h>

#include "engine/base/error.h"
#include "media/gst-start.h"
#include "media/sound-write.h"

const VtSoundFormat vt_sound_formats[] = {
  { "wav", "audio/x-wav", N_ ("WAV, as it is"), NULL },
  { "flac", "audio/flac", N_ ("FLAC, smaller without loss"), "flacenc" },
  { "ogg", "audio/ogg", N_ ("Ogg Opus, much smaller"), "opusenc ! oggmux" },
  { "opus", "audio/ogg", N_ ("Ogg Opus, much smaller"), "opusenc ! oggmux" },
  { "mp3", "audio/mpeg", N_ ("MP3, for old players"), "lamemp3enc target=quality quality=2 ! xingmux" },
  { NULL },
};

gboolean
vt_sound_format_is_there (const VtSoundFormat *format)
{
  g_auto (GStrv) elements = NULL;

  if (format->encoder == NULL)
    return TRUE;
  if (!vt_gst_start (NULL))
    return FALSE;
  elements = g_strsplit (format->encoder, " ! ", -1);
  for (char **element = elements; *element != NULL; element++)
    {
      g_autoptr (GstElementFactory) factory = NULL;

      (*element)[strcspn (*element, " ")] = '\0';
      factory = gst_element_factory_find (*element);
      if (factory == NULL)
        return FALSE;
    }
  return TRUE;
}

const VtSoundFormat *
vt_sound_format_for_path (const char *path, GError **error)
{
  const char *dot = strrchr (path, '.');
  g_autoptr (GString) names = g_string_new (NULL);

  for (const VtSoundFormat *format = vt_sound_formats; format->suffix != NULL; format++)
    {
      if (dot != NULL && g_ascii_strcasecmp (dot + 1, format->suffix) == 0)
        return format;
      g_string_append_printf (names, "%s.%s", names->len > 0 ? ", " : "", format->suffix);
    }
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "“%s” does not say by its ending in which form the sound is to be written; there are %s.", path,
               names->str);
  return NULL;
}
