import { destinationFor } from "@relance/rules";
import {
  type ClaimedRow,
  type Contact,
  getChannel,
  MessageError,
  type MessageErrorCode,
  readIncidents,
} from "@relance/spec";
import type { EngineContext, Needs, SendGuard } from "../base/context.ts";
import type { SendGuardOptions } from "../base/engine-options.ts";
import { recordIncident } from "../base/record-incident.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const READ_EVERY_MS = 10 * SECOND_MS;
/** Minimum interval between two reports that a phone prefix has reached its limit, in milliseconds. */
const REPORT_EVERY_MS = 5 * MINUTE_MS;

/** Creates the guard of `send()`. The limits apply to all workers together. */
export function createSendGuard(
  context: EngineContext,
  { isAllowed = () => true, perPrefixMinute }: SendGuardOptions,
): SendGuard {
  const { store, runtime, signer } = context;
  const reportedAt = new Map<string, number>();
  let readAt = Number.NEGATIVE_INFINITY;
  let refused: ReadonlySet<string> = new Set();

  async function readRefused(): Promise<ReadonlySet<string>> {
    if (runtime.now() - readAt < READ_EVERY_MS) return refused;
    readAt = runtime.now();
    const found = new Set<string>();
    for await (const { kind, destination, notes } of readIncidents(store, { open: true }))
      if (kind === "pumping" && notes.some(({ did }) => did === "paused")) found.add(destination);
    refused = found;
    return found;
  }

  async function reportFull(destination: string): Promise<void> {
    const now = runtime.now();
    if (now - (reportedAt.get(destination) ?? Number.NEGATIVE_INFINITY) < REPORT_EVERY_MS) return;
    reportedAt.set(destination, now);
    const fact = `more than ${perPrefixMinute} messages a minute were requested to numbers that begin with ${destination}`;
    const said = { change: "open", fact, action: "further ones are refused", did: "slowed" } as const;
    await recordIncident(context, { campaign: 0, kind: "pumping", provider: "send()", destination, ...said });
  }

  function refuse(code: MessageErrorCode, advice: string): never {
    context.refused.set(code, (context.refused.get(code) ?? 0) + 1);
    throw new MessageError(code, advice);
  }

  async function permit(name: string, perMinute: number, burst: number, wanted = 1) {
    const savedMs = ((burst - 1) * MINUTE_MS) / perMinute; // this call's message is part of the burst
    return store.permit({ provider: `send to ${name}`, perSecond: perMinute / 60, wanted, savedMs });
  }

  async function takeNumber(phone: string): Promise<void> {
    const [digest = ""] = signer.digests(`send|${phone}`);
    if ((await permit(digest, 1 / 10, 5)).granted > 0) return; // five immediately, then one every ten minutes
    refuse("message/number-full", "this number got five messages in a row: try again in ten minutes");
  }

  async function takePrefix(prefix: string, wanted: 0 | 1): Promise<void> {
    const { granted, waitMs } = await permit(prefix, perPrefixMinute, perPrefixMinute, wanted);
    if (granted > 0 || (wanted === 0 && waitMs === 0)) return;
    await reportFull(prefix);
    refuse("message/prefix-full", `numbers of this prefix got more than ${perPrefixMinute} messages per minute`);
  }

  // a full prefix does not use up the limit of the number, and a flood to one number does not use up its prefix's limit
  async function takeBoth({ channel, address }: Contact): Promise<void> {
    const prefix = destinationFor(channel, address);
    await takePrefix(prefix, 0);
    await takeNumber(address);
    await takePrefix(prefix, 1);
  }

  return {
    async admitFurther(row) {
      if (!(await isCounted(context, row))) await takeBoth(row);
    },
    async admit(contacts) {
      const phones = contacts.filter(({ channel }) => getChannel(channel).address.read === "phone");
      if (phones.some(({ address }) => !isAllowed(address)))
        refuse("message/country-refused", "numbers of this country are not allowed (security.sendGuard.countries)");
      const [first] = phones;
      if (first === undefined) return;
      const pumped = await readRefused();
      if (phones.some(({ channel, address }) => pumped.has(destinationFor(channel, address))))
        refuse("message/prefix-refused", "numbers of this prefix rarely confirm: see the incident of kind pumping");
      await takeBoth(first); // each further message is counted when it is sent, not here
    },
  };
}

const UNSENT = ["attempt.deferred", "attempt.not-sent", "attempt.rejected"];

/** Returns whether this call, or an earlier try that sent nothing, has already counted this message. */
async function isCounted(
  { store, versions }: Needs<"store" | "versions">,
  { enrollment, revision, version, attemptId, step, contact }: ClaimedRow,
): Promise<boolean> {
  if (revision === 0) return contact === 0;
  const { steps } = (await versions.get(version)).stored.plan;
  const toPhones = steps.map(({ channel }) => getChannel(channel).address.read === "phone");
  const { timeline = [] } = (await store.read({ enrollment })) ?? {};
  const last = timeline.findLast(
    (entry) =>
      entry.type.startsWith("attempt.") && entry.attemptId !== attemptId && toPhones[(entry.step ?? 0) - 1] === true,
  );
  if (last === undefined) return contact === 0;
  // after a rejection, this attempt may be to the recipient's next number
  return last.step === step && UNSENT.slice(0, contact === 0 ? 3 : 2).includes(last.type);
}
