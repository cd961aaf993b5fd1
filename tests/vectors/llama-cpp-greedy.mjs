// llama-cpp-greedy.mjs: what llama.cpp writes greedily after some prompts, as
// tests/vectors/llama-cpp-greedy.json. Needs the npm package node-llama-cpp:
//
//   node tests/vectors/llama-cpp-greedy.mjs gemma-3-270m-q4_k_m.gguf > tests/vectors/llama-cpp-greedy.json
//
// SPDX-License-Identifier: GPL-3.0-or-later
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const PROMPTS = [
  "The three primary colors are red,",
  "def fibonacci(n):\n",
  "Once upon a time, in a small village by the sea,",
  "The capital of France is Paris. The capital of Italy is",
  "Die Hauptstadt von Deutschland ist",
  "Il était une fois une petite fille qui",
  "1, 2, 3, 4, 5,",
  "Review: I loved it!\nFeeling: happy\n\nReview: It broke after a day.\nFeeling:",
  "Water boils at a temperature of",
  "#include <stdio.h>\n\nint main(void)\n{\n",
  "日本の首都は",
  "To make a paper plane, first",
];
const N = 24;

const llama = await getLlama({ gpu: false, maxThreads: 2, build: "never", skipDownload: true, logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath: process.argv[2] });
const context = await model.createContext({ contextSize: 512 });
const sequence = context.getSequence();
const rows = [];
for (const prompt of PROMPTS) {
  await sequence.clearHistory();
  const ids = [];
  for await (const token of sequence.evaluate([model.tokens.bos, ...model.tokenize(prompt)], { temperature: 0 })) {
    ids.push(token);
    if (ids.length === N) break;
  }
  rows.push({ prompt, ids });
}
console.log(JSON.stringify(rows, null, 1));
process.exit(0);
