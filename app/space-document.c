/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-document.h"

#include <gio/gio.h>
#include <string.h>

#include "app/json-pretty.h"
#include "app/language.h"
#include "app/space-archive.h"
#include "app/space-card.h"
#include "app/space-check.h"
#include "app/space-path.h"
#include "app/value-json.h"
#include "engine/base/error.h"

#define MAX_BYTES (4 << 20)
#define MAX_COMPONENTS 1000
#define MAX_EVENTS 200
#define VERSION 1

static const char *const known_keys[] = { "version", "components", "layout", "events", "examples", NULL };
static const char *const example_keys[] = { "inputs", "rows", NULL };

struct _VtSpace
{
  GObject parent_instance;
  char *path;
  char *archive;
  char *name;
  VtSpaceCard *card;
  char *notes; /* in the person's language, or NULL for the card's */
  gboolean glass;
  VtSpaceParts parts;
  VtSpaceLayout *layout; /* as the document has it, or NULL */
  VtSpaceLayout *shown;  /* the same with all components in it */
  GPtrArray *models;     /* utf8, NULL-terminated */
  GPtrArray *tasks;
  GPtrArray *example_inputs;
  gboolean cache_examples;
  GPtrArray *examples; /* GPtrArray of VtValue, one per row */
  VtSpaceMembers *members;
  VtSpaceMembers *example_members;
};

G_DEFINE_TYPE (VtSpace, vt_space, G_TYPE_OBJECT)

static void
vt_space_finalize (GObject *object)
{
  VtSpace *self = VT_SPACE (object);

  g_free (self->path);
  g_free (self->archive);
  g_free (self->name);
  g_free (self->notes);
  g_clear_pointer (&self->card, vt_space_card_free);
  g_hash_table_unref (self->parts.by_id);
  g_ptr_array_unref (self->parts.components);
  g_ptr_array_unref (self->parts.events);
  g_clear_pointer (&self->layout, vt_space_layout_free);
  g_clear_pointer (&self->shown, vt_space_layout_free);
  g_ptr_array_unref (self->models);
  g_ptr_array_unref (self->tasks);
  g_ptr_array_unref (self->example_inputs);
  g_ptr_array_unref (self->examples);
  g_clear_pointer (&self->members, vt_space_members_free);
  g_clear_pointer (&self->example_members, vt_space_members_free);
  G_OBJECT_CLASS (vt_space_parent_class)->finalize (object);
}

static void
vt_space_class_init (VtSpaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_space_finalize;
}

static void
vt_space_init (VtSpace *self)
{
  self->parts.components = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_component_free);
  self->parts.by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->parts.events = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_event_free);
  self->models = g_ptr_array_new_with_free_func (g_free);
  self->tasks = g_ptr_array_new_with_free_func (g_free);
  self->example_inputs = g_ptr_array_new ();
  self->examples = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
}

static gboolean
read_version (VtSpace *self, const VtJsonNode *root, GError **error)
{
  gint64 version;

  if (vt_json_type (root) != VT_JSON_OBJECT)
    return vt_space_path_fail (error, "", "A space is a JSON object, and this is %s", vt_space_json_type_name (root));
  if (!vt_json_read_int (vt_json_get (root, "version"), &version) || version < 1)
    return vt_space_path_fail (error, "version", "it must be a whole number from 1, and it is %s",
                               vt_space_json_type_name (vt_json_get (root, "version")));
  if (version <= VERSION)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "version: this space was made with a newer Vitrine (its version "
               "is %" G_GINT64_FORMAT ", and this one reads up to %d).", version, VERSION);
  return FALSE;
}

static gboolean
check_length (const VtJsonNode *array, guint most, const char *path, GError **error)
{
  return vt_json_length (array) <= most
         || vt_space_path_fail (error, path, "there are more than %u of them", most);
}

static gboolean
read_components (VtSpace *self, const VtJsonNode *root, GError **error)
{
  g_autofree char *place = NULL;
  const VtJsonNode *components = vt_space_path_read_array (root, "", "components", TRUE, &place, error);
  VtJsonIter iter = VT_JSON_ITER (components);

  if (components == NULL || !check_length (components, MAX_COMPONENTS, place, error))
    return FALSE;
  while (vt_json_iter_next (&iter))
    {
      g_autofree char *path = vt_space_path_element (place, self->parts.components->len);
      VtSpaceComponent *component = vt_space_component_new (iter.value, path, error);

      if (component == NULL)
        return FALSE;
      component->folder = (const char *const *) &self->path;
      g_ptr_array_add (self->parts.components, component);
      if (g_hash_table_contains (self->parts.by_id, component->id))
        return vt_space_path_fail (error, path, "the id “%s” is taken already", component->id);
      g_hash_table_insert (self->parts.by_id, component->id, component);
    }
  return TRUE;
}

/* Below what the document's layout names, everything that it does not. */
static void
complete_layout (VtSpace *self, GHashTable *placed, const VtJsonNode *node)
{
  self->shown = vt_space_layout_new_column ();
  if (node != NULL)
    g_ptr_array_add (self->shown->children, vt_space_layout_new (node, "layout", NULL));
  for (guint i = 0; i < self->parts.components->len; i++)
    {
      const VtSpaceComponent *component = self->parts.components->pdata[i];

      if (!g_hash_table_contains (placed, component->id))
        g_ptr_array_add (self->shown->children, vt_space_layout_new_component (component->id));
    }
}

static gboolean
read_layout (VtSpace *self, const VtJsonNode *root, GError **error)
{
  g_autoptr (GHashTable) placed = g_hash_table_new (g_str_hash, g_str_equal);
  const VtJsonNode *node = vt_json_get (root, "layout");

  if (node != NULL)
    {
      self->layout = vt_space_layout_new (node, "layout", error);
      if (self->layout == NULL || !vt_space_check_layout (&self->parts, self->layout, placed, error))
        return FALSE;
    }
  complete_layout (self, placed, node);
  return TRUE;
}

static void
add_once (GPtrArray *texts, const char *text)
{
  for (guint i = 0; i < texts->len; i++)
    if (strcmp (texts->pdata[i], text) == 0)
      return;
  g_ptr_array_add (texts, g_strdup (text));
}

/* A step's model may also stand in a component; then it is the one it holds at first. */
static void
add_model (VtSpace *self, const VtSpaceWire *wire)
{
  g_autoptr (VtValue) value = NULL;

  if (wire->kind == VT_WIRE_LITERAL)
    value = vt_value_ref (wire->literal);
  else if (wire->kind == VT_WIRE_COMPONENT)
    value = vt_space_component_initial (vt_space_find_component (self, wire->source));
  if (value != NULL && vt_value_type (value) == VT_VALUE_TEXT && *vt_value_text (value) != '\0')
    add_once (self->models, vt_value_text (value));
}

static void
note_steps (VtSpace *self)
{
  for (guint i = 0; i < self->parts.events->len; i++)
    {
      const VtSpaceEvent *event = self->parts.events->pdata[i];

      for (guint j = 0; j < event->steps->len; j++)
        {
          const VtSpaceStep *step = event->steps->pdata[j];

          add_once (self->tasks, step->task->name);
          if (step->model != NULL)
            add_model (self, step->model);
        }
    }
  g_ptr_array_add (self->models, NULL);
  g_ptr_array_add (self->tasks, NULL);
}

/* An optional array: FALSE only on an error. */
static gboolean
read_optional (const VtJsonNode *root, const char *path, const char *key, guint most, const VtJsonNode **array,
               GError **error)
{
  g_autofree char *place = NULL;
  GError *local = NULL;

  *array = vt_space_path_read_array (root, path, key, FALSE, &place, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  return check_length (*array, most, place, error);
}

static gboolean
read_events (VtSpace *self, const VtJsonNode *root, GError **error)
{
  const VtJsonNode *events;

  if (!read_optional (root, "", "events", MAX_EVENTS, &events, error))
    return FALSE;
  VtJsonIter iter = VT_JSON_ITER (events);
  while (vt_json_iter_next (&iter))
    {
      g_autofree char *path = vt_space_path_element ("events", self->parts.events->len);
      VtSpaceEvent *event = vt_space_event_new (iter.value, path, error);

      if (event == NULL)
        return FALSE;
      g_ptr_array_add (self->parts.events, event);
      if (!vt_space_check_event (&self->parts, event, path, error))
        return FALSE;
    }
  return vt_space_check_cycles (&self->parts, error);
}

static gboolean
read_example_inputs (VtSpace *self, const VtJsonNode *inputs, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (inputs);

  while (vt_json_iter_next (&iter))
    {
      g_autofree char *path = vt_space_path_element ("examples.inputs", self->example_inputs->len);
      const char *id = vt_json_string (iter.value, NULL);
      VtSpaceComponent *component = id != NULL ? vt_space_find_component (self, id) : NULL;

      if (id == NULL)
        return vt_space_path_fail (error, path, "it must be a component's id, and it is %s",
                                   vt_space_json_type_name (iter.value));
      if (component == NULL)
        return vt_space_path_fail (error, path, "there is no component with the id “%s”", id);
      g_ptr_array_add (self->example_inputs, component);
    }
  return TRUE;
}

static gboolean
read_example_row (VtSpace *self, const VtJsonNode *node, const char *path, GError **error)
{
  GPtrArray *row = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  VtJsonIter iter = VT_JSON_ITER (node);

  g_ptr_array_add (self->examples, row);
  if (vt_json_type (node) != VT_JSON_ARRAY || vt_json_length (node) != self->example_inputs->len)
    return vt_space_path_fail (error, path, "it must be an array with a value for each of the %u inputs",
                               self->example_inputs->len);
  while (vt_json_iter_next (&iter))
    {
      g_autofree char *place = vt_space_path_element (path, row->len);
      g_autoptr (VtValue) value = vt_value_from_json (iter.value);
      VtValue *accepted = vt_space_component_accept (self->example_inputs->pdata[row->len], value, error);

      if (accepted == NULL)
        return vt_space_path_prefix (error, place);
      g_ptr_array_add (row, accepted);
    }
  return TRUE;
}

static gboolean
read_examples (VtSpace *self, const VtJsonNode *root, GError **error)
{
  const VtJsonNode *node = vt_json_get (root, "examples");
  const VtJsonNode *inputs, *rows;

  self->example_members = vt_space_members_new (node, example_keys);
  if (node == NULL)
    return TRUE;
  if (vt_json_type (node) != VT_JSON_OBJECT)
    return vt_space_path_fail (error, "examples", "it must be an object, and it is %s", vt_space_json_type_name (node));
  self->cache_examples = vt_json_get_boolean (node, "cache_examples", FALSE);
  if (!read_optional (node, "examples", "inputs", MAX_COMPONENTS, &inputs, error)
      || !read_optional (node, "examples", "rows", MAX_COMPONENTS, &rows, error)
      || !read_example_inputs (self, inputs, error))
    return FALSE;
  VtJsonIter iter = VT_JSON_ITER (rows);
  while (vt_json_iter_next (&iter))
    {
      g_autofree char *path = vt_space_path_element ("examples.rows", self->examples->len);

      if (!read_example_row (self, iter.value, path, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_document (VtSpace *self, const VtJsonNode *root, GError **error)
{
  if (!read_version (self, root, error))
    return FALSE;
  self->members = vt_space_members_new (root, known_keys);
  self->glass = vt_json_get_boolean (root, "glass", FALSE);
  if (!read_components (self, root, error) || !read_layout (self, root, error) || !read_events (self, root, error)
      || !read_examples (self, root, error))
    return FALSE;
  note_steps (self);
  return TRUE;
}

static VtSpace *
space_new (const char *name, const char *json, gsize size, const char *readme, GError **error)
{
  g_autoptr (VtSpace) self = g_object_new (VT_TYPE_SPACE, NULL);
  g_autoptr (VtJson) document = NULL;

  self->name = g_strdup (name);
  if (size > MAX_BYTES)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "“space.json” is larger than %d MiB, which no space is.",
                   MAX_BYTES >> 20);
      return NULL;
    }
  document = vt_json_parse (json, size, error);
  if (document == NULL || !read_document (self, vt_json_root (document), error))
    {
      g_prefix_error (error, "The file “space.json” cannot be used. ");
      return NULL;
    }
  self->card = vt_space_card_new (readme, error);
  if (self->card == NULL)
    {
      g_prefix_error (error, "The file “README.md” cannot be used. ");
      return NULL;
    }
  return g_steal_pointer (&self);
}

VtSpace *
vt_space_new_from_texts (const char *space_json, gsize size, const char *readme, GError **error)
{
  return space_new ("space", space_json, size, readme != NULL ? readme : "", error);
}

/* The notes in the person's language lie beside README.md: README.de.md. */
static const char *
load_notes (const char *key, gpointer data)
{
  VtSpace *self = data;
  const char *bracket = strchr (key, '[');
  g_autofree char *language = bracket != NULL ? g_strndup (bracket + 1, strlen (bracket) - 2) : NULL;
  g_autofree char *file = language != NULL ? g_strdup_printf ("README.%s.md", language) : NULL;
  g_autofree char *path = file != NULL ? g_build_filename (self->path, file, NULL) : NULL;
  g_autofree char *text = NULL;

  if (path == NULL || strchr (language, '/') != NULL || !g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  self->notes = g_utf8_make_valid (text, -1);
  return self->notes;
}

static char *
read_file (const char *folder, const char *name, gboolean required, gsize *size, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *shown = g_filename_display_name (folder);
  g_autoptr (GError) local = NULL;
  char *text = NULL;

  if (g_file_get_contents (path, &text, size, &local))
    return text;
  if (!required && g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_strdup ("");
  if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT) || g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "“%s” is no space: there is no file “%s” in it.", shown, name);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The space “%s” cannot be read: %s.", shown, local->message);
  return NULL;
}

static VtSpace *
load_folder (const char *folder, GError **error)
{
  g_autofree char *name = g_path_get_basename (folder);
  g_autofree char *json = NULL;
  g_autofree char *readme = NULL;
  gsize size = 0;
  VtSpace *self;

  json = read_file (folder, "space.json", TRUE, &size, error);
  readme = json != NULL ? read_file (folder, "README.md", FALSE, NULL, error) : NULL;
  if (readme == NULL)
    return NULL;
  self = space_new (name, json, size, readme, error);
  if (self == NULL)
    {
      g_autofree char *shown = g_filename_display_name (folder);

      g_prefix_error (error, "The space “%s” cannot be opened. ", shown);
      return NULL;
    }
  self->path = g_strdup (folder);
  vt_language_pick ("notes", load_notes, self);
  return self;
}

VtSpace *
vt_space_load (const char *path, GError **error)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = NULL;
  VtSpace *self;

  if (!g_file_test (whole, G_FILE_TEST_IS_REGULAR))
    return load_folder (whole, error);
  folder = vt_space_archive_open (whole, NULL, error);
  self = folder != NULL ? load_folder (folder, error) : NULL;
  if (self != NULL)
    self->archive = g_steal_pointer (&whole);
  return self;
}

static void
write_example_rows (VtSpace *self, VtJsonWriter *writer)
{
  vt_json_write_key (writer, "rows");
  vt_json_write_begin (writer, '[');
  for (guint i = 0; i < self->examples->len; i++)
    {
      GPtrArray *row = self->examples->pdata[i];

      vt_json_write_begin (writer, '[');
      for (guint j = 0; j < row->len; j++)
        vt_value_write_json (row->pdata[j], writer);
      vt_json_write_end (writer, ']');
    }
  vt_json_write_end (writer, ']');
}

static void
write_examples (VtSpace *self, VtJsonWriter *writer)
{
  if (self->example_inputs->len == 0)
    return;
  vt_json_write_key (writer, "examples");
  vt_json_write_begin (writer, '{');
  vt_json_write_key (writer, "inputs");
  vt_json_write_begin (writer, '[');
  for (guint i = 0; i < self->example_inputs->len; i++)
    vt_json_write_string (writer, ((const VtSpaceComponent *) self->example_inputs->pdata[i])->id, -1);
  vt_json_write_end (writer, ']');
  write_example_rows (self, writer);
  vt_space_members_write (self->example_members, writer);
  vt_json_write_end (writer, '}');
}

static void
write_parts (VtSpace *self, VtJsonWriter *writer)
{
  vt_json_write_key (writer, "components");
  vt_json_write_begin (writer, '[');
  for (guint i = 0; i < self->parts.components->len; i++)
    vt_space_component_write (self->parts.components->pdata[i], writer);
  vt_json_write_end (writer, ']');
  if (self->layout != NULL)
    {
      vt_json_write_key (writer, "layout");
      vt_space_layout_write (self->layout, writer);
    }
  vt_json_write_key (writer, "events");
  vt_json_write_begin (writer, '[');
  for (guint i = 0; i < self->parts.events->len; i++)
    vt_space_event_write (self->parts.events->pdata[i], writer);
  vt_json_write_end (writer, ']');
}

char *
vt_space_to_json (VtSpace *self)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };
  char *pretty;

  vt_json_write_begin (&writer, '{');
  vt_json_write_key (&writer, "version");
  vt_json_write_int (&writer, VERSION);
  vt_space_members_write (self->members, &writer);
  write_parts (self, &writer);
  write_examples (self, &writer);
  vt_json_write_end (&writer, '}');
  pretty = vt_json_pretty (writer.text->str);
  g_string_free (writer.text, TRUE);
  return pretty;
}

static gboolean
write_file (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &local))
    return TRUE;
  g_set_error (error, VT_ERROR,
               g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? VT_ERROR_NO_SPACE : VT_ERROR_FAILED,
               "The file “%s” cannot be written: %s.", shown, local->message);
  return FALSE;
}

gboolean
vt_space_save (VtSpace *self, const char *path, GError **error)
{
  g_autofree char *json = vt_space_to_json (self);
  g_autofree char *readme = vt_space_card_to_text (self->card);

  if (g_mkdir_with_parents (path, 0755) != 0)
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The folder “%s” cannot be made: %s.", shown, g_strerror (errno));
      return FALSE;
    }
  return write_file (path, "space.json", json, error) && write_file (path, "README.md", readme, error);
}

const char *
vt_space_get_path (VtSpace *self)
{
  return self->path;
}

void
vt_space_set_path (VtSpace *self, const char *path)
{
  g_autofree char *folder = g_canonicalize_filename (path, NULL);

  g_free (self->name);
  g_free (self->path);
  self->name = g_path_get_basename (folder);
  self->path = g_steal_pointer (&folder);
}

const char *
vt_space_get_archive (VtSpace *self)
{
  return self->archive;
}

const char *
vt_space_get_name (VtSpace *self)
{
  return self->name;
}

const char *
vt_space_get_title (VtSpace *self)
{
  const char *title = vt_space_card_get_text (self->card, "title");

  return *title != '\0' ? title : self->name;
}

const char *
vt_space_get_emoji (VtSpace *self)
{
  return vt_space_card_get_text (self->card, "emoji");
}

static const char *
get_color (VtSpace *self, const char *key, const char *fallback)
{
  static const char *const colors[] = { "red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray", NULL };
  const char *color = vt_space_card_get_text (self->card, key);

  return g_strv_contains (colors, color) ? color : fallback;
}

const char *
vt_space_get_color_from (VtSpace *self)
{
  return get_color (self, "colorFrom", "gray");
}

const char *
vt_space_get_color_to (VtSpace *self)
{
  return get_color (self, "colorTo", "blue");
}

const char *
vt_space_get_short_description (VtSpace *self)
{
  return vt_space_card_get_text (self->card, "short_description");
}

const char *
vt_space_get_license (VtSpace *self)
{
  return vt_space_card_get_text (self->card, "license");
}

const char *const *
vt_space_get_tags (VtSpace *self)
{
  return vt_space_card_get_list (self->card, "tags");
}

const char *
vt_space_get_notes (VtSpace *self)
{
  return self->notes != NULL ? self->notes : self->card->notes;
}

const char *const *
vt_space_get_models (VtSpace *self)
{
  return (const char *const *) self->models->pdata;
}

const char *const *
vt_space_get_tasks (VtSpace *self)
{
  return (const char *const *) self->tasks->pdata;
}

gboolean
vt_space_get_glass (VtSpace *self)
{
  return self->glass;
}

GPtrArray *
vt_space_get_components (VtSpace *self)
{
  return self->parts.components;
}

VtSpaceComponent *
vt_space_find_component (VtSpace *self, const char *id)
{
  return g_hash_table_lookup (self->parts.by_id, id);
}

const VtSpaceLayout *
vt_space_get_layout (VtSpace *self)
{
  return self->shown;
}

GPtrArray *
vt_space_get_events (VtSpace *self)
{
  return self->parts.events;
}

GPtrArray *
vt_space_get_example_inputs (VtSpace *self)
{
  return self->example_inputs;
}

guint
vt_space_get_n_examples (VtSpace *self)
{
  return self->examples->len;
}

gboolean
vt_space_get_cache_examples (VtSpace *self)
{
  return self->cache_examples;
}

VtValue *
vt_space_get_example (VtSpace *self, guint row, guint column)
{
  return g_ptr_array_index ((GPtrArray *) self->examples->pdata[row], column);
}
