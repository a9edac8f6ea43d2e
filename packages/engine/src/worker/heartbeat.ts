import type { CommittedAttempt, HeartbeatAnswer, HeartbeatInput, IngressGap } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";

const HEARTBEAT_MS = 5_000;

/** Tells the store that this process lives, and hears what the store knows about the others. */
export interface Heartbeat {
  /** Who this process is to the store; changes when its lease was lost. */
  readonly id: string;
  readonly standby: boolean;
  readonly clockStep: boolean;
  readonly openGaps: readonly IngressGap[];
  /** The last attempt that this process saw committed. */
  readonly lastCommitted: CommittedAttempt | undefined;
  /** The store's clock at the last beat. */
  readonly now: number;
  beat(extra?: Pick<HeartbeatInput, "reconciled" | "lost" | "receiverDownForMs">): Promise<void>;
  leave(): Promise<void>;
  /** The store has this: should it ever not, it lost what it had confirmed. */
  noteCommitted(attempt: CommittedAttempt): void;
  /** Time between beats, in milliseconds. */
  readonly everyMs: number;
}

/** A worker sends, a receiver hears; each beats for itself. */
export function createHeartbeat(context: EngineContext, role: "worker" | "receiver"): Heartbeat {
  const { options, store, runtime } = context;
  const config = configHash(context);
  let id = context.incarnation;
  let last: HeartbeatAnswer | undefined;
  let lastCommitted: CommittedAttempt | undefined;

  const send = (extra: Pick<HeartbeatInput, "reconciled" | "lost" | "receiverDownForMs" | "leaving">) =>
    store.heartbeat({
      incarnation: id,
      role,
      version: options.version,
      providers: [...context.providers.keys()],
      config,
      lastCommitted,
      refused: role === "receiver" ? Object.fromEntries(context.refused) : undefined,
      ...extra,
    });

  function lookBack(): void {
    if (last?.rewound !== true) return;
    lastCommitted = undefined; // said once: an operator who resumes has looked
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
    get lastCommitted() {
      return lastCommitted;
    },
    get now() {
      return last?.now ?? 0;
    },
    everyMs: options.heartbeatMs ?? HEARTBEAT_MS,
    async beat(extra = {}) {
      const isBack = last !== undefined;
      last = await send(extra);
      lookBack();
      if (last.leaseUntil > last.now || last.standby) return;
      id = runtime.id(); // the lease ended, by our own leave or while we were frozen: what we held is no longer ours
      if (isBack) context.log({ level: "warn", event: "worker.rejoined" });
      last = await send({});
    },
    noteCommitted({ attemptId, enrollment }) {
      lastCommitted = { attemptId, enrollment };
    },
    async leave() {
      if (last === undefined) return;
      last = undefined;
      try {
        await send({ leaving: true });
      } catch (error) {
        id = runtime.id(); // what the old one held has no owner until its lease ends: the next run cannot know of it
        throw error;
      }
    },
  };
}

/** Tells two configurations apart without telling either: which providers, where the edge is, whose secrets. */
function configHash({ options, providers, runtime, signer }: EngineContext): string {
  const providerNames = [...providers].map(([name, { kind, channel, vendor, capabilities }]) => [
    name,
    kind,
    channel,
    vendor,
    capabilities,
  ]);
  const { publicUrl, delivery } = options;
  return runtime.hash(JSON.stringify([providerNames, publicUrl, delivery, ...signer.digests("config")])).slice(0, 16);
}
