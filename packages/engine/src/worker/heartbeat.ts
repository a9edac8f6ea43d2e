import type { CommittedAttempt, HeartbeatAnswer, HeartbeatInput } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";

const HEARTBEAT_MS = 5_000;

export interface Heartbeat {
  /** The id of this process. A process that loses its lease gets a new id. */
  readonly id: string;
  readonly last: Pick<HeartbeatAnswer, "standby" | "clockStep" | "openGaps" | "now">;
  readonly lastCommitted: CommittedAttempt | undefined;
  beat(extra?: Pick<HeartbeatInput, "reconciled" | "lost" | "receiverDownForMs">): Promise<void>;
  leave(): Promise<void>;
  /** Records a committed attempt. If the store later lacks this attempt, it has lost data. */
  noteCommitted(attempt: CommittedAttempt): void;
  readonly everyMs: number;
}

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

  function reportLoss(): void {
    if (last?.rewound !== true) return;
    lastCommitted = undefined; // the loss is logged once; an operator must check it before `resume`
    context.log({ level: "error", event: "store.rewound" });
  }

  return {
    get id() {
      return id;
    },
    get last() {
      return last ?? { standby: true, clockStep: false, openGaps: [], now: 0 };
    },
    get lastCommitted() {
      return lastCommitted;
    },
    everyMs: options.heartbeatMs ?? HEARTBEAT_MS,
    async beat(extra = {}) {
      const isBack = last !== undefined;
      last = await send(extra);
      reportLoss();
      if (last.leaseUntil > last.now || last.standby) return;
      id = runtime.id(); // the process was suspended until its lease expired, so it lost its claims
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
        id = runtime.id(); // the claims of the old id stay reserved until that id's lease expires
        throw error;
      }
    },
  };
}

/** Returns a hash of the configuration, which reveals no secret. */
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
