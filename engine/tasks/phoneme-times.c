/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/phoneme-times.h"

#include <math.h>

#include "engine/formats/json-write.h"

struct _VtPhonemeTimes
{
  VtJsonWriter json; /* not closed */
  gsize told;
};

VtPhonemeTimes *
vt_phoneme_times_new (void)
{
  VtPhonemeTimes *self = g_new0 (VtPhonemeTimes, 1);

  self->json.text = g_string_new (NULL);
  vt_json_write_begin (&self->json, '[');
  return self;
}

void
vt_phoneme_times_free (VtPhonemeTimes *self)
{
  g_string_free (self->json.text, TRUE);
  g_free (self);
}

/* In whole tenths of a millisecond. */
static void
write_time (VtJsonWriter *json, const char *key, double seconds)
{
  vt_json_write_key (json, key);
  vt_json_write_double (json, round (seconds * 1e4) / 1e4);
}

static void
write_phoneme (VtJsonWriter *json, const char *text, const VtVoicePhoneme *phoneme, double start, double end)
{
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "phoneme");
  vt_json_write_string (json, text + phoneme->begin, phoneme->length);
  write_time (json, "start", start);
  write_time (json, "end", end);
  vt_json_write_end (json, '}');
}

void
vt_phoneme_times_add (VtPhonemeTimes *self, const VtPhonemeSentence *sentence, GArray *list, const gint32 *frames,
                      double start, double frame_seconds)
{
  double at = start;

  vt_json_write_begin (&self->json, '{');
  vt_json_write_key (&self->json, "text");
  vt_json_write_string (&self->json, sentence->text, -1);
  write_time (&self->json, "start", start);
  vt_json_write_key (&self->json, "phonemes");
  vt_json_write_begin (&self->json, '[');
  for (guint i = 0; i < list->len; i++)
    {
      const VtVoicePhoneme *phoneme = &g_array_index (list, VtVoicePhoneme, i);
      double end = at;

      for (guint k = 0; k < phoneme->n_ids; k++)
        end += frames[phoneme->first_id + k] * frame_seconds;
      if (phoneme->length > 0)
        write_phoneme (&self->json, sentence->phonemes, phoneme, at, end);
      at = end;
    }
  vt_json_write_end (&self->json, ']');
  write_time (&self->json, "end", at);
  vt_json_write_end (&self->json, '}');
}

VtValue *
vt_phoneme_times_value (VtPhonemeTimes *self)
{
  g_autofree char *closed = g_strconcat (self->json.text->str, "]", NULL);

  self->told = self->json.text->len;
  return vt_value_new_json (closed);
}

gboolean
vt_phoneme_times_worth (const VtPhonemeTimes *self)
{
  return self->json.text->len > self->told + self->told / 8;
}
