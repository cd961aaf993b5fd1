/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/json-schema.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/base/text-head.h"
#include "engine/formats/json-write.h"
#include "engine/sampling/json-schema-private.h"

#define MAX_RULES 2000
#define MAX_DEPTH 60

/* Any JSON value, and what the other rules are made of. Only as much white
 * space as a person would write, or a model could go on with it for ever. */
static const char basics[]
    = "ws ::= | \" \" | \"\\n\" [ \\t]{0,20}\n"
      "digit ::= [0-9]\n"
      "hex ::= [0-9a-fA-F]\n"
      "char ::= [^\"\\\\\\x7f\\x00-\\x1f] | \"\\\\\" ([\"\\\\/bfnrt] | \"u\" ([0-9a-cA-CefEF] hex{3} | "
      "[dD] [0-7] hex{2} | [dD] [89abAB] hex{2} \"\\\\u\" [dD] [c-fC-F] hex{2}))\n"
      "positive ::= (\"0\" | [1-9] digit{0,14}) (\".\" digit{1,15})? ([eE] [-+]? digit{1,2})?\n"
      "any-string ::= \"\\\"\" char* \"\\\"\"\n"
      "any-array ::= \"[\" ws (value (ws \",\" ws value)*)? ws \"]\"\n"
      "any-object ::= \"{\" ws (any-member (ws \",\" ws any-member)*)? ws \"}\"\n"
      "any-member ::= any-string ws \":\" ws value\n"
      "value ::= any-object | any-array | any-string | \"-\"? positive | \"true\" | \"false\" | \"null\"\n";

typedef struct
{
  const VtJsonNode *root;
  GString *rules;
  GHashTable *names; /* VtJsonNode -> name of its rule */
  guint n_rules, depth;
  GError **error;
} Compiler;

static const char *compile (Compiler *c, const VtJsonNode *schema);

static gboolean G_GNUC_PRINTF (3, 4)
fail (Compiler *c, int code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (c->error, g_error_new_valist (VT_ERROR, code, format, args));
  va_end (args);
  return FALSE;
}

/* Keywords that restrict in a way that no rule is made of. */
static gboolean
check_keywords (Compiler *c, const VtJsonNode *schema)
{
  static const char *const unsupported[] = {
    "not", "if", "then", "else", "patternProperties", "propertyNames", "minProperties", "maxProperties",
    "dependentRequired", "dependentSchemas", "dependencies", "contains", "uniqueItems", "multipleOf",
    "unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef",
  };
  gboolean no = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (unsupported); i++)
    {
      const VtJsonNode *node = vt_json_get (schema, unsupported[i]);

      if (node != NULL && !(vt_json_read_boolean (node, &no) && !no))
        return fail (c, VT_ERROR_UNSUPPORTED,
                     "A schema with “%s” cannot be used to constrain what is written.", unsupported[i]);
    }
  return TRUE;
}

/* The last steps of a reference like "#/$defs/person/properties/name". */
static const VtJsonNode *
resolve (Compiler *c, const char *reference)
{
  const VtJsonNode *node = c->root;
  g_auto (GStrv) steps = NULL;

  if (reference[0] != '#' || (reference[1] != '/' && reference[1] != 0))
    return NULL;
  steps = g_strsplit (reference[1] == 0 ? "" : reference + 2, "/", -1);
  for (guint i = 0; steps[i] != NULL && node != NULL; i++)
    if (vt_json_type (node) == VT_JSON_ARRAY)
      node = vt_json_at (node, (guint) g_ascii_strtoull (steps[i], NULL, 10));
    else
      {
        g_autoptr (GString) key = g_string_new (steps[i]);

        g_string_replace (key, "~1", "/", 0);
        g_string_replace (key, "~0", "~", 0);
        node = vt_json_get (node, key->str);
      }
  return node;
}

static const VtJsonNode *
follow (Compiler *c, const VtJsonNode *schema)
{
  const char *reference = vt_json_get_string (schema, "$ref", NULL);
  const VtJsonNode *target = reference != NULL ? resolve (c, reference) : schema;

  if (target == NULL)
    fail (c, VT_ERROR_INVALID, "The schema refers to “%.*s”, which is not in it.",
          vt_text_head (reference, 100), reference);
  return target;
}

static void
append_constant (const VtJsonNode *value, GString *out)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  vt_json_write_node (&writer, value);
  vt_schema_literal (writer.text->str, writer.text->len, out);
  g_string_free (writer.text, TRUE);
}

static gboolean
append_enum (Compiler *c, const VtJsonNode *values, GString *out)
{
  VtJsonIter iter = VT_JSON_ITER (values);

  if (vt_json_type (values) != VT_JSON_ARRAY || vt_json_length (values) == 0)
    return fail (c, VT_ERROR_INVALID, "The schema is wrong: enum must be a list of values.");
  for (const char *separator = ""; vt_json_iter_next (&iter); separator = " | ")
    {
      g_string_append (out, separator);
      append_constant (iter.value, out);
    }
  return TRUE;
}

static gboolean
append_options (Compiler *c, const VtJsonNode *schemas, GString *out)
{
  VtJsonIter iter = VT_JSON_ITER (schemas);

  if (vt_json_type (schemas) != VT_JSON_ARRAY || vt_json_length (schemas) == 0)
    return fail (c, VT_ERROR_INVALID, "The schema is wrong: anyOf and oneOf must be lists of schemas.");
  for (const char *separator = ""; vt_json_iter_next (&iter); separator = " | ")
    {
      const char *rule = compile (c, iter.value);

      if (rule == NULL)
        return FALSE;
      g_string_append_printf (out, "%s%s", separator, rule);
    }
  return TRUE;
}

/* A member that a schema names: the key is only borrowed. */
typedef struct
{
  const char *key;
  gsize length;
  const VtJsonNode *schema;
  gboolean required;
} Member;

typedef struct
{
  GArray *members;               /* Member */
  const VtJsonNode *additional;  /* schema of others, or NULL */
  gboolean any_additional;
} Object;

static Member *
find_member (Object *object, const char *key, gsize length)
{
  for (guint i = 0; i < object->members->len; i++)
    {
      Member *member = &g_array_index (object->members, Member, i);

      if (member->length == length && memcmp (member->key, key, length) == 0)
        return member;
    }
  return NULL;
}

static gboolean
collect_required (Compiler *c, Object *object, const VtJsonNode *names)
{
  VtJsonIter iter = VT_JSON_ITER (names);

  while (vt_json_iter_next (&iter))
    {
      gsize length;
      const char *key = vt_json_string (iter.value, &length);
      Member new = { key, length, NULL, TRUE };
      Member *member;

      if (key == NULL)
        return fail (c, VT_ERROR_INVALID, "The schema is wrong: required must be a list of names.");
      member = find_member (object, key, length);
      if (member != NULL)
        member->required = TRUE;
      else
        g_array_append_val (object->members, new);
    }
  return TRUE;
}

static gboolean collect_object (Compiler *c, Object *object, const VtJsonNode *schema);

static gboolean
collect_all (Compiler *c, Object *object, const VtJsonNode *schemas)
{
  VtJsonIter iter = VT_JSON_ITER (schemas);

  while (vt_json_iter_next (&iter))
    {
      const VtJsonNode *schema = follow (c, iter.value);

      if (schema == NULL)
        return FALSE;
      if (g_strcmp0 (vt_json_get_string (schema, "type", "object"), "object") != 0)
        return fail (c, VT_ERROR_UNSUPPORTED, "A schema with “allOf” over other things than objects cannot be used.");
      if (vt_json_get (schema, "additionalProperties") != NULL)
        return fail (c, VT_ERROR_UNSUPPORTED, "A schema with “additionalProperties” inside “allOf” cannot be used.");
      if (!check_keywords (c, schema) || !collect_object (c, object, schema))
        return FALSE;
    }
  return TRUE;
}

/* The members that @schema names, and those of its allOf. */
static gboolean
collect_object (Compiler *c, Object *object, const VtJsonNode *schema)
{
  VtJsonIter iter = VT_JSON_ITER (vt_json_get (schema, "properties"));
  const VtJsonNode *additional = vt_json_get (schema, "additionalProperties");
  gboolean allowed = FALSE, done;

  if (++c->depth > MAX_DEPTH)
    return fail (c, VT_ERROR_LIMIT, "The schema is nested too deep.");
  while (vt_json_iter_next (&iter))
    {
      Member member = { iter.key, iter.key_length, iter.value, FALSE };

      if (find_member (object, iter.key, iter.key_length) != NULL)
        return fail (c, VT_ERROR_UNSUPPORTED, "A schema that describes “%.*s” twice cannot be used.",
                     vt_text_head (iter.key, 100), iter.key);
      g_array_append_val (object->members, member);
    }
  if (vt_json_read_boolean (additional, &allowed))
    object->any_additional = object->any_additional || allowed;
  else if (additional != NULL)
    object->additional = additional;
  done = collect_all (c, object, vt_json_get (schema, "allOf"))
         && collect_required (c, object, vt_json_get (schema, "required"));
  c->depth--;
  return done;
}

static void
append_key (const char *key, gsize length, GString *out)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  vt_json_append_string (quoted, key, (gssize) length);
  vt_schema_literal (quoted->str, quoted->len, out);
  g_string_append (out, " ws \":\" ws ");
}

static void
add_rule (Compiler *c, const char *name, const char *body)
{
  g_string_append_printf (c->rules, "%s ::= %s\n", name, body);
}

/* One rule for each member, named NAME-m0, NAME-m1 … */
static gboolean
add_member_rules (Compiler *c, const Object *object, const char *name)
{
  for (guint i = 0; i < object->members->len; i++)
    {
      const Member *member = &g_array_index (object->members, Member, i);
      const char *value = member->schema != NULL ? compile (c, member->schema) : "value";
      g_autofree char *rule = g_strdup_printf ("%s-m%u", name, i);
      g_autoptr (GString) body = g_string_new (NULL);

      if (value == NULL)
        return FALSE;
      append_key (member->key, member->length, body);
      g_string_append (body, value);
      add_rule (c, rule, body->str);
    }
  return TRUE;
}

/* The rule NAME-more of what others may come; whether there is one. */
static gboolean
add_additional_rule (Compiler *c, const Object *object, const char *name, gboolean *more)
{
  const char *value = object->any_additional || object->additional == NULL ? "value" : compile (c, object->additional);
  g_autofree char *rule = g_strdup_printf ("%s-more", name);
  g_autofree char *body = g_strdup_printf ("any-string ws \":\" ws %s", value);

  *more = object->any_additional || object->additional != NULL;
  if (value != NULL && *more)
    add_rule (c, rule, body);
  return value != NULL;
}

/* NAME-rN: what may follow when members before number N have been written:
 * each of the others with a comma before it, the optional ones perhaps. */
static void
add_rest_rules (Compiler *c, const Object *object, const char *name, gboolean more)
{
  guint n = object->members->len;

  for (guint i = 0; i <= n; i++)
    {
      g_autofree char *rule = g_strdup_printf ("%s-r%u", name, i);
      g_autofree char *body = NULL;

      if (i == n)
        body = more ? g_strdup_printf ("(ws \",\" ws %s-more)*", name) : g_strdup ("\"\"");
      else
        body = g_strdup_printf ("(ws \",\" ws %s-m%u)%s %s-r%u", name, i,
                                g_array_index (object->members, Member, i).required ? "" : "?", name, i + 1);
      add_rule (c, rule, body);
    }
}

/* The first member that is written may be any one up to the first required
 * one; if none is, none has to be. */
static void
append_members (const Object *object, const char *name, gboolean more, GString *out)
{
  guint n = object->members->len, i;

  g_string_append (out, "\"{\" ws (");
  for (i = 0; i < n; i++)
    {
      g_string_append_printf (out, "%s%s-m%u %s-r%u", i > 0 ? " | " : "", name, i, name, i + 1);
      if (g_array_index (object->members, Member, i).required)
        break;
    }
  if (i == n && more)
    g_string_append_printf (out, "%s%s-more %s-r%u", n > 0 ? " | " : "", name, name, n);
  g_string_append (out, i == n ? ")? ws \"}\"" : ") ws \"}\"");
}

static gboolean
append_object (Compiler *c, const VtJsonNode *schema, const char *name, GString *out)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Member));
  Object object = { .members = members };
  gboolean more;

  if (!collect_object (c, &object, schema))
    return FALSE;
  if (members->len == 0 && object.additional == NULL && !object.any_additional
      && vt_json_get (schema, "additionalProperties") == NULL)
    {
      g_string_append (out, "any-object");
      return TRUE;
    }
  if (!add_member_rules (c, &object, name) || !add_additional_rule (c, &object, name, &more))
    return FALSE;
  add_rest_rules (c, &object, name, more);
  if (members->len > 0 || more)
    append_members (&object, name, more, out);
  else
    g_string_append (out, "\"{\" ws \"}\"");
  return TRUE;
}

/* Elements after those of prefixItems: up to @max, at least @min of them. */
static void
append_repeated (const char *rule, gint64 min, gint64 max, gboolean first, GString *out)
{
  if (max == 0)
    return;
  if (!first)
    {
      g_string_append_printf (out, " (ws \",\" ws %s)", rule);
      vt_schema_repeat (min, max, out);
      return;
    }
  g_string_append_printf (out, " (%s (ws \",\" ws %s)", rule, rule);
  vt_schema_repeat (MAX (min - 1, 0), max < 0 ? -1 : max - 1, out);
  g_string_append (out, min > 0 ? ")" : ")?");
}

/* All of @prefix, one after the other. */
static gboolean
append_prefix (Compiler *c, const VtJsonNode *prefix, GString *out)
{
  VtJsonIter iter = VT_JSON_ITER (prefix);

  for (gboolean first = TRUE; vt_json_iter_next (&iter); first = FALSE)
    {
      const char *rule = compile (c, iter.value);

      if (rule == NULL)
        return FALSE;
      g_string_append_printf (out, "%s%s", first ? " " : " ws \",\" ws ", rule);
    }
  return TRUE;
}

static gboolean
append_array (Compiler *c, const VtJsonNode *schema, GString *out)
{
  const VtJsonNode *items = vt_json_get (schema, "items"), *prefix = vt_json_get (schema, "prefixItems");
  gboolean allowed = TRUE, listed;
  const char *rule = "value";
  gint64 min, max, before;

  if (vt_json_type (items) == VT_JSON_ARRAY) /* as older drafts wrote prefixItems */
    {
      prefix = items;
      items = vt_json_get (schema, "additionalItems");
    }
  before = vt_json_length (prefix);
  listed = vt_json_read_boolean (items, &allowed);
  if (!vt_schema_count (schema, "minItems", 0, &min, c->error)
      || !vt_schema_count (schema, "maxItems", -1, &max, c->error))
    return FALSE;
  if (!allowed)
    max = max < 0 ? before : MIN (max, before);
  if (max >= 0 && (min > max || before > max))
    return fail (c, VT_ERROR_INVALID, "Nothing can fit the schema: a list must be longer and shorter at once.");
  if (items != NULL && !listed)
    rule = compile (c, items);
  g_string_append (out, "\"[\" ws");
  if (rule == NULL || !append_prefix (c, prefix, out))
    return FALSE;
  append_repeated (rule, MAX (min - before, 0), max < 0 ? -1 : max - before, before == 0, out);
  g_string_append (out, " ws \"]\"");
  return TRUE;
}

static gboolean
append_type (Compiler *c, const VtJsonNode *schema, const char *type, const char *name, GString *out)
{
  if (g_strcmp0 (type, "object") == 0)
    return append_object (c, schema, name, out);
  if (g_strcmp0 (type, "array") == 0)
    return append_array (c, schema, out);
  if (g_strcmp0 (type, "string") == 0)
    return vt_schema_string (schema, out, c->error);
  if (g_strcmp0 (type, "integer") == 0)
    return vt_schema_integer (schema, out, c->error);
  if (g_strcmp0 (type, "number") == 0)
    return vt_schema_number (schema, out, c->error);
  if (g_strcmp0 (type, "boolean") == 0)
    g_string_append (out, "\"true\" | \"false\"");
  else if (g_strcmp0 (type, "null") == 0)
    g_string_append (out, "\"null\"");
  else
    return fail (c, VT_ERROR_INVALID, "The schema is wrong: there is no type “%.*s”.",
                 type != NULL ? vt_text_head (type, 40) : 0, type != NULL ? type : "");
  return TRUE;
}

static gboolean
append_types (Compiler *c, const VtJsonNode *schema, const VtJsonNode *types, const char *name, GString *out)
{
  VtJsonIter iter = VT_JSON_ITER (types);

  if (vt_json_type (types) != VT_JSON_ARRAY)
    return append_type (c, schema, vt_json_string (types, NULL), name, out);
  if (vt_json_length (types) == 0)
    return fail (c, VT_ERROR_INVALID, "Nothing can fit the schema: its list of types is empty.");
  for (const char *separator = ""; vt_json_iter_next (&iter); separator = " | ")
    {
      g_string_append (out, separator);
      if (!append_type (c, schema, vt_json_string (iter.value, NULL), name, out))
        return FALSE;
    }
  return TRUE;
}

/* What a schema without a type is about, by the keywords it has. */
static const char *
implied_type (const VtJsonNode *schema)
{
  static const struct { const char *keyword, *type; } hints[] = {
    { "properties", "object" }, { "required", "object" }, { "additionalProperties", "object" },
    { "allOf", "object" }, { "items", "array" }, { "prefixItems", "array" }, { "minItems", "array" },
    { "maxItems", "array" }, { "pattern", "string" }, { "minLength", "string" }, { "maxLength", "string" },
    { "format", "string" }, { "minimum", "number" }, { "maximum", "number" },
    { "exclusiveMinimum", "number" }, { "exclusiveMaximum", "number" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    if (vt_json_get (schema, hints[i].keyword) != NULL)
      return hints[i].type;
  return NULL;
}

static gboolean
append_schema (Compiler *c, const VtJsonNode *schema, const char *name, GString *out)
{
  const VtJsonNode *types = vt_json_get (schema, "type"), *node;

  if (!check_keywords (c, schema))
    return FALSE;
  if ((node = vt_json_get (schema, "const")) != NULL)
    {
      append_constant (node, out);
      return TRUE;
    }
  if ((node = vt_json_get (schema, "enum")) != NULL)
    return append_enum (c, node, out);
  if ((node = vt_json_get (schema, "anyOf")) != NULL || (node = vt_json_get (schema, "oneOf")) != NULL)
    {
      if (vt_json_get (schema, "properties") == NULL && vt_json_get (schema, "items") == NULL)
        return append_options (c, node, out);
      return fail (c, VT_ERROR_UNSUPPORTED, "A schema with anyOf or oneOf beside properties or items cannot be used.");
    }
  if (types != NULL)
    return append_types (c, schema, types, name, out);
  if (implied_type (schema) != NULL)
    return append_type (c, schema, implied_type (schema), name, out);
  g_string_append (out, "value");
  return TRUE;
}

static const char *
compile_new (Compiler *c, const VtJsonNode *schema)
{
  char *name = g_strdup_printf ("s%u", c->n_rules++);
  g_autoptr (GString) body = g_string_new (NULL);

  /* Named before it is made, so that it may refer to itself. */
  g_hash_table_insert (c->names, (gpointer) schema, name);
  if (c->n_rules > MAX_RULES || ++c->depth > MAX_DEPTH)
    {
      fail (c, VT_ERROR_LIMIT, "The schema is too large or nested too deep.");
      return NULL;
    }
  if (!append_schema (c, schema, name, body))
    return NULL;
  c->depth--;
  add_rule (c, name, body->str);
  return name;
}

/* The name of the rule for what fits @schema, or %NULL. */
static const char *
compile (Compiler *c, const VtJsonNode *schema)
{
  gboolean anything;
  const char *name;

  for (guint i = 0; schema != NULL && vt_json_get (schema, "$ref") != NULL; i++)
    {
      if (i > MAX_DEPTH)
        {
          fail (c, VT_ERROR_INVALID, "The schema refers to itself in a circle.");
          return NULL;
        }
      schema = follow (c, schema);
    }
  if (schema == NULL)
    return NULL;
  if (vt_json_read_boolean (schema, &anything) && anything)
    return "value";
  if (vt_json_type (schema) != VT_JSON_OBJECT)
    {
      fail (c, VT_ERROR_INVALID, "The schema is wrong: each part of it must be an object.");
      return NULL;
    }
  name = g_hash_table_lookup (c->names, schema);
  return name != NULL ? name : compile_new (c, schema);
}

char *
vt_json_schema_to_gbnf (const char *schema, gssize length, GError **error)
{
  g_autoptr (VtJson) json = vt_json_parse (schema, length < 0 ? strlen (schema) : (gsize) length, error);
  g_autoptr (GHashTable) names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Compiler c = { .names = names, .error = error };
  const char *root;

  if (json == NULL)
    return NULL;
  c.root = vt_json_root (json);
  c.rules = g_string_new (basics);
  root = compile (&c, c.root);
  if (root == NULL)
    {
      g_string_free (c.rules, TRUE);
      return NULL;
    }
  g_string_append_printf (c.rules, "root ::= %s\n", root);
  return g_string_free (c.rules, FALSE);
}

VtGrammar *
vt_grammar_from_json_schema (const char *schema, gssize length, GError **error)
{
  g_autofree char *text = vt_json_schema_to_gbnf (schema, length, error);

  return text != NULL ? vt_grammar_parse (text, -1, error) : NULL;
}
