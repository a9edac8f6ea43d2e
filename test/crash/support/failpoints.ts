import type {
  ClaimAnswer,
  ClaimRequest,
  GatewayConfig,
  Provider,
  Providers,
  SliceAnswer,
  Store,
} from "relance";

/**
 * Where a process can be killed. Everything the engine does that outlives it is a verb of the store or a send, so that
 * killing around those reaches every state that a crash can leave behind, and the engine itself needs no hook.
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
  | "move";

/** Kills the process by itself, before the place is entered for the n-th time or when it was left for the n-th time. */
export interface Failpoint {
  readonly place: Place;
  readonly when: "before" | "after";
  /** Counted from 1. @default 1 */
  readonly pass?: number | undefined;
}

type Verb = Exclude<keyof Store, "kind">;

/** The places that a call is about to enter. */
function entered(verb: Verb, [input]: readonly unknown[]): readonly Place[] {
  if (verb !== "claim") return isPlace(verb) ? [verb] : [];
  const { wants, settle = [] } = input as ClaimRequest;
  return [
    ...(settle.length > 0 ? (["settle"] as const) : []),
    ...(wants.length > 0 ? (["claim"] as const) : []),
  ];
}

/** The places that a call has left with something done. */
function left(verb: Verb, input: readonly unknown[], answer: unknown): readonly Place[] {
  if (verb === "claim") {
    const { settled, claimed } = answer as ClaimAnswer;
    return [
      ...(settled.length > 0 ? (["settle"] as const) : []),
      ...(claimed.length > 0 ? (["claim"] as const) : []),
    ];
  }
  const isSlice = verb === "escalate" || verb === "expire" || verb === "recover" || verb === "move";
  if (isSlice && (answer as SliceAnswer).moved === 0) return [];
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
  "move",
]);

function isPlace(verb: string): verb is Place {
  return PLACES.has(verb);
}

/** The same gateway, which kills its process at the failpoint. */
export function armed(config: GatewayConfig, { place, when, pass = 1 }: Failpoint): GatewayConfig {
  let passes = 0;
  const reach = (at: Failpoint["when"], places: readonly Place[]): void => {
    if (at !== when || !places.includes(place)) return;
    passes += 1;
    if (passes === pass) process.kill(process.pid, "SIGKILL");
  };
  const store = new Proxy(config.store, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== "function") return member;
      const verb = name as Verb;
      return async (...input: unknown[]) => {
        reach("before", entered(verb, input));
        const answer: unknown = await member.apply(target, input);
        reach("after", left(verb, input, answer));
        return answer;
      };
    },
  });
  const around = <P extends Provider>(provider: P): P => ({
    ...provider,
    async send(...input: Parameters<Provider["send"]>) {
      reach("before", ["send"]);
      const taken = await provider.send(...input);
      reach("after", ["send"]);
      return taken;
    },
  });
  return { ...config, store, providers: eachOf(config.providers, around) };
}

function eachOf(providers: Providers, change: <P extends Provider>(provider: P) => P): Providers {
  const channels = Object.entries(providers).map(([channel, instances]) => {
    const changed = Object.entries(instances ?? {}).map(([name, provider]) => [
      name,
      change(provider as Provider),
    ]);
    return [channel, Object.fromEntries(changed)];
  });
  return Object.fromEntries(channels) as Providers;
}
