/* test-results.c: search results come page by page, and only of the last question.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>

#include "app/hub-results.h"
#include "hub/server.h"

#define COMMIT "0123456789abcdef0123456789abcdef01234567"
#define N_MODELS 70

typedef struct
{
  char *dir;
  VtHubCache *cache;
  VtHubServer *server;
  VtContacts *contacts;
  VtHubClient *client;
  VtHubResults *results;
} Fixture;

static void
add_model (Fixture *f, const char *repo)
{
  g_autofree char *source = g_build_filename (f->dir, "source", NULL);
  g_autofree char *digest = NULL;
  VtHubCacheEntry entry = { repo, COMMIT, "main", "config.json" };

  g_assert_true (g_file_set_contents (source, "{}", 2, NULL));
  entry.digest = digest = vt_digest_file (source, VT_DIGEST_GIT_BLOB, NULL, NULL, NULL, NULL);
  g_assert_true (vt_hub_cache_store (f->cache, repo, digest, source, TRUE, NULL, NULL));
  g_assert_true (vt_hub_cache_link (f->cache, &entry, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *cache = NULL;
  g_autofree char *endpoint = NULL;

  f->dir = g_dir_make_tmp ("vitrine-results-XXXXXX", NULL);
  cache = g_build_filename (f->dir, "hub", NULL);
  f->cache = vt_hub_cache_new (cache);
  for (guint i = 0; i < N_MODELS; i++)
    {
      g_autofree char *repo = g_strdup_printf ("owner/model-%02u", i);

      add_model (f, repo);
    }
  f->server = vt_hub_server_new (f->cache);
  g_assert_true (vt_hub_server_listen (f->server, TRUE, 0, NULL));
  endpoint = g_strdup_printf ("http://127.0.0.1:%u", vt_hub_server_get_port (f->server));
  g_setenv ("HF_ENDPOINT", endpoint, TRUE);
  f->contacts = vt_contacts_new ();
  f->client = vt_hub_client_new (f->cache, f->contacts);
  f->results = vt_hub_results_new (f->client, VT_HUB_MODELS);
}

static void
remove_tree (const char *path)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", path);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  for (; G_OBJECT (f->results)->ref_count > 1; g_usleep (1000)) /* dropped questions end on their threads */
    g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (f->results);
  g_assert_finalize_object (f->client);
  g_assert_finalize_object (f->contacts);
  g_assert_finalize_object (f->server);
  vt_hub_cache_unref (f->cache);
  remove_tree (f->dir);
  g_free (f->dir);
}

static guint
wait_for (Fixture *f)
{
  while (vt_hub_results_get_loading (f->results))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (vt_hub_results_get_failure (f->results), ==, NULL);
  return g_list_model_get_n_items (G_LIST_MODEL (f->results));
}

static const char *
id_at (Fixture *f, guint i)
{
  g_autoptr (VtHubResult) result = g_list_model_get_item (G_LIST_MODEL (f->results), i);

  return vt_hub_result_get_model (result)->id; /* the list holds it */
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  vt_hub_results_search (f->results, "", NULL, NULL, NULL);
  g_assert_cmpuint (wait_for (f), ==, 30);
  vt_hub_results_more (f->results);
  vt_hub_results_more (f->results); /* is being asked for already */
  g_assert_cmpuint (wait_for (f), ==, 60);
  vt_hub_results_more (f->results);
  g_assert_cmpuint (wait_for (f), ==, N_MODELS);
  g_assert_cmpstr (id_at (f, 69), ==, "owner/model-69");
  vt_hub_results_more (f->results); /* there is none */
  g_assert_false (vt_hub_results_get_loading (f->results));
}

static void
test_last_question (Fixture *f, gconstpointer data)
{
  for (guint i = 10; i < 30; i++)
    {
      g_autofree char *words = g_strdup_printf ("model-%u", i);

      vt_hub_results_search (f->results, words, NULL, NULL, "likes");
    }
  g_assert_cmpuint (wait_for (f), ==, 1);
  g_assert_cmpstr (id_at (f, 0), ==, "owner/model-29");
}

static void
test_failure (Fixture *f, gconstpointer data)
{
  vt_hub_results_search (f->results, "model-1", NULL, NULL, NULL);
  g_assert_cmpuint (wait_for (f), ==, 10);
  vt_hub_client_set_offline (f->client, TRUE);
  vt_hub_results_search (f->results, "model-2", NULL, NULL, NULL);
  while (vt_hub_results_get_loading (f->results))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (g_strrstr (vt_hub_results_get_failure (f->results), "offline"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->results)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/results/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/results/last-question", Fixture, NULL, set_up, test_last_question, tear_down);
  g_test_add ("/results/failure", Fixture, NULL, set_up, test_failure, tear_down);
  return g_test_run ();
}
