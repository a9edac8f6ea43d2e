import type { AdmittedRow, CompiledCampaign, PluginHost, RecipientRow } from "@relance/spec";
import { canaryKey, type LentCanary, lentRow, readCanaryKey } from "./canary-rows.ts";

const ANSWER_MS = 5_000;

type Lent = Promise<readonly AdmittedRow[]>;

/** Calls the source of test numbers, and logs errors. A failed call is logged and does not delay messages. */
interface Lender {
  lend(campaign: number, compiled: CompiledCampaign, round: number, lent: readonly LentCanary[]): Lent;
  ask(campaign: number, rows: readonly RecipientRow[], round: number): Promise<void>;
}

export function createLender(host: PluginHost, source: CanarySource | undefined): Lender {
  /** True if the source did not answer the last check. Only the first of several failures is logged. */
  let isSilent = false;

  async function pollNumber({ enrollment, lastAttempt }: RecipientRow): Promise<void> {
    const message = await host.client.sms(enrollment);
    if (message === undefined || source === undefined) return;
    const { number, text } = message;
    const isSeen = await inTime(host, (signal) => source.seen(number, text, { signal }));
    if (isSeen) await host.client.acknowledge(enrollment, `seen ${lastAttempt?.attemptId}`);
  }

  return {
    async lend(campaign, compiled, round, lent) {
      const rows = lent.map(async (one, index) => {
        const { network } = one;
        const number = await inTime(host, async (signal) => source?.lend(network, { signal })).catch(() => undefined);
        const row = number === undefined ? undefined : lentRow(compiled, one, number);
        if (row === undefined) host.log({ level: "warn", event: "canaries.unlent", facts: { campaign, network } });
        return row === undefined ? [] : [{ ...row, key: canaryKey({ kind: "lent", round, index, network }), steps: 1 }];
      });
      return (await Promise.all(rows)).flat();
    },
    async ask(campaign, rows, round) {
      const open = rows.filter(({ key, state, lastAttempt }) => {
        const canary = readCanaryKey(key);
        return canary?.kind === "lent" && canary.round === round && state === "active" && lastAttempt !== undefined;
      });
      if (open.length === 0) return;
      const answers = await Promise.allSettled(open.map(pollNumber));
      const unanswered = answers.filter(({ status }) => status === "rejected").length;
      if (unanswered > 0 && !isSilent)
        host.log({ level: "warn", event: "canaries.unanswered", facts: { campaign, unanswered } });
      isSilent = unanswered > 0;
    },
  };
}

async function inTime<T>({ clock }: PluginHost, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const [asking, resting] = [new AbortController(), new AbortController()];
  const late = clock.sleep(ANSWER_MS, resting.signal).then((): never => {
    asking.abort();
    throw new Error("the source of test numbers did not answer");
  });
  late.catch(() => {}); // after the timeout, the call's error is ignored
  return Promise.race([ask(asking.signal), late]).finally(() => resting.abort());
}

/** A source of test numbers. relance waits at most five seconds for each call, and ignores errors. */
export interface CanarySource {
  /** Returns a free number in a network such as `208-01`, in E.164, for 15 minutes; `undefined` if none is free. */
  lend(network: string, options: { readonly signal: AbortSignal }): Promise<string | undefined>;
  /** Returns whether a message with this text has arrived at the number. relance asks about every ten seconds. */
  seen(number: string, text: string, options: { readonly signal: AbortSignal }): Promise<boolean>;
}
