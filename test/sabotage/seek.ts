/** Runs the simulation with one seed after another under one sabotage, until the judge reports a finding. */
import { judge } from "../simulation/judge.ts";
import { simulate } from "../simulation/world.ts";
import type { Sought } from "./sought.ts";

const most = Number(process.argv[2]);
let sought: Sought = { seeds: most, fact: undefined };
for (let seed = 1; seed <= most && sought.fact === undefined; seed++) {
  try {
    const run = await simulate(seed);
    const [fact] = (await judge(run)).found;
    if (fact !== undefined) sought = { seeds: seed, fact };
    await run.close();
  } catch (error) {
    sought = { seeds: seed, fact: `the gateway gave up: ${error instanceof Error ? error.message : error}` };
  }
}
process.send?.(sought, () => process.disconnect());
