#!/usr/bin/env python3
"""Runs chat templates with Jinja 2 as transformers sets it up and stores what
comes out, for tests/text/test-chat-template.c.

    python3 -m pip install jinja2==3.1.6
    tests/vectors/text-chat.py           writes tests/text/data/chat.json.gz

The templates in tests/text/templates are those that the named models publish.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import glob
import gzip
import json
import os

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "text")


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_same", []), [], [], body).set_lineno(line)

    def _same(self, caller):
        return caller()


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise TemplateError(message)


ENV = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, "jinja2.ext.loopcontrols"])
ENV.filters["tojson"] = tojson
ENV.globals["raise_exception"] = raise_exception

USER = {"role": "user", "content": "Hello, how are you?"}
REPLY = {"role": "assistant", "content": "I'm doing great. How can I help you today?  "}
THINK = {"role": "assistant", "content": "<think>\nhmm, \"what\"?\n</think>\n\nIt is 4.\n"}
SYSTEM = {"role": "system", "content": "  You are a  pirate.\n"}
MORE = {"role": "user", "content": " I'd like to show off “Ümläute” 日本語 👍🏽 & <tags>\n"}
PARTS = {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": " What is this? "}]}
CALL = {"role": "assistant", "content": None, "tool_calls": [{"id": "abcdefghi", "type": "function", "function": {
    "name": "weather", "arguments": {"city": "Köln", "days": 3, "exact": True, "f": 0.5, "n": None}}}]}
CALL_TEXT = {"role": "assistant", "content": "", "tool_calls": [{"id": "abcdefghi", "type": "function", "function": {
    "name": "weather", "arguments": "{\"city\": \"Köln\"}"}}]}
RESULT = {"role": "tool", "tool_call_id": "abcdefghi", "name": "weather", "content": "rain \"and\" snow"}
TOOLS = [{"type": "function", "function": {"name": "weather", "description": "The weather in a city's area.", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer", "enum": [1, 2, 3]}}, "required": ["city"]}}},
         {"type": "function", "function": {"name": "time", "description": "", "parameters": {}}}]
CHATS = [[USER], [USER, REPLY, MORE], [SYSTEM, USER], [SYSTEM, USER, REPLY, MORE, THINK, USER], [USER, REPLY], [REPLY, USER], [USER, USER],
         [USER, THINK, MORE, THINK], [PARTS], [], [{"role": "user", "content": ""}]]
TOOL_CHATS = [[USER], [SYSTEM, USER, CALL, RESULT], [USER, CALL, RESULT, RESULT, REPLY, MORE], [USER, CALL_TEXT, RESULT]]

SNIPPETS = r"""
{{ 1 + 2 * 3 - 4 // 3 }} {{ 7 % 3 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 2 ** 10 }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 1e3 }} {{ 0.1 }} {{ 1.5e-7 }} {{ 1e20 }}
{{ true and 1 or 0 }} {{ none or 'x' }} {{ not true }} {{ 1 if false }}|{{ 1 if false else 2 if false else 3 }}
{{ [1, 'a', none, true, 2.0, {'b': [1]}] }} {{ {'a': "it's", "q": 'say "hi"', 1: (1, 2) | list} }} {{ "a\nb\t\\'" }} {{ ["a\nb\t\\'\"", 'é'] }}
{{ messages is defined }} {{ nothing is defined }} {{ nothing is undefined }} {{ nothing }}|{{ nothing is none }} {{ none is none }} {{ 'a' is string }}
{{ [] is iterable }} {{ 'a' is iterable }} {{ 1 is iterable }} {{ {} is mapping }} {{ [] is sequence }} {{ 1 is number }} {{ true is boolean }} {{ 3 is odd }} {{ 4 is divisibleby 2 }} {{ 4 is divisibleby(3) }} {{ 1 is not string }}
{{ 'abc'[1] }} {{ 'abcdef'[1:3] }} {{ 'abcdef'[::-1] }} {{ 'abcdef'[-3:] }} {{ 'aéb'[1:] }} {{ [1,2,3,4][::2] }} {{ [1,2,3,4][-1:0:-1] }} {{ [1,2,3][5:] }} {{ [1,2,3][-10:2] }} {{ [1,2,3][10::-1] }}
{{ 'a' ~ 1 ~ none ~ true ~ 2.5 }} {{ 'a' + 'b' }} {{ [1] + [2] }} {{ 'ab' * 3 }}
{{ 'b' in 'abc' }} {{ 1 in [1, 2] }} {{ 'x' not in {'x': 1} }} {{ 'y' in 'abc' }} {{ 2 in [] }}
{{ ' a b '.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ ' a '.lstrip() }}|{{ ' a '.rstrip() }}|{{ 'a,b,,c'.split(',') }}|{{ ' a  b c '.split() }}|{{ 'a b c'.split(' ', 1) }}|{{ 'a b c d'.rsplit(' ', 1) }}|{{ 'a\nb\r\nc'.splitlines() }}
{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x', 'bc')) }} {{ 'aXbX'.replace('X', '-') }} {{ 'aXbX'.replace('X', '-', 1) }} {{ 'abcabc'.find('c') }} {{ 'abcabc'.rfind('c') }} {{ 'abcabc'.count('b') }} {{ 'äbc'.upper() }} {{ 'ÄBC'.lower() }} {{ 'hello world'.title() }} {{ 'hELLO wORLD'.capitalize() }} {{ '-'.join(['a', 'b']) }} {{ '12'.isdigit() }}
{{ [3, 1, 2] | sort }} {{ [3, 1, 2] | sort(reverse=true) }} {{ ['b', 'A', 'c'] | sort | join(',') }} {{ [1, 2, 3] | reverse | list }} {{ [1, 1, 2] | unique | list }} {{ [1, 2] | sum }} {{ [1, 5, 2] | max }} {{ [1, 5, 2] | min }} {{ 'abc' | reverse }}
{{ 'abc' | length }} {{ [1, 2] | count }} {{ 'äö' | length }} {{ {'a': 1} | length }} {{ [1, 2] | first }} {{ [1, 2] | last }} {{ [] | first is defined }} {{ '5' | int }} {{ 'x' | int(7) }} {{ 3.9 | int }} {{ '2.5' | float }} {{ 2.567 | round(1) }} {{ -3 | abs }}
{{ ' x ' | trim }}|{{ 'abc' | upper }} {{ 'ABC' | lower }} {{ 'abc def' | title }} {{ 'abc' | capitalize }} {{ 'aba' | replace('a', 'x') }} {{ nothing | default('d') }} {{ '' | default('d') }}|{{ '' | default('d', true) }} {{ none | d('x', boolean=true) }}
{{ [{'a': 1}, {'a': 2}] | map(attribute='a') | join('+') }} {{ ['a', 'b'] | map('upper') | list }} {{ [1, 2, 3] | select('odd') | list }} {{ [1, 2, 3] | reject('equalto', 2) | list }} {{ messages | selectattr('role', 'equalto', 'user') | list | length }} {{ messages | rejectattr('role', 'eq', 'user') | map(attribute='content') | join('|') }} {{ [{'a': {'b': 4}}] | map(attribute='a.b') | first }}
{{ {'b': 1, 'a': [true, none, 1.5, "é\"\n"]} | tojson }} {{ {'b': 1, 'a': [1, {}]} | tojson(indent=2) }} {{ [] | tojson(indent=2) }} {{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }} {{ 'é' | tojson(ensure_ascii=true) }} {{ '\u0007/<>' | tojson }}
{{ {'a': 1, 'b': 2}.items() | map('join', '=') | list }} {{ {'a': 1}.get('a') }} {{ {'a': 1}.get('x') }} {{ {'a': 1}.get('x', 5) }} {{ {'a': 1, 'b': 2}.keys() | list }} {{ {'a': 1, 'b': 2}.values() | list }} {{ {'b': 1, 'a': 2} | dictsort | map('join', '=') | list }} {{ {'a': 1} | items | map('last') | list }} {{ {'a': 1}.x is defined }} {{ {'items': 1}['items'] }}
{% for i in range(3) %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.previtem }}{{ loop.nextitem }};{% else %}none{% endfor %}
{% for i in [] %}x{% else %}none{% endfor %}{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }}{{ ', ' if not loop.last }}{% endfor %}{% for a in 'xyz' %}{{ a }}.{% endfor %}
{% for i in range(10) if i is odd %}{% if i == 7 %}{% break %}{% endif %}{% if i == 3 %}{% continue %}{% endif %}{{ i }}/{{ loop.length if false else '' }}{% endfor %}
{% set x = 1 %}{% for i in [1, 2] %}{% set x = i + 10 %}{{ x }} {% endfor %}{{ x }}{% set ns = namespace(x=1, y='a') %}{% for i in [1, 2] %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}{{ ns.y }}{% if true %}{% set x = 5 %}{% endif %}{{ x }}
{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set c %}block {{ a }}{% endset %}{{ c }}|{% set d | upper %}block{% endset %}{{ d }}{% filter upper %}text{% endfilter %}
{% macro m(a, b='B', c=none) %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{ m(a='x', c=3) }}{{ m('y') | upper }}
{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}
{#- comment -#}   {% if true -%}   a   {%- endif %}  b  {%- if true %} c {% endif -%}   d
{% raw %}{{ not }} {% this %}{% endraw %} {{ '{{' }} {{ "}}" }} {{ {'a': {'b': {}}} }}
{{ range(2, 8, 3) | list }} {{ range(3, 0, -1) | list }} {{ dict(a=1, b=2) }} {{ (1, 2)[0] }} {{ [[1, 2], [3]][0][1] }} {{ loop is defined }}
{{ 1 < 2 }} {{ 'a' < 'b' }} {{ 2 >= 2.0 }} {{ 1 == 1.0 }} {{ 'a' == 1 }} {{ [1, 2] == [1, 2] }} {{ {'a': 1} == {'a': 1} }} {{ none == false }} {{ 1 != 2 }} {{ true == 1 }}
{{ 'x' if messages[0].role == 'user' else 'y' }} {{ messages[0]['content'][:5] }} {{ messages[-1].role }} {{ messages | length }} {{ messages[5] is defined }} {{ (messages | first).role }}
{{ 'line one\nline two' | indent(2) }}|{{ 'a\nb' | indent(3, true) }}|{{ '<a href="x">&\'' | e }}
{% for m in messages %}{{ loop.cycle('a', 'b') }}{% endfor %} {{ "a" "b" 'c' }} {{ 'tab\there' }} {{ "\u00e9\x41" }} {{ 1_000 }}
{% if 1 %}
 indented
   {% if 2 %}
   more
   {% endif %}
{% endif %}
{{ raise_exception('No, ' + messages[0].role) }}
{{ nothing.at.all }}
{{ 1 + 'a' }}
{% for i in 5 %}{% endfor %}
{{ 1 // 0 }}
{% if %}{% endif %}
{% for x in y %}
{{ 'open }}
{{ 1 | nosuchfilter }}
{% nosuchtag %}
"""


def snippets():
    """One a line, but a block of lines is one that begins with {% if 1 %}."""
    lines = SNIPPETS.strip("\n").split("\n")
    at = lines.index("{% if 1 %}")
    return lines[:at] + ["\n".join(lines[at:at + 6])] + lines[at + 6:]


def render(source, variables):
    try:
        return {"text": ENV.from_string(source).render(**variables)}
    except TemplateError as error:
        return {"error": str(error)}
    except Exception as error:  # TypeError and the like from Python itself
        return {"error": str(error)}


def case(name, source, variables):
    result = {"name": name, "variables": variables, **render(source, variables)}
    if name is None:
        result["source"] = source
    return result


def cases():
    base = {"bos_token": "<s>", "eos_token": "</s>", "tools": None, "documents": None}
    for path in sorted(glob.glob(os.path.join(TESTS, "templates", "*.jinja"))):
        with open(path, encoding="utf-8") as f:
            source = f.read()
        for chat in CHATS:
            for prompt in (True, False):
                yield case(os.path.basename(path), source, dict(base, messages=chat, add_generation_prompt=prompt))
        for chat in TOOL_CHATS:
            yield case(os.path.basename(path), source, dict(base, messages=chat, add_generation_prompt=True, tools=TOOLS,
                                                            date_string="1 Jan 2025"))
        yield case(os.path.basename(path), source, dict(base, messages=[SYSTEM, USER, CALL, RESULT], tools=TOOLS, enable_thinking=False,
                                                        add_generation_prompt=True, tools_in_user_message=False))
    for source in snippets():
        yield case(None, source, dict(base, messages=[USER, REPLY, MORE]))


def main():
    data = json.dumps(list(cases()), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    with open(os.path.join(TESTS, "data", "chat.json.gz"), "wb") as f:
        f.write(gzip.compress(data, 9, mtime=0))


main()
