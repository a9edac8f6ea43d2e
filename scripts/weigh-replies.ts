import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { listFeatures, PLACES, sumLeaning, weightPlace } from "../packages/providers/replies/src/leaning.ts";
import { readReply } from "../packages/providers/replies/src/read-reply.ts";
import { type Clause, splitClauses, typedText } from "../packages/providers/replies/src/tokens.ts";
import { WEIGHTS } from "../packages/providers/replies/src/weights.ts";

/**
 * `npm run replies` learns the weight of each feature of a reply from labeled replies, and writes `weights.ts`. The
 * script does not learn from the sets in `UNSEEN`, so that they can measure the result. With `-- --judge`, the script
 * writes nothing. It learns from seven eighths of the sets, measures the errors in the last eighth, and repeats this
 * for each eighth.
 */
const UNSEEN = ["held-out", "unseen-d", "unseen-e", "unseen-f"];
const PASSES = 20;
/** Maximum influence of one reply. A lower value moves the weights of rare features towards zero. */
const INFLUENCE = 26;
/** Maximum influence of a reply that consists of one word. */
const ALONE = 50;
/**
 * Factor for replies that revoke consent. To miss a revocation is unlawful, but a false revocation only needs a review.
 */
const REVOKING = 3;
/** Weights are rounded to tenths. */
const STEPS = 10;
const PARTS = 8;

const folder = new URL("../packages/providers/replies/test/replies/", import.meta.url);

let seed = 1;
function random(): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
}

interface Lesson {
  readonly set: string;
  readonly part: number;
  readonly revokes: boolean;
  readonly places: readonly number[];
  /** Features of the reply after a third of its longer words are replaced by unknown words. */
  readonly blanked: readonly number[] | undefined;
  readonly text: string;
}

function blanked(clauses: readonly Clause[]): readonly Clause[] {
  return clauses.map(({ tokens, ...clause }) => ({
    ...clause,
    tokens: tokens.map((token) =>
      token.word.length > 3 && random() < 0.3 ? { ...token, word: "", classes: new Set<never>() } : token,
    ),
  }));
}

const placesOf = (clauses: readonly Clause[]) => [...new Set(listFeatures(clauses).map(weightPlace))];

function lessonsOf(set: string): readonly Lesson[] {
  const lines = readFileSync(new URL(`${set}.tsv`, folder), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1);
  return lines.flatMap((line, at) => {
    const [, label, said = ""] = line.split("\t");
    const text = said.replaceAll("\\n", "\n");
    const clauses = splitClauses(typedText(text));
    if (label === "start" || clauses.length === 0) return [];
    const isAlone = clauses.flatMap(({ tokens }) => tokens).length < 2;
    return {
      set,
      part: Math.floor((at * PARTS) / lines.length),
      revokes: label !== "answer",
      places: placesOf(clauses),
      blanked: isAlone ? undefined : placesOf(blanked(clauses)),
      text,
    };
  });
}

function learn(lessons: readonly Lesson[]): Float64Array {
  const weights = new Float64Array(PLACES);
  const examples = lessons.flatMap(({ revokes, places, blanked }) =>
    [places, blanked].flatMap((some) =>
      some === undefined
        ? []
        : {
            side: revokes ? 1 : -1,
            places: some,
            most: (blanked === undefined ? ALONE : INFLUENCE) * (revokes ? REVOKING : 1),
            share: 0,
          },
    ),
  );
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const example of shuffled(examples)) {
      const { side, places, most, share: before } = example;
      const agreed = side * sumLeaning(places, weights);
      let [low, high] = [-30, 30];
      while (high - low > 0.001) {
        const logit = (low + high) / 2;
        if (most * logistic(logit) - before + agreed + logit > 0) high = logit;
        else low = logit;
      }
      example.share = most * logistic(low);
      const change = (side * (example.share - before)) / Math.sqrt(places.length);
      for (const place of places) weights[place] = (weights[place] ?? 0) + change;
    }
  }
  return weights.map((weight) => Math.max(-127, Math.min(127, Math.round(weight * STEPS))) / STEPS);
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => [random(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

const sets = readdirSync(folder).map((name) => name.replace(".tsv", ""));
const all = sets.sort().flatMap(lessonsOf);

function judge(): void {
  const errors = new Map<
    string,
    { revocations: number; missed: number; answers: number; held: number; stopped: number }
  >();
  for (let part = 0; part < PARTS; part += 1) {
    WEIGHTS.set(learn(all.filter((lesson) => lesson.part !== part)));
    for (const { set, text, revokes } of all.filter((lesson) => lesson.part === part)) {
      const { optOut } = readReply({ type: "reply", from: "+33639980001", text }, "digest");
      const kind = set === "held-out" ? "unseen" : set.replace(/-.*/, "");
      const sum = errors.get(kind) ?? { revocations: 0, missed: 0, answers: 0, held: 0, stopped: 0 };
      errors.set(kind, sum);
      sum[revokes ? "revocations" : "answers"] += 1;
      if (revokes && optOut !== "stop" && optOut !== "doubtful") sum.missed += 1;
      if (!revokes && optOut === "doubtful") sum.held += 1;
      if (!revokes && optOut === "stop") sum.stopped += 1;
    }
  }
  console.table(Object.fromEntries(errors));
}

function write(): void {
  const lessons = all.filter(({ set }) => !UNSEEN.includes(set));
  const steps = Int8Array.from(learn(lessons), (weight) => Math.round(weight * STEPS));
  writeFileSync(
    new URL("../packages/providers/replies/src/weights.ts", import.meta.url),
    `// Written by \`npm run replies\` from packages/providers/replies/test/replies.
const STEPS =
  "${Buffer.from(steps.buffer).toString("base64")}";

export const WEIGHTS: Float32Array = Float32Array.from(
  new Int8Array(Buffer.from(STEPS, "base64")),
  (step) => step / ${STEPS},
);
`,
  );
  console.log(`${lessons.length} replies, ${steps.filter((step) => step !== 0).length} weights`);
}

if (process.argv.includes("--judge")) judge();
else write();
