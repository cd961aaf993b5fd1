/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/components/component-parts.h"

static const VtParam properties[] = {
  { "value", VT_PARAM_JSON, .title = N_ ("Messages"),
    .help = N_ ("[{\"role\": \"user\", \"content\": \"Hello\"}]") },
  { "placeholder", VT_PARAM_TEXT, .text = "", .title = N_ ("Placeholder"),
    .help = N_ ("What stands there before the first message") },
  { "height", VT_PARAM_NUMBER, 50, 10000, 1, 400, .title = N_ ("Height"), .advanced = TRUE },
  { "show_copy_button", VT_PARAM_BOOLEAN, .title = N_ ("Copy button"), .advanced = TRUE },
  { NULL },
};

static const char *const events[] = { "change", "clear", "retry", NULL };

static VtValue *
initial (const VtSpaceComponent *component)
{
  return vt_value_new_chat (NULL, 0);
}

const VtComponentClass vt_component_chatbot = {
  .type = "chatbot",
  .title = N_ ("Chat"),
  .value = VT_VALUE_CHAT,
  .is_input = TRUE,
  .properties = properties,
  .events = events,
  .initial = initial,
};
