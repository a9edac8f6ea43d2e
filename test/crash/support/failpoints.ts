import { setImmediate } from "node:timers/promises";
import type { BatchAnswer, ClaimAnswer, ClaimRequest } from "@relance/spec";
import type { Provider, Providers, RelanceConfig, Store } from "relance";

/**
 * A call before or after which a test can kill a process: a store call or a send. The engine has a durable effect only
 * through these calls.
 */
export type Place =
  | "define"
  | "enroll"
  | "seal"
  | "claim"
  | "send"
  | "settle"
  | "record"
  | "acknowledge"
  | "escalate"
  | "expire"
  | "recover"
  | "resolve"
  | "transition";

export interface Failpoint {
  readonly place: Place;
  readonly when: "before" | "after";
  /** Number of the call at which the failpoint sends its signal, counted from 1. @default 1 */
  readonly pass?: number | undefined;
  /** SIGSTOP freezes the process at the call until the test continues the process. @default "SIGKILL" */
  readonly signal?: "SIGKILL" | "SIGSTOP" | undefined;
}

type Verb = Exclude<keyof Store, "kind">;

function entered(verb: Verb, [input]: readonly unknown[]): readonly Place[] {
  if (verb !== "claim") return isPlace(verb) ? [verb] : [];
  const { wants, settle = [] } = input as ClaimRequest;
  return [...(settle.length > 0 ? (["settle"] as const) : []), ...(wants.length > 0 ? (["claim"] as const) : [])];
}

function left(verb: Verb, input: readonly unknown[], answer: unknown): readonly Place[] {
  if (verb === "claim") {
    const { settled, claimed } = answer as ClaimAnswer;
    return [...(settled.length > 0 ? (["settle"] as const) : []), ...(claimed.length > 0 ? (["claim"] as const) : [])];
  }
  const isBatch = verb === "escalate" || verb === "expire" || verb === "recover" || verb === "transition";
  if (isBatch && (answer as BatchAnswer).moved === 0) return [];
  if (verb === "resolve" && (answer as readonly unknown[]).length === 0) return [];
  return entered(verb, input);
}

const PLACES: ReadonlySet<string> = new Set<Place>([
  "define",
  "enroll",
  "seal",
  "settle",
  "record",
  "acknowledge",
  "escalate",
  "expire",
  "recover",
  "resolve",
  "transition",
]);

function isPlace(verb: string): verb is Place {
  return PLACES.has(verb);
}

export function armed(config: RelanceConfig, failpoint: Failpoint): RelanceConfig {
  const reach = trigger(failpoint);
  const store = new Proxy(config.store, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== "function") return member;
      // `listen` is not a failpoint and returns a function synchronously, so it must not be wrapped
      if (name === "listen") return member.bind(target);
      const verb = name as Verb;
      return async (...input: unknown[]) => {
        await reach("before", entered(verb, input));
        const answer: unknown = await reach.during(() => member.apply(target, input));
        await reach("after", left(verb, input, answer));
        return answer;
      };
    },
  });
  const around = <P extends Provider>(provider: P): P => ({
    ...provider,
    async send(...input: Parameters<Provider["send"]>) {
      await reach("before", ["send"]);
      const taken = await provider.send(...input);
      await reach("after", ["send"]);
      return taken;
    },
  });
  return { ...config, store, providers: eachOf(config.providers, around) };
}

interface Trigger {
  (when: Failpoint["when"], places: readonly Place[]): Promise<void>;
  /**
   * Runs a store call. While the process is about to freeze, the call waits, because a freeze during a write blocks
   * other processes.
   */
  during<T>(call: () => T): Promise<Awaited<T>>;
}

function trigger({ place, when, pass = 1, signal = "SIGKILL" }: Failpoint): Trigger {
  let passes = 0;
  let running = 0;
  let thawed: Promise<void> | undefined;

  async function freeze(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    thawed = promise;
    while (running > 0) await setImmediate();
    process.kill(process.pid, "SIGSTOP");
    resolve();
  }

  const reach = async (at: Failpoint["when"], places: readonly Place[]): Promise<void> => {
    if (at !== when || !places.includes(place)) return;
    passes += 1;
    if (passes !== pass) return;
    if (signal === "SIGSTOP") await freeze();
    else process.kill(process.pid, signal);
  };
  return Object.assign(reach, {
    async during<T>(call: () => T): Promise<Awaited<T>> {
      await thawed;
      running += 1;
      try {
        return await call();
      } finally {
        running -= 1;
      }
    },
  });
}

function eachOf(providers: Providers, change: <P extends Provider>(provider: P) => P): Providers {
  const channels = Object.entries(providers).map(([channel, providers]) => {
    const changed = Object.entries(providers ?? {}).map(([name, provider]) => [name, change(provider as Provider)]);
    return [channel, Object.fromEntries(changed)];
  });
  return Object.fromEntries(channels) as Providers;
}
