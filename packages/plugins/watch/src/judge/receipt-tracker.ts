import type { Flow, Silence } from "../flows.ts";
import type { LatencyModel } from "../latency-model.ts";
import type { Downtime } from "../observation.ts";
import { addSilence, currentSilence, muteSince } from "../silence.ts";
import type { FlowVerdict } from "../verdict.ts";
import { chooseModel, type ProviderModels, type Silences } from "../watch-memory.ts";
import type { ObservedFlows } from "./read-bins.ts";

interface Tracked {
  readonly byGrain: ReadonlyMap<number, number>;
  readonly at: number;
  readonly silences: readonly Silence[];
}

type Counted = NonNullable<FlowVerdict["beside"]>;

export interface ObservedFlow extends Flow {
  readonly lastReceiptAt: number;
  readonly silences: readonly Silence[];
}

export interface ReceiptsReceived extends ObservedFlows {
  readonly flows: readonly ObservedFlow[];
  /** The provider's current silence, during which the outcome of messages is unknown; empty if receipts arrive. */
  readonly silencesFor: (provider: string) => readonly Downtime[];
  /** Past periods in which all vendors were silent, so that relance's server was probably down. */
  readonly missedFor: (provider: string) => readonly Downtime[];
  /** The provider of another vendor with the most receipts for messages sent after `since`. */
  readonly receivedElsewhere: (provider: string, since: number) => Counted | undefined;
  /** Returns whether the provider and another vendor became silent at the same time. */
  readonly isSilentTogether: (provider: string) => boolean;
}

/** Records for each flow when its number of receipts last increased. A process's first check counts as growth. */
export class ReceiptTracker {
  readonly #counted = new Map<string, Tracked>();

  /** Updates each flow. If a provider's receipts arrive in bursts, its silence also applies to each destination. */
  track(
    observed: ObservedFlows,
    before: Silences,
    modelsOf: (provider: string) => ProviderModels,
    vendorOf: (provider: string) => string,
  ): ReceiptsReceived {
    const own = new Map(
      observed.flows.map((flow) => {
        const { provider, destination } = flow.name;
        const model = chooseModel(modelsOf(provider), destination);
        return [flow.key, this.#update(flow, before[flow.key] ?? [], model, observed.now)];
      }),
    );
    const flows = observed.flows.map((flow): ObservedFlow => {
      const { at, silences } = own.get(flow.key) ?? { at: observed.now, silences: [] };
      const ofProvider = own.get(flow.name.provider)?.silences ?? [];
      return { ...flow, lastReceiptAt: at, silences: silences.length > 0 ? silences : ofProvider };
    });
    const silent = new Map(
      flows.flatMap((flow): [string, Downtime][] => {
        if (flow.name.destination !== undefined) return [];
        const { provider } = flow.name;
        const downtime = observed.downtimeOf(provider);
        const input = { bins: flow, model: chooseModel(modelsOf(provider), undefined), now: observed.now, downtime };
        const from = muteSince(input) ?? currentSilence(input)?.since;
        return from === undefined ? [] : [[provider, { from }]];
      }),
    );
    const silencesFor = (provider: string) => [silent.get(provider) ?? []].flat();
    const wholes = flows.filter(({ name }) => name.destination === undefined);
    const together = silentTogether(
      wholes.map(({ name: { provider }, silences }) => {
        return { provider, vendor: vendorOf(provider), silences, since: silent.get(provider)?.from };
      }),
      observed.now,
    );
    const ours = (provider: string) => together.get(provider) ?? [];
    const missedFor = (provider: string) => ours(provider).filter(({ to }) => to !== undefined);
    return {
      ...observed,
      flows,
      silencesFor,
      missedFor,
      receivedElsewhere: (provider, since) => {
        const others = wholes.filter(({ name }) => vendorOf(name.provider) !== vendorOf(provider));
        return others.map((flow) => countSince(flow, since)).toSorted((a, b) => b.receipts - a.receipts)[0];
      },
      // a current silence counts as downtime only after its end
      downtimeOf: (provider) => [...observed.downtimeOf(provider), ...missedFor(provider)],
      isSilentTogether: (provider) => ours(provider).some(({ to }) => to === undefined),
    };
  }

  #update({ key, seconds }: Flow, remembered: readonly Silence[], model: LatencyModel, now: number): Tracked {
    const byGrain = new Map<number, number>();
    for (const { at, received } of seconds) {
      const minute = at - (at % 60_000); // older slices are longer than a second, up to a minute
      byGrain.set(minute, (byGrain.get(minute) ?? 0) + received.reduce((sum, count) => sum + count, 0));
    }
    const before = this.#counted.get(key);
    const hasGrown = before === undefined || [...byGrain].some(([at, count]) => count > (before.byGrain.get(at) ?? 0));
    const silences = before?.silences ?? remembered;
    const observed: Tracked = {
      byGrain,
      at: hasGrown ? now : before.at,
      silences:
        hasGrown && before !== undefined
          ? addSilence({ seconds, lastReceiptAt: before.at, silences }, model, now)
          : silences,
    };
    this.#counted.set(key, observed);
    return observed;
  }
}

function countSince({ name, seconds }: Flow, since: number): Counted {
  const own = seconds.filter(({ at }) => at >= since);
  const messages = own.reduce((sum, { accepted }) => sum + accepted, 0);
  const receipts = own.flatMap(({ received }) => received).reduce((sum, count) => sum + count, 0);
  return { provider: name.provider, messages, receipts };
}

export function silencesIn({ flows }: ReceiptsReceived): Silences {
  const silent = flows.filter(({ name, silences }) => name.destination === undefined && silences.length > 0);
  return Object.fromEntries(silent.map(({ key, silences }) => [key, silences]));
}

/** Silences that begin within this time count as simultaneous, because checks are seconds apart. */
const SAME_MOMENT_MS = 20_000;
/** A problem may have begun this many milliseconds before a check found it. */
const SEEN_LATE_MS = 10_000;
const LEAST_MS = 30_000;

interface SilentProvider {
  readonly provider: string;
  readonly vendor: string;
  readonly silences: readonly Silence[];
  readonly since?: number | undefined;
}

/**
 * Returns the periods in which relance's server was probably down: receipts of different vendors stopped together,
 * until one vendor sent receipts again. Ignores providers with receipts in bursts.
 */
export function silentTogether(
  providers: readonly SilentProvider[],
  now: number,
): ReadonlyMap<string, readonly Downtime[]> {
  return new Map(
    providers.map((one) => {
      const others = providers.filter(({ vendor }) => vendor !== one.vendor).flatMap(listStretches);
      const unusual = listStretches(one).filter((own) => !isHabit(own, one.silences, now));
      return [one.provider, unusual.flatMap((own) => shared(own, others, now))];
    }),
  );
}

function shared(own: Downtime, others: readonly Downtime[], now: number): readonly Downtime[] {
  const same = others.filter(({ from }) => Math.abs(own.from - from) <= SAME_MOMENT_MS);
  if (same.length === 0) return [];
  const to = Math.min(...[own, ...same].map((stretch) => stretch.to ?? Number.POSITIVE_INFINITY));
  if (Math.min(to, now) - own.from < LEAST_MS) return [];
  return [{ from: own.from - SEEN_LATE_MS, to: Number.isFinite(to) ? to : undefined }];
}

function listStretches({ silences, since }: SilentProvider): readonly Downtime[] {
  return since === undefined ? silences : [...silences, { from: since }];
}

function isHabit(own: Downtime, silences: readonly Silence[], now: number): boolean {
  const half = ((own.to ?? now) - own.from) / 2;
  return silences.some(({ from, to }) => from !== own.from && to - from >= half);
}
