import { destinationOf } from "@relance/rules";
import { channelOf, MessageError, type MessageErrorCode } from "@relance/spec";
import type { EngineContext, SendGuard } from "../context.ts";
import type { SendGuardOptions } from "../engine-options.ts";
import { readIncidents } from "../incidents/read-incidents.ts";
import { sayIncident } from "../incidents/say-incident.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** While messages are asked for, incidents are read so often. */
const READ_EVERY_MS = 10 * SECOND_MS;
/** A prefix that is full is said so often by each process. */
const SAY_EVERY_MS = 5 * MINUTE_MS;

/** One rate per prefix over all workers; what the watch refuses is read from its incidents. */
export function createSendGuard(
  context: EngineContext,
  { isAllowed = () => true, perPrefixMinute }: SendGuardOptions,
): SendGuard {
  const { store, runtime } = context;
  const saidAt = new Map<string, number>();
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

  async function sayFull(destination: string): Promise<void> {
    const now = runtime.now();
    if (now - (saidAt.get(destination) ?? Number.NEGATIVE_INFINITY) < SAY_EVERY_MS) return;
    saidAt.set(destination, now);
    const fact = `more than ${perPrefixMinute} messages a minute were asked for to numbers that begin with ${destination}`;
    const said = { change: "open", fact, action: "those beyond are refused", did: "slowed" } as const;
    await sayIncident(context, { campaign: 0, kind: "pumping", provider: "send()", destination, ...said });
  }

  function refuse(code: MessageErrorCode, advice: string): never {
    context.refused.set(code, (context.refused.get(code) ?? 0) + 1);
    throw new MessageError(code, advice);
  }

  return {
    async admit(contacts) {
      const phones = contacts.filter(({ channel }) => channelOf(channel).address.read === "phone");
      if (phones.some(({ address }) => !isAllowed(address)))
        refuse("message/country-refused", "numbers of this country are not written to (security.sendGuard.countries)");
      const prefixes = new Set(phones.map(({ channel, address }) => destinationOf(channel, address)));
      const pumped = prefixes.size === 0 ? refused : await readRefused();
      for (const prefix of prefixes) {
        if (pumped.has(prefix))
          refuse("message/prefix-refused", "numbers of this prefix hardly confirm: see the incident of kind pumping");
        const { granted } = await store.permit({
          provider: `send to ${prefix}`,
          perSecond: perPrefixMinute / 60,
          wanted: 1,
          savedMs: MINUTE_MS - MINUTE_MS / perPrefixMinute, // the slot of now is one of them
        });
        if (granted > 0) continue;
        await sayFull(prefix);
        refuse("message/prefix-full", `more than ${perPrefixMinute} messages a minute to numbers of this prefix`);
      }
    },
  };
}
