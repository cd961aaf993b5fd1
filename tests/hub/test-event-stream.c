/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "engine/base/error.h"
#include "hub/event-stream.h"
#include "hub/remote.h"

static gboolean
note (const char *event, gsize size, gpointer data, GError **error)
{
  g_assert_cmpuint (strlen (event), <=, size);
  g_string_append_printf (data, "[%s]", event);
  return strcmp (event, "stop") != 0;
}

/* The events of @text, given in pieces of @step bytes. */
static char *
read_in_pieces (const char *text, gsize step)
{
  GString *log = g_string_new (NULL);
  g_autoptr (VtEventStream) stream = vt_event_stream_new (note, log);
  gsize n = strlen (text);
  gboolean more = TRUE;

  for (gsize at = 0; at < n && more; at += step)
    more = vt_event_stream_push (stream, text + at, MIN (step, n - at), NULL);
  return g_string_free (log, FALSE);
}

static void
test_shapes (void)
{
  static const struct
  {
    const char *text, *events;
  } cases[] = {
    { "data: a\n\ndata: b\n\n", "[a][b]" },
    { "data:a\r\n\r\ndata:  b\r\r", "[a][ b]" },
    { "data: a\ndata\ndata: b\n\n", "[a\n\nb]" },
    { ": note\nevent: x\nid: 1\nretry: 5\n\ndata: a\n\n", "[a]" },
    { "\xef\xbb\xbf" "data: a\n\n", "[a]" },
    { "data: a\n\n\xef\xbb\xbf" "data: b\n\n", "[a]" },
    { "data\n\n", "[]" },
    { "database: a\n\n", "" },
    { "data: cut", "" },
    { "data: stop\n\ndata: after\n\n", "[stop]" },
    { "\n\n\r\n\r", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize step = 1; step < 40; step += step < 8 ? 1 : 31)
      {
        g_autofree char *events = read_in_pieces (cases[i].text, step);

        g_assert_cmpstr (events, ==, cases[i].events);
      }
}

static void
test_limit (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (VtEventStream) stream = vt_event_stream_new (note, log);
  g_autofree char *line = g_strnfill (1 << 20, 'x');
  g_autoptr (GError) error = NULL;
  guint i = 0;

  g_assert_true (vt_event_stream_push (stream, "data: ", 6, NULL));
  while (vt_event_stream_push (stream, line, 1 << 20, &error))
    g_assert_cmpuint (++i, <, 64);
  g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
}

static void
test_complaints (void)
{
  static const struct
  {
    const char *json, *sentence;
  } cases[] = {
    { "{\"error\": {\"message\": \"No key.\", \"type\": \"x\"}}", "No key." },
    { "{\"error\": \"Model is\\nloading\", \"estimated_time\": 20}", "Model is loading" },
    { "{\"error\": [\"first\", \"second\"]}", "first" },
    { "{\"detail\": [{\"loc\": [\"body\"], \"msg\": \"field required\"}]}", "field required" },
    { "{\"detail\": \"Not Found\"}", "Not Found" },
    { "{\"object\": \"error\", \"message\": \"too long\", \"code\": 400}", "too long" },
    { "{\"error\": {}}", NULL },
    { "<html>", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sentence = vt_remote_read_complaint (cases[i].json, strlen (cases[i].json));

      g_assert_cmpstr (sentence, ==, cases[i].sentence);
    }
}

static void
test_here (void)
{
  g_assert_true (vt_remote_is_here ("http://127.0.0.1:8080/v1"));
  g_assert_true (vt_remote_is_here ("http://[::1]/"));
  g_assert_true (vt_remote_is_here ("https://localhost/v1"));
  g_assert_false (vt_remote_is_here ("https://localhost.example/v1"));
  g_assert_false (vt_remote_is_here ("https://192.168.1.2/v1"));
  g_assert_false (vt_remote_is_here ("nonsense"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-stream/shapes", test_shapes);
  g_test_add_func ("/event-stream/limit", test_limit);
  g_test_add_func ("/remote/complaints", test_complaints);
  g_test_add_func ("/remote/here", test_here);
  return g_test_run ();
}
