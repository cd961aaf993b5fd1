// llama-cpp.mjs: what llama.cpp (by node-llama-cpp's prebuilt libraries) makes of
// a model: one JSON line. Arguments: MODEL cpu|vulkan THREADS PROMPT_TOKENS NEW_TOKENS
//
// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync } from "node:fs";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const [model_path, device, threads, n_prompt, n_new] = process.argv.slice(2);
const TEXT = "The history of the computer begins with people who counted stones and drew lines in the sand. ";

function privateBytes() {
  const rollup = readFileSync("/proc/self/smaps_rollup", "utf8");
  const kb = (key) => Number(rollup.match(new RegExp(`^${key}:\\s+(\\d+)`, "m"))[1]);
  return (kb("Private_Dirty") + kb("Swap")) * 1024;
}

const started = performance.timeOrigin;
const llama = await getLlama({
  gpu: device === "vulkan" ? "vulkan" : false, build: "never", skipDownload: true,
  maxThreads: Number(threads), logLevel: LlamaLogLevel.error,
});
const before_load = performance.now();
const model = await llama.loadModel({ modelPath: model_path, gpuLayers: device === "vulkan" ? "max" : 0, useMmap: true });
const context = await model.createContext({ contextSize: 1024, batchSize: 512, threads: Number(threads) });
const sequence = context.getSequence();
const load_ms = performance.now() - before_load;

let tokens = model.tokenize(TEXT.repeat(60));
tokens = [model.tokens.bos, ...tokens].slice(0, Number(n_prompt));
const greedy = { temperature: 0 };

async function decode(input, n) {
  let last, count = 0;
  for await (const token of sequence.evaluate(input, { ...greedy, yieldEogToken: true })) {
    if (count === 0) last = performance.now();
    if (++count > n) break;
  }
  return (performance.now() - last) / (count - 1);
}

// The first token after the process began: a short prompt, as people type it.
for await (const _ of sequence.evaluate(model.tokenize("The three primary colors are red,"), greedy)) break;
const first_token_ms = Date.now() - started;

await sequence.clearHistory();
await sequence.evaluateWithoutGeneratingNewTokens(tokens); // warm
const times = [];
for (let i = 0; i < 3; i++) {
  await sequence.clearHistory();
  const t = performance.now();
  await sequence.evaluateWithoutGeneratingNewTokens(tokens);
  times.push(performance.now() - t);
}
const prefill_ms = Math.min(...times);
const per_token = [];
for (let i = 0; i < 3; i++) {
  await sequence.clearHistory();
  await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, 16));
  per_token.push(await decode([tokens[16]], Number(n_new)));
}
console.log(JSON.stringify({
  load_ms, first_token_ms,
  prompt_tokens_per_s: tokens.length / prefill_ms * 1000,
  tokens_per_s: 1000 / Math.min(...per_token),
  private_bytes: privateBytes(),
}));
process.exit(0);
