import type { CommittedAttempt, HeartbeatAnswer, HeartbeatInput, IngressGap } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { configHash } from "./config-hash.ts";

const HEARTBEAT_MS = 5_000;

/** Tells the store that this process lives, and hears what the store knows about the others. */
export interface Heart {
  /** Who this process is to the store; changes when its lease was lost. */
  readonly id: string;
  readonly standby: boolean;
  readonly clockStep: boolean;
  readonly openGaps: readonly IngressGap[];
  /** The last attempt that this process saw committed. */
  readonly proof: CommittedAttempt | undefined;
  /** The store's clock at the last beat. */
  readonly now: number;
  beat(extra?: Pick<HeartbeatInput, "reconciled" | "deafForMs">): Promise<void>;
  leave(): Promise<void>;
  /** The store has this: should it ever not, it lost what it had confirmed. */
  witness(attempt: CommittedAttempt): void;
  /** Time between beats, in milliseconds. */
  readonly everyMs: number;
}

/** A worker sends, a receiver hears; each beats for itself. */
export function createHeart(context: EngineContext, role: "worker" | "receiver"): Heart {
  const { options, store, runtime } = context;
  const config = configHash(context);
  let id = context.incarnation;
  let last: HeartbeatAnswer | undefined;
  let proof: CommittedAttempt | undefined;

  const send = (extra: Pick<HeartbeatInput, "reconciled" | "deafForMs" | "leaving">) =>
    store.heartbeat({
      incarnation: id,
      role,
      version: options.version ?? "0",
      providers: [...context.providers.keys()],
      config,
      proof,
      refused: role === "receiver" ? Object.fromEntries(context.refused) : undefined,
      ...extra,
    });

  function lookBack(): void {
    if (last?.rewound !== true) return;
    proof = undefined; // said once: whoever resumes has looked
    context.log({ level: "error", event: "store.rewound" });
  }

  return {
    get id() {
      return id;
    },
    get standby() {
      return last?.standby ?? true;
    },
    get clockStep() {
      return last?.clockStep ?? false;
    },
    get openGaps() {
      return last?.openGaps ?? [];
    },
    get proof() {
      return proof;
    },
    get now() {
      return last?.now ?? 0;
    },
    everyMs: options.heartbeatMs ?? HEARTBEAT_MS,
    async beat(extra = {}) {
      last = await send(extra);
      lookBack();
      if (last.leaseUntil > last.now || last.standby) return;
      id = runtime.id(); // the lease ended while we were frozen: what we held is no longer ours
      context.log({ level: "warn", event: "worker.rejoined" });
      last = await send({});
    },
    witness({ attemptId, enrollment }) {
      proof = { attemptId, enrollment };
    },
    async leave() {
      if (last === undefined) return;
      last = undefined;
      try {
        await send({ leaving: true });
      } catch (error) {
        id = runtime.id(); // what the old one held is nobody's until its lease ends: the next run cannot know of it
        throw error;
      }
    },
  };
}
