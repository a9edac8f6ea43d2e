import { one, type Sabotage } from "./sabotage.ts";

const RULES = "packages/rules/src";
const CORE = "packages/engine/src";
const STORE = "packages/store/src";

/** One sabotage for each trouble of the simulation (test/simulation/troubles.ts). */
export const WORLD_SABOTAGES: readonly Sabotage[] = [
  one(
    "of two recipients on one phone a reply confirms the first",
    `${STORE}/verbs/record-replies.ts`,
    "if (others.length > 0) return left",
    "if (others.length < 0) return left",
  ),
  one(
    "a report of an answer to a reply counts for an attempt with the same vendor's id",
    `${STORE}/verbs/record.ts`,
    "return attemptId !== undefined && context.attemptIds.numberOf(attemptId) === undefined;",
    "return attemptId === `` && context.attemptIds.numberOf(attemptId) === undefined;",
  ),
  one(
    "STOP counts for one of the recipients on a phone",
    `${STORE}/moves/inbound-batch.ts`,
    "    const change = optOut(row, plan, bit, work.now);\n",
    "    if (people > 1) continue;\n    const change = optOut(row, plan, bit, work.now);\n",
  ),
  one(
    "a STOP of the last phone between two messages moves no recipient",
    `${RULES}/control.ts`,
    "inUse === 0 ? usableContact(row, channel) < 0",
    "inUse === 0 ? false",
  ),
  one(
    "a revoked event still counts",
    `${RULES}/fold-acknowledgements.ts`,
    "if (item.revoke || isRevoked(item, all)) continue;",
    'if (item.revoke || (isRevoked(item, all) && item.source === "link")) continue;',
  ),
  one(
    "a recipient who asked for help gets messages again when an event is revoked",
    `${RULES}/acknowledge.ts`,
    "  if (wantsHelp) {",
    "  if (wantsHelp && now < 0) {",
  ),
  one(
    "of several reports in one request only the first counts",
    `${CORE}/record/record-inbound.ts`,
    "for (const item of items.map((item)",
    "for (const item of items.slice(0, 1).map((item)",
  ),
  one(
    "a reply counts only as the campaign spells it",
    "packages/providers/replies/src/read-reply.ts",
    '    .normalize("NFKD")\n    .replace(/[\\p{Mn}\\p{Me}]/gu, "")\n    .toUpperCase()\n',
    "",
  ),
  one(
    "the last contact is used before the others",
    `${RULES}/contacts.ts`,
    "  for (let index = 0; index < MAX_CONTACTS; index++) {",
    "  for (let index = MAX_CONTACTS - 1; index >= 0; index--) {",
  ),
  one(
    "after a strike-out the next step follows, whatever contacts remain",
    `${RULES}/next-step.ts`,
    "usableContact(row, step.channel) >= 0 && at <=",
    "usableContact(row, step.channel) < 0 && at <=",
  ),
  one(
    "a bounce after delivered changes nothing",
    "packages/spec/src/channel/registry.ts",
    'proves: { delivered: "mailbox-server", engaged: "human" }, prevails: "undelivered"',
    'proves: { delivered: "mailbox-server", engaged: "human" }, prevails: "delivered"',
  ),
  one(
    "each message is claimed at ten times its provider's rate",
    `${CORE}/dispatch/slots.ts`,
    "const { perSecond } = provider;",
    "const perSecond = 10 * (provider.perSecond ?? 0);",
  ),
  one(
    "a contact that is suppressed from outside stays in use until the next message",
    `${STORE}/verbs/suppressions.ts`,
    "suppressDigest(inbound, { ...rule, tenant, purpose",
    "suppressDigest(inbound, { ...rule, tenant, digest: rule.digest.slice(1), purpose",
  ),
  one(
    "a press counts as a repeat of the event from the caller's system",
    `${CORE}/acknowledge/answer-link.ts`,
    ' || timeline[last].method === "event"',
    "",
  ),
  one(
    "messages are sent through a refusing account as before",
    `${RULES}/provider-pace.ts`,
    "if (accountFault) return Math.max(LEAST_FAULT_MS, retryAfterMs ?? FAULT_MS);",
    "if (accountFault) return retryAfterMs;",
  ),
  {
    name: "messages are sent outside the window",
    changes: [
      {
        file: `${RULES}/hours/step-hours.ts`,
        from: "return closes - now >= budgetMs ? now : nextOpening(",
        to: "return closes - now >= budgetMs || now > 0 ? now : nextOpening(",
      },
      {
        file: `${RULES}/hours/step-hours.ts`,
        from: "return hours === undefined ? at : nextOpening(hours, zoneFor(row, plan), at);",
        to: "return hours === undefined || at > 0 ? at : nextOpening(hours, zoneFor(row, plan), at);",
      },
    ],
  },
  one(
    "an operator's pause holds no message",
    `${STORE}/rows/queue-holds.ts`,
    "  holds[source] = isWhole",
    '  if (source !== "operator") holds[source] = isWhole',
  ),
  one(
    "recipients who must wait for a paused provider are sent through another",
    `${CORE}/steer/pause-effect.ts`,
    "if (wait || provider === undefined) return undefined;",
    "if (provider === undefined) return undefined;",
  ),
  one(
    "a campaign spends twice its budget",
    `${STORE}/verbs/charge.ts`,
    "if (sum > budget.micros) {",
    "if (sum > 2 * budget.micros) {",
  ),
  one(
    "a number reported as wrong gets a message once an earlier event is revoked",
    `${RULES}/acknowledge.ts`,
    "      strikeOut(row, effect, context.via); // if the acknowledgement is revoked, the contact must stay barred\n",
    "",
  ),
  one(
    "an event of one campaign confirms the recipient in another",
    `${STORE}/rows/targets.ts`,
    "(on === undefined || facts.plan.on === on)",
    "(on === undefined || facts.plan.on !== undefined)",
  ),
  one(
    "STOP affects only the newest campaign of a contact",
    `${STORE}/moves/inbound-batch.ts`,
    "    if (!concerns(rule.purpose)) continue;\n",
    "    if (!concerns(rule.purpose)) continue;\n    if (holders.of(rule.digest).some((one) => one.row.campaign > row.campaign)) continue;\n",
  ),
  {
    ...one(
      "an enrollment that ended for a possible STOP stays ended when the phone is released",
      `${STORE}/moves/inbound-batch.ts`,
      "if (only.reason === undefined) {",
      'if (only.reason !== "opted-out") {',
    ),
    test: "test/e2e/replies.test.ts",
  },
  one(
    "a custom channel that fails on an address in use stops the claims",
    `${RULES}/contacts.ts`,
    'return derivedText((kept) => form.destination?.(kept) ?? "", address, MAX_DESTINATION) ?? "";',
    'return form.destination?.(address) ?? derivedText(() => "", address, MAX_DESTINATION) ?? "";',
  ),
  one(
    "recipients leave a provider that throttles before their step ends",
    `${RULES}/due.ts`,
    "if (isThrottling) return Math.max(end, schedule.at(-Infinity).current.unhurriedStart);",
    "if (isThrottling) return from;",
  ),
];
