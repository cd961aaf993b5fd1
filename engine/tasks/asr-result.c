/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/asr-result.h"

#include <math.h>
#include <string.h>

#include "engine/formats/json-write.h"
#include "engine/tasks/asr-decode.h"

#define SMALLEST_STEP 0.5 /* seconds */

static void
chunk_clear (gpointer data)
{
  g_free (((VtAsrChunk *) data)->text);
}

GArray *
vt_asr_chunks_new (void)
{
  GArray *chunks = g_array_new (FALSE, FALSE, sizeof (VtAsrChunk));

  g_array_set_clear_func (chunks, chunk_clear);
  return chunks;
}

void
vt_asr_chunks_add (GArray *chunks, double start, double end, const char *text)
{
  VtAsrChunk chunk = { start, end, g_strdup (text) };

  g_array_append_val (chunks, chunk);
}

char *
vt_asr_chunks_to_text (GArray *chunks)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < chunks->len; i++)
    g_string_append (text, g_array_index (chunks, VtAsrChunk, i).text);
  return g_string_free (text, FALSE);
}

/* Hundredths are what Whisper can tell. */
static double
hundredths (double seconds)
{
  return round (seconds * 100) / 100;
}

char *
vt_asr_chunks_to_json (GArray *chunks)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < chunks->len; i++)
    {
      const VtAsrChunk *chunk = &g_array_index (chunks, VtAsrChunk, i);

      vt_json_write_begin (&json, '{');
      vt_json_write_key (&json, "text");
      vt_json_write_string (&json, chunk->text, -1);
      vt_json_write_key (&json, "timestamp");
      vt_json_write_begin (&json, '[');
      vt_json_write_double (&json, hundredths (chunk->start));
      vt_json_write_double (&json, hundredths (chunk->end));
      vt_json_write_end (&json, ']');
      vt_json_write_end (&json, '}');
    }
  vt_json_write_end (&json, ']');
  return g_string_free (json.text, FALSE);
}

/* 00:01:02,345 */
static void
append_time (GString *text, double seconds, char comma)
{
  guint64 ms = (guint64) round (MAX (seconds, 0) * 1000);

  g_string_append_printf (text, "%02" G_GUINT64_FORMAT ":%02u:%02u%c%03u", ms / 3600000, (guint) (ms / 60000 % 60),
                          (guint) (ms / 1000 % 60), comma, (guint) (ms % 1000));
}

static void
append_line (GString *text, const VtAsrChunk *chunk, char comma)
{
  g_autofree char *line = g_strstrip (g_strdelimit (g_strdup (chunk->text), "\r\n", ' '));

  append_time (text, chunk->start, comma);
  g_string_append (text, " --> ");
  append_time (text, chunk->end, comma);
  g_string_append_printf (text, "\n%s\n\n", line);
}

char *
vt_asr_chunks_to_srt (GArray *chunks)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < chunks->len; i++)
    {
      g_string_append_printf (text, "%u\n", i + 1);
      append_line (text, &g_array_index (chunks, VtAsrChunk, i), ',');
    }
  return g_string_free (text, FALSE);
}

/* In WebVTT an arrow ends a text and & begins an entity. */
char *
vt_asr_chunks_to_vtt (GArray *chunks)
{
  GString *text = g_string_new ("WEBVTT\n\n");

  for (guint i = 0; i < chunks->len; i++)
    {
      const VtAsrChunk *chunk = &g_array_index (chunks, VtAsrChunk, i);
      g_autofree char *escaped = g_markup_escape_text (chunk->text, -1);
      VtAsrChunk safe = { chunk->start, chunk->end, escaped };

      append_line (text, &safe, '.');
    }
  return g_string_free (text, FALSE);
}

/* --- segments --- */

typedef struct
{
  const VtWhisper *whisper;
  const gint32 *tokens;
  double offset;
  GArray *chunks, *ends;
} Cutter;

static double
time_of (const Cutter *c, gint32 token)
{
  return (token - c->whisper->tokens.timestamps) * VT_WHISPER_TIME_STEP;
}

static void
add_segment (Cutter *c, guint first, guint end, double from, double to)
{
  g_autofree char *text = vt_asr_tokens_to_text (c->whisper, c->tokens + first, end - first);

  vt_asr_chunks_add (c->chunks, c->offset + from, c->offset + MAX (from, to), text);
  g_array_append_val (c->ends, end);
}

double
vt_asr_cut_segments (const VtWhisper *whisper, const gint32 *tokens, guint n, double offset, double length,
                     GArray *chunks, GArray *ends)
{
  Cutter c = { whisper, tokens, offset, chunks, ends };
  gint32 zero = whisper->tokens.timestamps;
  gboolean alone_at_end = n >= 2 && tokens[n - 1] >= zero && tokens[n - 2] < zero;
  guint first = 0;

  /* Two times side by side end one segment and begin another. */
  for (guint i = 1; i <= n; i++)
    {
      gboolean pair = i < n && tokens[i - 1] >= zero && tokens[i] >= zero;

      if (!pair && !(i == n && alone_at_end && first > 0))
        continue;
      add_segment (&c, first, i, time_of (&c, tokens[first]), time_of (&c, tokens[i - 1]));
      first = i;
    }
  if (first == 0)
    {
      /* No pair: one segment, up to its last time or the window's end. */
      double end = length;

      for (guint i = 0; i < n; i++)
        if (tokens[i] > zero && i > 0)
          end = MIN (time_of (&c, tokens[i]), length);
      if (n > 0)
        add_segment (&c, 0, n, tokens[0] >= zero ? time_of (&c, tokens[0]) : 0, end);
      return length;
    }
  /* What gets nowhere would be tried for ever. */
  return alone_at_end || time_of (&c, tokens[first - 1]) < SMALLEST_STEP ? length : time_of (&c, tokens[first - 1]);
}
