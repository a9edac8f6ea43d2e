import { chaos } from "../chaos/chaos.ts";
import type { Sought } from "./sought.ts";

const SEED = 1;

const run = await chaos({ seed: SEED, lengthMs: Number(process.argv[2]) * 1_000, say: () => {} });
const fact = run.promises.flatMap(({ broken }) => broken)[0];
process.send?.({ seeds: SEED, fact } satisfies Sought, () => process.disconnect());
