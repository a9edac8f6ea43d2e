import type { InboundItem } from "@relance/spec";
import type { Latency } from "../world/latency.ts";
import type { World } from "../world/world.ts";

/** What a provider that lives in the world needs. */
export interface SimulatedOptions {
  readonly world: World;
  /** Its place in the configuration, such as `sms.main`; also the name of its courier in the world. */
  readonly instance: string;
  /** @default the instance's name */
  readonly vendor?: string | undefined;
  /**
   * Hears what the world says of this provider's messages, in place of a webhook. What it returns counts as work
   * under way until it ends. @default nobody listens
   */
  readonly onReceipt?: ((instance: string, item: InboundItem) => unknown) | undefined;
  /** How long an answer takes, by the world's clock. @default it comes at once */
  readonly answerAfter?: Latency | undefined;
  /** It can be asked about an attempt, and "not found" proves that nothing was sent. @default false */
  readonly canLookUp?: boolean | undefined;
  /** Calls on the wire at once. */
  readonly concurrency?: number | undefined;
  /** Most messages a second. */
  readonly perSecond?: number | undefined;
  /** The longest one `send` may take, in milliseconds. */
  readonly sendBudgetMs?: number | undefined;
}
