/** Measures how many recipients the watch needs to detect missing answers, and how often it raises a false alarm. */
import { play, type Town } from "../../packages/plugins/watch/test/support/answering-town.ts";

const PEOPLE = 100;
const LOSSES = [0.26, 0.4, 0.6, 1];
const SHARES = [0.1, 0.3, 0.6];
const RUNS = 60;

const HEALTHY_RUNS = 400;
const HEALTHY: readonly Omit<Town, "stretches">[] = [
  { groups: 2, people: 300, share: 0.3, differ: 0.05 },
  { groups: 5, people: 300, share: 0.5, differ: 0.05 },
  { groups: 2, people: 300, share: 0.3, differ: 0.1 },
  { groups: 3, people: 300, share: 0.5, differ: 0.1 },
  { groups: 5, people: 400, share: 0.5, differ: 0.1 },
  { groups: 5, people: 400, share: 0.5, differ: 0.2 },
  { groups: 12, people: 200, share: 0.4, differ: 0.1 },
  { groups: 40, people: 40, share: 0.2, differ: 0.1 },
];

export async function run(): Promise<void> {
  console.log("people of the flow until it is named (of five that differ by 3 %)");
  for (const lost of LOSSES) for (const share of SHARES) console.log(noticed(lost, share));
  console.log("healthy campaigns in which somebody was accused");
  for (const town of HEALTHY) console.log(accused(town));
}

function noticed(lost: number, share: number): string {
  const runs = Array.from({ length: RUNS }, (_, seed) => {
    const all = play({ groups: 5, people: PEOPLE, share, differ: 0.03, stretches: 400, lost }, seed);
    const found = all.find(({ group }) => group === 0);
    const wrong = all.filter(({ group }) => group !== 0).length;
    return { people: found === undefined ? Number.POSITIVE_INFINITY : (found.stretch + 1) * PEOPLE, wrong };
  });
  const people = runs.map((one) => one.people).toSorted((a, b) => a - b);
  const never = people.filter((one) => !Number.isFinite(one)).length;
  const wrong = runs.reduce((sum, one) => sum + one.wrong, 0);
  const [half, most] = [people[RUNS / 2], people[Math.floor(RUNS * 0.9) - 1]];
  return `  lost ${percent(lost)}, ${percent(share)} answer: half by ${half}, nine in ten by ${most}; never ${never} of ${RUNS}; others accused ${wrong}`;
}

function accused(town: Omit<Town, "stretches">): string {
  const { groups, people, share, differ } = town;
  const runs = Array.from({ length: HEALTHY_RUNS }, (_, seed) => play({ ...town, stretches: 150 }, 1_000 + seed));
  const wrong = runs.filter((one) => one.length > 0).length;
  const most = Math.max(...runs.map((one) => one.length));
  return `  ${groups} groups of ${people} a stretch that differ by ${percent(differ)}, ${percent(share)} answer: ${wrong} of ${HEALTHY_RUNS}; at most ${most} in one`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
