import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { featuresOf, PLACES, placeOf } from "../packages/engine/src/record/wish/leaning.ts";
import { type Clause, clausesOf, typedText } from "../packages/engine/src/record/wish/tokens.ts";

/**
 * `npm run replies` learns from the labeled replies what each feature of a reply adds (logistic regression with Adam), and writes
 * `weights.ts`. Sets in `UNSEEN` stay out, so that they measure the result; `-- --without fresh-8` leaves out one more.
 */
const UNSEEN = ["held-out"];
const PASSES = 200;
const RATE = 0.05;
/** The pull of each weight towards zero, without which rare words would decide. */
const SHRINK = 5;
/** Weights are stored in steps of one fortieth. */
const STEPS = 40;
/**
 * How many times each reply of several words is learned with a third of its longer words unknown, as in new replies.
 */
const BLANKED = 2;
/** How often a reply of one word counts, because its few features must outweigh what single words have in common. */
const ALONE = 12;

const folder = new URL("../packages/engine/test/record/replies/", import.meta.url);
const without = [...UNSEEN, process.argv[process.argv.indexOf("--without") + 1]];

let seed = 1;
function random(): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
}

function blanked(clauses: readonly Clause[]): readonly Clause[] {
  return clauses.map(({ tokens, ...clause }) => ({
    ...clause,
    tokens: tokens.map((token) =>
      token.word.length > 3 && random() < 0.3 ? { ...token, word: "", classes: new Set<never>() } : token,
    ),
  }));
}

const lessons = readdirSync(folder)
  .filter((name) => !without.includes(name.replace(".tsv", "")))
  .sort()
  .flatMap((name) => readFileSync(new URL(name, folder), "utf8").trimEnd().split("\n").slice(1))
  .map((line) => line.split("\t"))
  .filter(([, label]) => label !== "start")
  .flatMap(([, label, text = ""]) => {
    const clauses = clausesOf(typedText(text.replaceAll("\\n", "\n")));
    const isAlone = clauses.flatMap(({ tokens }) => tokens).length < 2;
    const variants = isAlone ? [clauses] : [clauses, ...Array.from({ length: BLANKED }, () => blanked(clauses))];
    return variants.map((variant) => ({
      revokes: label === "answer" ? 0 : 1,
      counts: isAlone ? ALONE : 1,
      places: featuresOf(variant).map(placeOf),
    }));
  });

const weights = new Float64Array(PLACES);
const [mean, spread] = [new Float64Array(PLACES), new Float64Array(PLACES)];

for (let pass = 1; pass <= PASSES; pass += 1) {
  const slopes = weights.map((weight) => SHRINK * weight);
  for (const { revokes, counts, places } of lessons) {
    const sum = places.reduce((total, place) => total + at(weights, place), 0);
    const error = counts * (1 / (1 + Math.exp(-sum)) - revokes);
    for (const place of places) slopes[place] = at(slopes, place) + error;
  }
  const rate = RATE * 0.95 ** Math.max(0, pass - 0.6 * PASSES);
  slopes.forEach((slope, place) => {
    mean[place] = 0.9 * at(mean, place) + 0.1 * slope;
    spread[place] = 0.999 * at(spread, place) + 0.001 * slope * slope;
    const pull = Math.sqrt(at(spread, place) / (1 - 0.999 ** pass)) + 1e-6;
    weights[place] = at(weights, place) - (rate * at(mean, place)) / (1 - 0.9 ** pass) / pull;
  });
}

function at(numbers: Float64Array, place: number): number {
  return numbers[place] ?? 0;
}

const steps = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight * STEPS))));
writeFileSync(
  new URL("../packages/engine/src/record/wish/weights.ts", import.meta.url),
  `// Written by \`npm run replies\` from packages/engine/test/record/replies.
const STEPS =
  "${Buffer.from(steps.buffer).toString("base64")}";

/** What each feature adds to the sum that a reply is judged by, at the feature's place. */
export const WEIGHTS: Float32Array = Float32Array.from(
  new Int8Array(Buffer.from(STEPS, "base64")),
  (step) => step / ${STEPS},
);
`,
);
console.log(`${lessons.length} replies, ${steps.filter((step) => step !== 0).length} weights`);
