import { checkOptions, nameAll } from "@relance/spec";
import { realClock } from "../time/real-clock.ts";
import type { CourierOptions } from "../world/courier-options.ts";
import { SILENT_HABITS } from "../world/habits.ts";
import { type Latency, NO_LATENCY } from "../world/latency.ts";
import { createWorld, type World } from "../world/world.ts";
import { type Callbacks, createCallbacks } from "./http/deliver.ts";
import { loopbackNetwork, type NetworkOptions } from "./http/loopback-network.ts";

export interface FakeVendorOptions<C extends CourierOptions = CourierOptions> {
  /**
   * The simulated world that contains the API. @default a separate world in real time with quick arrivals and receipts
   */
  readonly world?: World | undefined;
  /** Options of the API's carrier, mail host or push service; ignored if the world already contains this courier. */
  readonly courier?: C | undefined;
  readonly network?: NetworkOptions | undefined;
}

export interface Surroundings {
  readonly world: World;
  readonly courier: CourierOptions | undefined;
  readonly callbacks: Callbacks;
  release(): Promise<void>;
}

/**
 * One receipt in twelve takes longer than a second, because relance distrusts a provider whose receipts are all
 * instant.
 */
const STANDALONE_RECEIPTS: Latency = [
  { share: 0.92, medianMs: 0, sigma: 0 },
  { share: 0.08, medianMs: 1_400, sigma: 0.1 },
];

/** Uses the given world. Without a world, creates a world in real time whose recipients do not act. */
export function createSurroundings(options: FakeVendorOptions, call: string, known: readonly string[]): Surroundings {
  checkOptions(call, options, known);
  checkOptions(`${call}.network`, options.network, nameAll<NetworkOptions>()("origins connections"));
  const { world, courier } = options;
  if (!world) return standalone(options, call, known);
  const network = loopbackNetwork(options.network);
  const release = async () => network[Symbol.asyncDispose]();
  return { world, courier, callbacks: createCallbacks(world, network), release };
}

function standalone({ courier, network }: FakeVendorOptions, call: string, known: readonly string[]): Surroundings {
  const clock = realClock();
  const slow = { latency: NO_LATENCY, receiptLatency: STANDALONE_RECEIPTS, receipts: 1, ...courier };
  const world = createWorld({ seed: 0, clock, habits: SILENT_HABITS });
  const own = createSurroundings({ network, world, courier: slow }, call, known);
  return { ...own, release: () => own.release().finally(() => clock[Symbol.dispose]()) };
}
