import { PURPOSE } from "@relance/rules";
import { type GatewayPort, type Health, OPTED_OUT } from "@relance/spec";
import { acknowledgeEvents } from "./acknowledge/acknowledge-events.ts";
import { answerLink, keepLinkSignal } from "./acknowledge/answer-link.ts";
import { readConfirmation } from "./acknowledge/confirmation-view.ts";
import type { EngineContext } from "./base/context.ts";
import { storedNames } from "./base/keyed-hashes.ts";
import { optOutTarget } from "./base/links.ts";
import { createTestReceiver } from "./ingress/ingress-proof.ts";
import { recordInbound } from "./record/record-inbound.ts";

const MAX_EVENTS = 1_000;

/** Creates the engine's interface for the HTTP layer. `onChange` wakes the worker when a message may be due. */
export function createPort(context: EngineContext, health: () => Promise<Health>, onChange: () => void): GatewayPort {
  const { options, store, links, refused } = context;
  return {
    ready: options.ready,
    publicUrl: options.publicUrl?.replace(/\/+$/, "") ?? "",
    apiTokens: options.apiTokens ?? [],
    provider: (provider) => context.providers.get(provider),
    verifyCallback: (provider, attemptId, signature) => links.verifyCallback(provider, attemptId, signature),
    async record(provider, items, raw) {
      const answers = await recordInbound(context, provider, items, { raw });
      if (answers.some(({ fold }) => fold === "applied" || fold === "later")) onChange();
      return answers;
    },
    confirmation: (token) => readConfirmation(context, token),
    async answer(token, answer, shown, factor) {
      const answered = await answerLink(context, token, { answer, shown, factor });
      if (answered?.confirmation.state !== "acknowledged") onChange(); // a press may make the next step due
      return answered;
    },
    signal: (token, signal) => keepLinkSignal(context, token, signal),
    async optOut(token) {
      const isSuppressed = await optOutByToken(context, token);
      if (isSuppressed) onChange(); // a message to another contact of the recipient may be due now
      return isSuppressed;
    },
    isOwnRequest: createTestReceiver(context),
    acknowledge: (events) => acknowledgeEvents(context, events, onChange),
    events: (cursor, limit) => store.events({ cursor, limit: Math.min(limit, MAX_EVENTS) }),
    command: (plugin, command, input) => context.plugins.command(plugin, command, input),
    health,
    refused(code) {
      refused.set(code, (refused.get(code) ?? 0) + 1);
      context.log({ level: "warn", event: "webhook.refused", facts: { code } });
    },
  };
}

/** Applies a one-click opt-out (RFC 8058). Returns false if the token lacks our valid signature. */
async function optOutByToken(context: EngineContext, token: string): Promise<boolean> {
  const target = optOutTarget(context.signer, token);
  if (target === undefined) return false;
  const { enrollment, channel, digests } = target;
  const person = await context.store.read({ enrollment });
  if (person === undefined) return false;
  const { tenant } = (await context.versions.get(person.version)).stored;
  const rule = { tenant, channel, purpose: PURPOSE, reason: OPTED_OUT, actor: "one-click" };
  const [names = digests] = await storedNames(context, [digests]);
  await context.store.suppress(names.map((digest) => ({ ...rule, digest })));
  return true;
}
