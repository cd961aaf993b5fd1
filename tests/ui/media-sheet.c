/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-sheet.h"

#include <math.h>
#include <string.h>

#include "app/space-document.h"
#include "ui/space-canvas.h"

static const char space_json[] =
  "{\"version\": 1, \"components\": ["
  "{\"id\": \"photo\", \"type\": \"image\", \"label\": \"Photo\"},"
  "{\"id\": \"none\", \"type\": \"image\", \"label\": \"No photo yet\"},"
  "{\"id\": \"drawn\", \"type\": \"image\", \"label\": \"Drawn\", \"interactive\": false},"
  "{\"id\": \"talk\", \"type\": \"audio\", \"label\": \"Talk\"},"
  "{\"id\": \"mic\", \"type\": \"audio\", \"label\": \"Microphone\", \"sources\": [\"microphone\"]},"
  "{\"id\": \"voice\", \"type\": \"audio\", \"label\": \"Voice\", \"interactive\": false},"
  "{\"id\": \"captions\", \"type\": \"captions\", \"lines\": 3, \"value\": \"And so my fellow Americans, ask not what your country can do"
  " for you, ask what you can do for your country.\"},"
  "{\"id\": \"pair\", \"type\": \"imageslider\", \"label\": \"Before and after\"},"
  "{\"id\": \"found\", \"type\": \"annotatedimage\", \"label\": \"Found\"},"
  "{\"id\": \"mark\", \"type\": \"imageeditor\", \"mode\": \"mask\", \"label\": \"Mark what is to be repainted\"},"
  "{\"id\": \"film\", \"type\": \"video\", \"label\": \"Film\"}"
  "], \"layout\": {\"row\": [{\"column\": [\"photo\", \"none\", \"drawn\", \"talk\", \"mic\", \"voice\"]},"
  " {\"column\": [\"captions\", \"pair\", \"found\", \"mark\", \"film\"]}]}}";

static const char found_json[] =
  "[{\"label\": \"sun\", \"score\": 0.97, \"box\": {\"xmin\": 210, \"ymin\": 10, \"xmax\": 310, \"ymax\": 110}},"
  " {\"label\": \"hill\", \"score\": 0.81, \"box\": {\"xmin\": 10, \"ymin\": 110, \"xmax\": 300, \"ymax\": 198}}]";

/* A hill under a sky with a sun; at night without colours. */
static VtValue *
make_scene (gboolean night)
{
  const guint width = 320, height = 200;
  guint8 *pixels = g_malloc (width * height * 3);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, width * height * 3);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        gboolean sun = hypot (x - 260.0, y - 60.0) < 40, hill = y > 150 - 40 * sin (x / 100.0);
        const guint8 color[3] = { (guint8) (hill ? 60 : sun ? 255 : 120 + y / 3), (guint8) (hill ? 140 : sun ? 210 : 170 + y / 4),
                                  (guint8) (hill ? 70 : sun ? 60 : 240) };

        for (guint c = 0; c < 3; c++)
          pixels[(y * width + x) * 3 + c] = night ? (guint8) ((color[0] + color[1] + color[2]) / 6) : color[c];
      }
  return vt_value_new_image (bytes, width, height, 3);
}

static VtValue *
make_speech (void)
{
  const gsize n = 16000 * 7;
  float *samples = g_new (float, n);
  g_autoptr (GBytes) bytes = g_bytes_new_take (samples, n * sizeof (float));

  for (gsize i = 0; i < n; i++)
    {
      double t = i / 16000.0;

      samples[i] = (float) (sin (900 * t) * fabs (sin (5 * t)) * (sin (1.3 * t) > -0.5 ? 0.6 : 0.02) * (0.6 + 0.4 * sin (0.7 * t)));
    }
  return vt_value_new_audio (bytes, 16000, 1);
}

static void
set (GtkWidget *canvas, const char *id, VtValue *value)
{
  vt_component_view_set_value (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), id), value);
}

static void
fill (GtkWidget *canvas)
{
  g_autoptr (VtValue) day = make_scene (FALSE);
  g_autoptr (VtValue) night = make_scene (TRUE);
  g_autoptr (VtValue) speech = make_speech ();
  g_autoptr (VtValue) json = vt_value_new_json (found_json);
  g_autoptr (VtValue) pair = vt_value_new_list ((VtValue *[]) { night, day }, 2);
  g_autoptr (VtValue) found = vt_value_new_list ((VtValue *[]) { day, json }, 2);

  set (canvas, "photo", day);
  set (canvas, "talk", speech);
  set (canvas, "voice", speech);
  set (canvas, "pair", pair);
  set (canvas, "found", found);
  set (canvas, "mark", day);
}

GtkWidget *
make_media (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_space_new_from_texts (space_json, strlen (space_json), NULL, &error);
  GtkWidget *canvas, *scrolled = gtk_scrolled_window_new ();

  g_assert_no_error (error);
  canvas = vt_space_canvas_new (space);
  fill (canvas);
  gtk_widget_set_margin_start (canvas, 12);
  gtk_widget_set_margin_end (canvas, 12);
  gtk_widget_set_margin_top (canvas, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), canvas);
  gtk_scrollable_set_vscroll_policy (GTK_SCROLLABLE (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled))),
                                     GTK_SCROLL_NATURAL);
  return scrolled;
}
