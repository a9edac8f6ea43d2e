import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { featuresIn } from "../packages/engine/src/record/wish/read-wish.ts";

/**
 * `npm run replies` learns from the labeled replies what each feature of a reply adds (logistic regression with AdaGrad), and writes
 * `weights.ts`. Sets in `UNSEEN` stay out, so that they measure the result; `-- --without fresh-8` leaves out one more.
 */
const UNSEEN = ["held-out"];
const PASSES = 25;
const RATE = 0.05;
const SHRINK = 2e-4;

const folder = new URL("../packages/engine/test/record/replies/", import.meta.url);
const without = [...UNSEEN, process.argv[process.argv.indexOf("--without") + 1]];

const lessons = readdirSync(folder)
  .filter((name) => !without.includes(name.replace(".tsv", "")))
  .sort()
  .flatMap((name) => readFileSync(new URL(name, folder), "utf8").trimEnd().split("\n").slice(1))
  .map((line) => line.split("\t"))
  .filter(([, label]) => label !== "start")
  .map(([, label, text = ""]) => ({
    revokes: label === "answer" ? 0 : 1,
    features: ["", ...featuresIn(text.replaceAll("\\n", "\n"))],
  }));

const weights = new Map<string, number>();
const steps = new Map<string, number>();
let seed = 1;

for (let pass = 0; pass < PASSES; pass += 1) {
  shuffle();
  for (const { revokes, features } of lessons) {
    const sum = features.reduce((total, feature) => total + (weights.get(feature) ?? 0), 0);
    const error = 1 / (1 + Math.exp(-sum)) - revokes;
    for (const feature of features) {
      const weight = weights.get(feature) ?? 0;
      const slope = error + SHRINK * weight;
      const step = (steps.get(feature) ?? 0) + slope * slope;
      steps.set(feature, step);
      weights.set(feature, weight - (RATE * slope) / (Math.sqrt(step) + 1e-6));
    }
  }
}

function shuffle(): void {
  for (let at = lessons.length - 1; at > 0; at -= 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const other = seed % (at + 1);
    [lessons[at], lessons[other]] = [lessons[other] as never, lessons[at] as never];
  }
}

const rounded = [...weights].map(([feature, weight]) => [feature, Math.round(weight * 50)] as const);
const byWeight = Map.groupBy(rounded, ([, weight]) => weight);
const lines = [...byWeight]
  .filter(([weight]) => weight !== 0)
  .sort(([weight], [other]) => weight - other)
  .map(
    ([weight, features]) =>
      `${weight} ${features
        .map(([feature]) => feature)
        .sort()
        .join(" ")}`,
  );

writeFileSync(
  new URL("../packages/engine/src/record/wish/weights.ts", import.meta.url),
  `// Written by \`npm run replies\` from packages/engine/test/record/replies: what each feature of a reply adds, in fiftieths.
const GROUPS =
  "${lines.join("|")}";

/** What each feature adds to the sum that a reply is judged by. The empty feature is the same in every reply. */
export const WEIGHTS: ReadonlyMap<string, number> = new Map(
  GROUPS.split("|").flatMap((group) => {
    const [weight, ...features] = group.split(" ");
    return features.map((feature) => [feature, Number(weight) / 50] as const);
  }),
);
`,
);
console.log(`${lessons.length} replies, ${rounded.filter(([, weight]) => weight !== 0).length} features`);
