import { one, type Sabotage } from "./sabotage.ts";
import { WORLD_SABOTAGES } from "./world-sabotages.ts";

const RULES = "packages/rules/src";
const CORE = "packages/engine/src";
const STORE = "packages/store/src";
const WEBHOOKS = "packages/webhooks/src";
const MAIL = "packages/providers/http-email/src";

const CORRECTED_NUMBER = "test/e2e/corrected-number.test.ts";
const MISSPELT = "test/e2e/misspelt-options.test.ts";
const FORGED_MAILGUN = "test/e2e/mailgun-proof.test.ts";
const INTERCEPTED = "test/e2e/intercepted-requests.test.ts";
const CERTIFICATES = "packages/providers/kit/src/aws/certificates.ts";
const CANARIES = "packages/testing/testing/test/engine/watch/canaries.test.ts";
const CONTRACT = "packages/store-sqlite/test/contract.test.ts";
const CLI_BUDGET = "packages/apps/cli/test/commands/report-budget.test.ts";
const STOPPED = "packages/testing/testing/test/engine/watch/stopped.test.ts";
const HEALING = "packages/testing/testing/test/engine/watch/healing.test.ts";
const PAUSE_EFFECT = "packages/testing/testing/test/engine/watch/pause-effect.test.ts";

export const SABOTAGES: readonly Sabotage[] = [
  {
    ...one(
      "a reroute around a throttling provider lasts while recipients have little time",
      "packages/plugins/watch/src/respond/reroute-from-unhealthy.ts",
      "if (leftSlow.includes(provider) && isRecent && (await",
      "if (leftSlow.includes(provider) && (await",
    ),
    test: "packages/testing/testing/test/engine/watch/left-in-time.test.ts",
  },
  {
    ...one(
      "a released contact resumes the steps of a recipient who asked for a call",
      `${RULES}/control.ts`,
      'row.state !== STATE.suppressed || row.cause === causeNumber("help")',
      "row.state !== STATE.suppressed",
    ),
    test: "packages/rules/test/control.test.ts",
  },
  {
    ...one(
      "a recipient waits for a window that opens after the wait for a refusing provider",
      `${RULES}/due.ts`,
      "again === undefined || (isWindowClosed && again > end)",
      "again === undefined",
    ),
    test: "packages/rules/test/doubt-end.test.ts",
  },
  {
    ...one(
      "an erasure makes a used token valid again",
      `${STORE}/rows/inbox-facts.ts`,
      " or substr(dedupe, 1, 1) = '#' then",
      " then",
    ),
    test: FORGED_MAILGUN,
  },
  {
    ...one(
      "a repeated key escalates a recipient twice",
      `${CORE}/campaign/order-people.ts`,
      "splitChunks([...new Set(keys.map(checkKey))], MOVE)",
      "splitChunks(keys.map(checkKey), MOVE)",
    ),
    test: "packages/apps/cli/test/commands/steering.test.ts",
  },
  {
    ...one(
      "doctor does not print the address to which a mail server posts bounces",
      "packages/plugins/report/src/views/vendor-addresses.ts",
      "readsOnlyBounces ? BOUNCES : undefined",
      "undefined",
    ),
    test: "test/e2e/vendor-addresses.test.ts",
  },
  {
    ...one(
      "the history of a recipient does not name the budget as the cause of an unsent message",
      `${STORE}/verbs/read.ts`,
      "|uncertain|not-sent)$/",
      "|uncertain)$/",
    ),
    test: CLI_BUDGET,
  },
  {
    ...one(
      "the status does not report recipients who wait for budget",
      "packages/apps/cli/src/ledger/ledger-text.ts",
      'source === "budget"',
      'source === "pace"',
    ),
    test: CLI_BUDGET,
  },
  {
    ...one(
      "a resumed campaign does not report that the budget stops it again",
      "packages/apps/cli/src/commands/steering.ts",
      "spent + wanted > limit",
      "false",
    ),
    test: CLI_BUDGET,
  },
  {
    ...one(
      "an acknowledgement of an unknown recipient exits with 0",
      "packages/apps/cli/src/commands/acknowledge.ts",
      " || isKept",
      "",
    ),
    test: "packages/apps/cli/test/commands/acknowledge.test.ts",
  },
  {
    ...one(
      "a deadline without a time gets no advice about the time",
      "packages/campaign/src/definition/instants.ts",
      "day === text",
      "false",
    ),
    test: "packages/campaign/test/check/check-campaign.test.ts",
  },
  {
    ...one(
      "retention keeps the detail of a signal",
      `${STORE}/rows/inbox-facts.ts`,
      "hasDetail: Number(item.detail !== undefined),",
      "hasDetail: 0,",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a late report of a dead number has no effect",
      `${STORE}/moves/receipt-folding.ts`,
      "    receiveLate(row, channelNumbered(attempt.channel), attempt);\n",
      "",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a late report about the old number makes the corrected number dead",
      `${STORE}/moves/changing-contacts.ts`,
      "if (replaced.length > 0) await",
      "if (replaced.length < 0) await",
    ),
    test: CORRECTED_NUMBER,
  },
  {
    ...one(
      "a late report about the old number sends a step twice to the new number",
      `${RULES}/sent-steps.ts`,
      "      if ((latest.get(channel) ?? 0) < step) missed |= stepBit(step);",
      "      missed |= stepBit(step);",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a corrected mailbox gets a step again that another mailbox received",
      `${RULES}/control.ts`,
      " || (reached & stepBit(k)) !== 0)",
      ")",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a number of another person counts as reached once it is replaced",
      `${RULES}/sent-steps.ts`,
      "(contact < MISSED && isMissed(message) ? MISSED : 0)",
      "(contact < 0 && isMissed(message) ? MISSED : 0)",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a step with a pending retry is lost when the recipient returns to an earlier step",
      `${RULES}/control.ts`,
      "!(isUnsent && k === row.step)",
      "!(isUnsent && k === row.step && row.attemptsInStep === 0)",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a message that failed temporarily counts as received once its number was corrected",
      `${RULES}/sent-steps.ts`,
      " || hasFailed(bits, channelNumbered(channel))) {",
      ") {",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a second address that is reported dead late is not sent its step again",
      `${STORE}/moves/receipt-folding.ts`,
      "    if (isDead(bits, channelNumbered(attempt.channel))) work.lateResults.add(row);\n",
      "",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a message without a receipt to a dead number counts as received",
      `${RULES}/sent-steps.ts`,
      "    if (dead.has(address(message))) return !isFinal(bits);\n",
      "",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a step that was removed on the return to an earlier step never returns",
      `${RULES}/control.ts`,
      "isReturned ? contacts.steps & again : contacts.steps",
      "isReturned ? 0 : contacts.steps",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a step is lost if its message had not left when the recipient returned to an earlier step",
      `${STORE}/moves/settling.ts`,
      "  if (!isSent(attempt)) work.lateResults.add(row);\n",
      "",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "an unsigned Twilio form with one name many times blocks the process",
      "packages/providers/twilio/src/receipts.ts",
      '    const [value = "", ...more] = all.map(([, one]) => one);\n',
      '    const [value = "", ...more] = all.reduce<string[]>((before, [, one]) => [before, one].flat(), []);\n',
    ),
    test: "packages/providers/twilio/test/signature.test.ts",
  },
  {
    ...one(
      "one certificate of SNS is fetched and kept under many fragments",
      "packages/providers/kit/src/aws/sns.ts",
      'url?.href.slice(url.origin.length) ?? ""',
      'url?.pathname ?? ""',
    ),
    test: "packages/providers/kit/test/aws/sns.test.ts",
  },
  {
    ...one(
      "an overdue pause is not reported beside recipients who run short of time",
      `${CORE}/steer/keep-stopped.ts`,
      '    factAbout("review", overdue, "the pause is overdue for review"),\n',
      '    factAbout("review", late.length > 0 ? [] : overdue, "the pause is overdue for review"),\n',
    ),
    test: STOPPED,
  },
  {
    ...one(
      "a second overdue pause of a provider opens no incident",
      `${CORE}/steer/keep-stopped.ts`,
      'subject: [join("subject"), ...reviews].join(" "),',
      'subject: join("subject"),',
    ),
    test: STOPPED,
  },
  {
    ...one(
      "a number with separators and without its plus belongs to no recipient",
      `${CORE}/record/record-inbound.ts`,
      'item.from.replace(SEPARATORS, "")',
      "item.from.trim()",
    ),
    test: "test/e2e/vendor-replies.test.ts",
  },
  {
    ...one(
      "a STOP from a national number suppresses a number of another country",
      `${CORE}/record/record-inbound.ts`,
      'if (!isBare || digits.startsWith("00") || options.isMobile(from)) return from;',
      "if (from) return from;",
    ),
    test: "test/e2e/vendor-replies.test.ts",
  },
  {
    ...one(
      "a refusal of the sender's domain in another language counts as a dead address",
      "packages/providers/bounces/src/judge.ts",
      "return !isNamed || OURS_ABROAD.test(words);",
      "return false;",
    ),
    test: "packages/providers/bounces/test/sentences.test.ts",
  },
  {
    ...one(
      "a refused event of Mailgun leaves its token unused",
      `${MAIL}/event-reader.ts`,
      "description.nonce !== undefined && { nonce:",
      "description.nonce === undefined && { nonce:",
    ),
    test: FORGED_MAILGUN,
  },
  {
    ...one(
      "a forged push subscription pauses the provider for all recipients",
      "packages/providers/web-push/src/web-push.ts",
      "isProven && refused.accountFault === true ? OTHER_KEY : refused",
      "refused",
    ),
    test: "packages/providers/web-push/test/push-refusal.test.ts",
  },
  {
    ...one(
      "recipients wait at a provider that the budget holds although a cheaper account works again",
      "packages/store/src/rows/queue-holds.ts",
      "const { budget: _, ...others } =",
      "const others =",
    ),
    test: HEALING,
  },
  {
    ...one(
      "the watch keeps a slow provider rerouted for recipients who have no other provider",
      "packages/plugins/watch/src/respond/too-little-time.ts",
      " && route.some((one) => one !== provider && one !== used)",
      "",
    ),
    test: "test/simulation/simulation.test.ts",
  },
  {
    ...one(
      "an acknowledgement counts as in time although only late answers remain",
      "packages/rules/src/fold-acknowledgements.ts",
      "late: closed && !hasTimely",
      "late: false",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a confirmation that is already revoked delays the next message",
      `${STORE}/moves/acknowledging.ts`,
      "revoke: revoke || isRevoked(fact, all)",
      "revoke",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a recipient waits for the planned provider until the deadline",
      "packages/rules/src/claim.ts",
      "row.waitUntil <= now && schedule.next(row.step + 1) !== undefined",
      "false",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a provider stays paused although a receipt arrived before its answer",
      `${STORE}/moves/settling.ts`,
      'signal === "failed" && attempt.state === ATTEMPT.accepted',
      "false",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a probe of a lost network sends without end while the provider sends nothing else",
      "packages/plugins/watch/src/judge-pilot.ts",
      "least: LEAST_OF_PROBE }), accepted, receipts };",
      "least: LEAST_OF_PROBE }) };",
    ),
    test: "packages/plugins/watch/test/judges.test.ts",
  },
  {
    ...one(
      "the next wave waits ten minutes for a vendor that got only the recipients of a lost network",
      "packages/plugins/watch/src/judge/judge-pace.ts",
      "hasReroute && !isRerouted",
      "false",
    ),
    test: "packages/testing/rehearsal/test/scenarios.test.ts",
  },
  {
    ...one(
      "a template that is a pipe or a device is read without end",
      "packages/campaign/src/templates/read-template-sources.ts",
      "!found.isFile() || found.size",
      "found.size",
    ),
    test: "packages/apps/cli/test/commands/check.test.ts",
  },
  {
    ...one(
      "a bounce in an unknown language, such as a full mailbox, disables the address by its code",
      "packages/providers/bounces/src/judge.ts",
      "    isUnread(answer, prose, addressDomain(address)) ||\n",
      "",
    ),
    test: "packages/providers/bounces/test/sentences.test.ts",
  },
  {
    ...one(
      "a temporary bounce that SES reports with 5.1.1 disables the address",
      "packages/providers/bounces/src/notification.ts",
      'judged.verdict === "permanent" && !isFinal',
      "false",
    ),
    test: "packages/providers/bounces/test/live-address.test.ts",
  },
  {
    ...one(
      "a report about an attempt that another process changes adds its error code to the store",
      `${STORE}/verbs/record.ts`,
      "attempts.get(attempt) ?? named.get(attempt)",
      "attempts.get(attempt)",
    ),
    test: "test/e2e/leaked-address.test.ts",
  },
  {
    ...one(
      "the MCP server says that a misspelt file is outside the project",
      "packages/campaign/src/campaign/campaign-source.ts",
      "return path !== dirname(path) && isBelow(root, dirname(path));",
      "return false;",
    ),
    test: "test/e2e/mcp.test.ts",
  },
  {
    ...one(
      "a refusal of the sender's mailbox help@ or info@ disables the recipient's address",
      "packages/providers/bounces/src/judge.ts",
      "CONTACTS.test(other) && isRelated(addressDomain(other), domain)",
      "CONTACTS.test(other)",
    ),
    test: "packages/providers/bounces/test/sentences.test.ts",
  },
  {
    ...one(
      "a second overdue pause is reported by the incident of the first, and by no alert",
      `${CORE}/steer/keep-stopped.ts`,
      "fact?.subject === reported[campaign]",
      "(fact !== undefined) === campaign in reported",
    ),
    test: "packages/testing/testing/test/engine/watch/stopped.test.ts",
  },
  {
    ...one(
      "the check of a long template counts its segments, in cubic time",
      "packages/campaign/src/check/rules.ts",
      'countSegments([...distinct].slice(0, 500).join("\\n"))',
      "countSegments(text)",
    ),
    test: "packages/apps/cli/test/commands/check.test.ts",
  },
  {
    ...one(
      "a file with a mistake on each line is read in quadratic time",
      "packages/campaign/src/document/campaign-document.ts",
      "[...byLine.values()].flatMap(([first]) => first ?? [])",
      "found.filter(({ place: { line } }, at) => found.findIndex(({ place }) => place.line === line) === at && byLine)",
    ),
    test: "packages/apps/cli/test/commands/check.test.ts",
  },
  {
    ...one(
      "a call of send() that a full prefix refuses counts for its number",
      `${CORE}/send/send-guard.ts`,
      "    await takePrefix(prefix, 0);\n",
      "",
    ),
    test: "packages/testing/testing/test/engine/send/guard.test.ts",
  },
  {
    ...one(
      "Twilio's signature over an address alone proves a JSON body",
      "packages/providers/twilio/src/receipts.ts",
      "twilio.validateRequestWithBody(token, signature, url, bodyText(request))",
      "twilio.validateRequest(token, signature, url, {})",
    ),
    test: INTERCEPTED,
  },
  {
    ...one(
      "the content type of a signed report, which no signature covers, selects how its body is read",
      "packages/providers/http-sms/src/receipts.ts",
      " && !/^\\s*[[{]/.test(bodyText(request));",
      ";",
    ),
    test: INTERCEPTED,
  },
  {
    ...one(
      "a pause counts recipients who return to an earlier provider as waiting",
      "packages/engine/src/steer/pause-effect.ts",
      "const isOpen = (at: number) => at < position &&",
      "const isOpen = (at: number) => at > position &&",
    ),
    test: HEALING,
  },
  {
    ...one(
      "a pause counts recipients whom the first provider has rejected as rerouted to it",
      "packages/store/src/verbs/queues.ts",
      'const TRIED = "e.tried_positions & 65535";',
      'const TRIED = "e.tried_positions & 0";',
    ),
    test: HEALING,
  },
  {
    ...one(
      "a claim moves a recipient who has just been assigned to another vendor a second time",
      `${STORE}/moves/serving.ts`,
      "if (left > 0 && more.length > 0) await work.flush();",
      "if (left > 0 && more.length < 0) await work.flush();",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "a repeated send() to a forgotten recipient reports another reason than the first call",
      `${CORE}/send/send-one.ts`,
      "  if (person === undefined)\n",
      '  if (answer.replayed) throw new MessageError("message/key-reused", "repeated");\n  if (person === undefined)\n',
    ),
    test: "test/privacy/forget.test.ts",
  },
  {
    ...one(
      "the token of an event about a foreign mail is accepted again with an event of our mail",
      `${MAIL}/event-reader.ts`,
      "attemptId === undefined ? unused :",
      "attemptId === undefined ? undefined :",
    ),
    test: FORGED_MAILGUN,
  },
  {
    ...one(
      "recipients of a refusing account stay in the paused queue of the next provider after the account works again",
      `${STORE}/rows/queue-holds.ts`,
      "Object.keys(others).length === 0 ? GATE.left",
      "Object.keys(others).length === -1 ? GATE.left",
    ),
    test: HEALING,
  },
  {
    ...one(
      "recipients leave a paused queue although the operator chose that they wait",
      `${STORE}/rows/queue-holds.ts`,
      "Object.keys(others).length === 0 ? GATE.left",
      "Object.keys(holds).length > 0 ? GATE.left",
    ),
    test: HEALING,
  },
  {
    ...one(
      "recipients leave a provider that accepted a message before their rows were locked",
      `${STORE}/verbs/escalate.ts`,
      "const [still] = held.length === 0 ? [] :",
      "const [still] = held.length > -1 ? [found] :",
    ),
    test: "packages/store-postgres/test/interleavings/escalate.test.ts",
  },
  {
    ...one(
      "the reported effect of a pause lacks destinations that are rerouted to the provider",
      `${CORE}/steer/pause-effect.ts`,
      "[undefined, destination ?? queue.destination].includes(queue.destination);",
      "queue.destination === undefined;",
    ),
    test: "packages/apps/cli/test/commands/steering.test.ts",
  },
  {
    ...one(
      "the guard counts only the first message of each call",
      `${CORE}/send/send-guard.ts`,
      "if (!(await isCounted(context, row)))",
      "if (row.contact > 0 && !(await isCounted(context, row)))",
    ),
    test: "packages/testing/testing/test/engine/send/guard.test.ts",
  },
  {
    ...one(
      "recipients wait for a refusing account although the skipped account works again",
      `${RULES}/next-step.ts`,
      "(position: number) => position !== row.position && !isTried(row, position);",
      "(position: number) => unusedPositions(row, plan).includes(position);",
    ),
    test: HEALING,
  },
  {
    ...one(
      "no recipient tests an account whose recipients have all moved",
      `${STORE}/verbs/escalate.ts`,
      "return taking.get(to) === 0 || (taking.has(to) && isProbe(to, row));",
      "return taking.get(to) === 0;",
    ),
    test: HEALING,
  },
  {
    ...one(
      "a refused account is not replaced by another account of its vendor",
      `${RULES}/next-step.ts`,
      '  vendors.delete(route[row.position]?.vendor ?? "");\n',
      '  vendors.add(route[row.position]?.vendor ?? "");\n',
    ),
    test: HEALING,
  },
  {
    ...one(
      "a recipient's data is decrypted in another recipient's row",
      "packages/plugins/encryption/src/codec.ts",
      "{ kind, owner }: About): Buffer",
      '{ kind }: About, owner = ""): Buffer',
    ),
    test: "packages/plugins/encryption/test/codec.test.ts",
  },
  {
    ...one("an erased recipient's seed and data stay encrypted", `${STORE}/rows/contacts.ts`, "box = null, ", ""),
    test: CONTRACT,
  },
  {
    ...one("a new row of a recipient keeps the old data", `${STORE}/moves/changing-contacts.ts`, "box = u.box, ", ""),
    test: CONTRACT,
  },
  {
    ...one(
      "texts of a message are encrypted with its addresses, which are kept longer",
      `${STORE}/codec/people.ts`,
      "isApart: person !== undefined",
      "isApart: person === null",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "data under an older secret is not re-encrypted",
      `${STORE}/verbs/encrypted.ts`,
      ": !String(third).startsWith(newest);",
      ": third === newest;",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "every certificate that a post names is fetched",
      CERTIFICATES,
      "if (until > now + (FETCHES - 1) * FETCH_EVERY_MS) return false;",
      "if (until < 0) return false;",
    ),
    test: "packages/providers/kit/test/aws/sns.test.ts",
  },
  {
    ...one(
      "a flood of other certificates keeps the genuine one out",
      CERTIFICATES,
      "Math.floor(Math.log2(times + 1))",
      "times * 0",
    ),
    test: "packages/providers/kit/test/aws/sns.test.ts",
  },
  {
    ...one(
      "a misspelt member in the description of a gateway's signature is ignored",
      "packages/providers/http-sms/src/check-options.ts",
      "unknownNames(memberAt(options, path), names, path)",
      'unknownNames(path.includes("verify") ? {} : memberAt(options, path), names, path)',
    ),
    test: MISSPELT,
  },
  {
    ...one(
      "a misspelt member of a message by send() is dropped",
      `${CORE}/send/send-one.ts`,
      '["email", nameAll<ContentOf<"email">>()("subject text html attachments")],',
      '["email", ["subject", "text", "html", "attachments", "attachements"]],',
    ),
    test: "packages/testing/testing/test/engine/send/send.test.ts",
  },
  {
    ...one(
      "a console with a misspelt readOnly lets viewers send commands",
      "packages/apps/console/src/create-console.ts",
      '  checkOptions("console", options, NAMES);\n',
      "",
    ),
    test: MISSPELT,
  },
  {
    ...one(
      "a Mailgun signature is accepted at any age",
      `${MAIL}/proofs.ts`,
      "if (ageSeconds > ACCEPTED_FOR_SECONDS)",
      "if (Number.isNaN(ageSeconds))",
    ),
    test: FORGED_MAILGUN,
  },
  {
    ...one(
      "a Mailgun token is accepted twice",
      `${MAIL}/presets/mailgun.ts`,
      '          nonce: "signature.token",\n',
      "",
    ),
    test: FORGED_MAILGUN,
  },
  {
    ...one(
      "an event of Mailgun that is not used leaves its token unused",
      `${MAIL}/event-reader.ts`,
      "(readMeaning(kind) ?? unused)",
      "readMeaning(kind)",
    ),
    test: FORGED_MAILGUN,
  },
  {
    ...one(
      "a Mailgun event is not bound to a mail",
      `${MAIL}/proofs.ts`,
      "if (attemptIn(bound, request.url) === undefined) return json;",
      "if (attemptIn(bound, request.url) === undefined || bound) return json;",
    ),
    test: FORGED_MAILGUN,
  },
  {
    ...one(
      "a receipt under a reused carrier id counts as a repeat",
      `${STORE}/rows/inbox-facts.ts`,
      "  if (isHeld && nonce === undefined) return undefined;\n",
      "  if (ref !== undefined) return factName(provider, nonce, [ref, bit]);\n  if (isHeld && nonce === undefined) return undefined;\n",
    ),
    test: CONTRACT,
  },
  one(
    "a reply under a reused carrier id counts as a repeat",
    `${STORE}/rows/inbox-facts.ts`,
    "factName(provider, nonce, [...said, eventId, again ?? occurrence(item, reply?.optOut, now)])",
    "factName(provider, nonce, eventId === undefined ? [...said, occurrence(item, reply?.optOut, now)] : [eventId])",
  ),
  {
    ...one(
      "a second STOP of a phone under a recurring id counts as a repeat",
      `${STORE}/rows/inbox-facts.ts`,
      "if (occurredAt !== undefined) return occurredAt;",
      'if (occurredAt !== undefined) return "";',
    ),
    test: "test/e2e/vendor-replies.test.ts",
  },
  {
    ...one(
      "a sender of 400 characters refuses the other replies of a request",
      `${WEBHOOKS}/admit-report.ts`,
      "from: keptText(item.from, MAX_NAME_LENGTH),",
      "from: [item.from].find(({ length }) => length <= MAX_NAME_LENGTH).trim(),",
    ),
    test: "test/e2e/vendor-replies.test.ts",
  },
  {
    ...one(
      "a reply without a text is refused",
      "packages/providers/http-sms/src/receipts.ts",
      "(from !== undefined || typed.length > 0)",
      "typed.length > 0",
    ),
    test: "test/e2e/vendor-replies.test.ts",
  },
  {
    ...one(
      "a STOP without a time counts as a repeat although it was lifted meanwhile",
      `${STORE}/verbs/record-replies.ts`,
      "if (again === undefined) return 0;",
      'if (again === undefined || optOut === "stop") return 0;',
    ),
    test: "test/e2e/vendor-replies.test.ts",
  },
  {
    ...one(
      "a report repeated under other ids is stored each time",
      `${STORE}/verbs/record.ts`,
      "  return isKnown;\n",
      "  return isKnown && attempt < 0;\n",
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "the callback address of one attempt reports about another by the carrier's id",
      `${WEBHOOKS}/admit-report.ts`,
      'if (scope.covers === "attempt") return { errorCode };',
      'if (errorCode === "none") return { errorCode };',
    ),
    test: "packages/webhooks/test/routes/receipts.test.ts",
  },
  one(
    "a recipient whose wait ends is given up instead of escalated",
    `${RULES}/next-step.ts`,
    "  if (k !== undefined) {\n    escalateTo(schedule, k, cause, change);",
    '  if (k !== undefined && cause !== "ack-timeout") {\n    escalateTo(schedule, k, cause, change);',
  ),
  {
    name: "receipts are dropped",
    changes: [
      {
        file: `${STORE}/verbs/record.ts`,
        from: "  const answeredMs = foldReceipt(work, attempt, { bit, quality, raw: stored.raw, error });\n",
        to: "  const answeredMs = undefined;\n",
      },
    ],
  },
  {
    ...one(
      "a text of braces freezes send()",
      `${CORE}/base/inline-campaign.ts`,
      "if (end >= 0) return text.slice(start, end + 2);",
      "const [found] = text.match(/\\{\\{.*?\\}\\}/s) ?? [];\n    if (found !== undefined) return found;",
    ),
    test: "packages/testing/testing/test/engine/send/send.test.ts",
  },
  {
    ...one(
      "a late outcome moves a recipient who has already moved on",
      `${STORE}/rows/attempt-facts.ts`,
      "    row.attempt === attempt.id &&\n    row.revision === attempt.revision &&\n    (row.phase",
      "    (row.phase",
    ),
    test: CONTRACT,
  },
  {
    name: "messages that cannot arrive before the deadline are sent",
    changes: [
      {
        file: `${RULES}/claim.ts`,
        from: "  if (now + sendBudgetMs > row.deadline) return { contact: undefined, change }; // `expire` then ends the enrollment\n",
        to: "",
      },
      {
        file: "packages/store-sqlite/src/driver/driver.ts",
        from: "const latest = now + sendBudgetMs;",
        to: "const latest = 0 * sendBudgetMs;",
      },
    ],
  },
  {
    name: "silence is judged without the two seconds of grace",
    changes: [
      {
        file: `${STORE}/rows/receiver-downtime.ts`,
        from: "const limit = now - GRACE_MS;",
        to: "const limit = now;",
      },
    ],
  },
  one(
    "a dead worker's attempts count as not sent",
    `${RULES}/settle.ts`,
    "  if (proven) accept(schedule);\n  else doubt(schedule);",
    '  if (proven) accept(schedule);\n  else if (((change.attemptState = ATTEMPT.notSent), (change.events[0] = { kind: "attempt.not-sent", cause: "none" }), true)) notTried(schedule, PAUSE_MS, change);\n  else doubt(schedule);',
  ),
  {
    name: "the last receipt wins",
    changes: [
      { file: `${RULES}/settle.ts`, from: "  row.evidence |= bit;", to: "  row.evidence = bit;" },
      {
        file: `${STORE}/moves/receipt-folding.ts`,
        from: "const bits = attempt.bits | bit;",
        to: "const bits = bit;",
      },
    ],
  },
  one(
    "the wait for reconciliation is skipped",
    `${RULES}/due.ts`,
    "if (context.gapOpen && !cannotWait(schedule)) {",
    "if (context.gapOpen && cannotWait(schedule) && !cannotWait(schedule)) {",
  ),
  one(
    "a refusal counts as accepted",
    `${CORE}/dispatch/deliver.ts`,
    'return { attemptId, kind: "rejected", disposition, errorCode, vendorCode, retryAfterMs };',
    'return { attemptId, kind: "accepted", errorCode, vendorCode };',
  ),
  one(
    "a number without its plus counts as another phone",
    `${CORE}/record/record-inbound.ts`,
    'isBare ? digits.replace(COUNTRY_CODE_FIRST, "+") : item.from.trim()',
    "item.from.trim()",
  ),
  {
    ...one(
      "the callback address of one message accepts replies of any phone",
      "packages/webhooks/src/prove-sender.ts",
      'return { covers: asked === "" ? "sender" : "attempt", attemptId };',
      'return { covers: "sender", attemptId };',
    ),
    test: "test/e2e/vendor-replies.test.ts",
  },
  {
    ...one(
      "relance's signature in the URL counts as a field of a report by GET",
      "packages/providers/http-sms/src/receipts.ts",
      'if (isUrlSigned && query.getAll("s").length === 1) query.delete("s");',
      "",
    ),
    test: "test/e2e/vendor-replies.test.ts",
  },
  {
    ...one(
      "a reply from a sender without a phone number is stored without a log line",
      `${CORE}/record/record-inbound.ts`,
      '    log({ level: "warn", event: "reply.unknown-sender", facts: { provider, code } });\n',
      "",
    ),
    test: "test/e2e/vendor-replies.test.ts",
  },
  {
    ...one(
      "one click in a mail ends messages of every purpose",
      `${CORE}/port.ts`,
      "purpose: PURPOSE, reason",
      'purpose: "", reason',
    ),
    test: "test/e2e/opt-out.test.ts",
  },
  {
    ...one(
      "every mail offers one click",
      "packages/providers/kit/src/fit-for-mail.ts",
      "if (optOutUrl === undefined || !offersOptOut) return {};",
      "if (optOutUrl === undefined) return {};",
    ),
    test: "test/e2e/opt-out.test.ts",
  },
  one(
    "STOP is ignored",
    "packages/providers/replies/src/read-reply.ts",
    "item.optOut ?? keyword(words, item.text) ?? readWish(item.text);",
    'item.optOut ?? [keyword(words, item.text), readWish(item.text)].find((read) => read !== "stop");',
  ),
  one(
    "a possible STOP does not hold the next message",
    `${STORE}/verbs/record-replies.ts`,
    '(optOut === "doubtful" && !isOut)) && !isAnswer) return opt(',
    '(optOut === "doubtful" && isOut)) && !isAnswer) return opt(',
  ),
  {
    ...one(
      "YES of a recipient who never opted out lifts a hold and confirms nothing",
      `${STORE}/verbs/record-replies.ts`,
      'if ((isRelease || (optOut === "doubtful"',
      'if (isRelease) return opt(inbound, heard, holders);\n  if (((optOut === "doubtful"',
    ),
    test: CONTRACT,
  },
  {
    ...one(
      "possible STOPs are missing from the operators' list",
      `${STORE}/verbs/replies.ts`,
      "if (doubtful) conditions.push(HELD);",
      'if (doubtful) conditions.push(HELD, "r.id < 0");',
    ),
    test: "test/e2e/replies.test.ts",
  },
  {
    ...one(
      "START counts in English only",
      "packages/providers/replies/src/read-reply.ts",
      'if (START_WORDS.has(word)) return "start";',
      'if (["START", "UNSTOP", "YES"].some((one) => one === word && START_WORDS.has(one))) return "start";',
    ),
    test: "packages/providers/replies/test/read-reply.test.ts",
  },
  {
    ...one(
      "a reply that confirms and revokes is only kept for operators",
      "packages/providers/replies/src/read-wish.ts",
      "clauses.some(revokes)",
      "clauses.slice(0, 1).some(revokes)",
    ),
    test: "packages/providers/replies/test/read-reply.test.ts",
  },
  {
    ...one(
      "a refusal that no rule reads lets the next message leave",
      "packages/providers/replies/src/read-wish.ts",
      "return parts.some((part)",
      "return parts.slice(parts.length).some((part)",
    ),
    test: "packages/providers/replies/test/wish.test.ts",
  },
  {
    ...one(
      "a recipient who asks not to end the messages is suppressed",
      "packages/providers/replies/src/read-wish.ts",
      "  return !isKept && (",
      "  return (",
    ),
    test: "packages/providers/replies/test/wish.test.ts",
  },
  {
    ...one(
      "a reply that resembles a revocation a little is an answer",
      "packages/providers/replies/src/leaning.ts",
      "(hasRevocation ? HELD_WITH_REVOCATION : HELD)",
      "0.5",
    ),
    test: "packages/providers/replies/test/wish.test.ts",
  },
  {
    ...one(
      "a refusal at the end of a long reply is an answer",
      "packages/providers/replies/src/read-wish.ts",
      "return parts.some((part)",
      "return [clauses].some((part)",
    ),
    test: "packages/providers/replies/test/read-reply.test.ts",
  },
  {
    ...one(
      "a reply about one message suppresses the phone",
      "packages/providers/replies/src/read-wish.ts",
      " || isOfOneThing(tokens)) return false;",
      ") return false;",
    ),
    test: "packages/providers/replies/test/read-reply.test.ts",
  },
  {
    ...one(
      "the answer to a refusal asks for a confirmation",
      "packages/providers/replies/src/compose-answer.ts",
      'if (status === "unclear" && mayRefuse(reply.text)) {',
      'if (status === "help" && mayRefuse(reply.text)) {',
    ),
    test: "packages/testing/testing/test/engine/reply/reply-answers.test.ts",
  },
  {
    ...one(
      "the confirmation of a STOP is blocked by the rule that the STOP made",
      `${STORE}/verbs/record-replies.ts`,
      "const isOwed = isForUs && isConfirmed && place === 0;",
      "const isOwed = isForUs && isConfirmed && place === 0 && digest !== undefined && maySay(inbound, row, status, { channel, digest });",
    ),
    test: "packages/testing/testing/test/engine/reply/reply-answers.test.ts",
  },
  {
    ...one(
      "the confirmation of a STOP is lost with the process that received it",
      `${STORE}/verbs/record-replies.ts`,
      "isOwed ? TOLD.owed : Number(isTold)",
      "isOwed ? TOLD.yes : Number(isTold)",
    ),
    test: "packages/testing/testing/test/engine/reply/reply-answers.test.ts",
  },
  {
    ...one(
      "each repetition of a STOP is confirmed",
      `${RULES}/answers.ts`,
      "return isNew && now - occurredAt < CONFIRM_STOP_MS;",
      "return (isNew || !isNew) && now - occurredAt < CONFIRM_STOP_MS;",
    ),
    test: "packages/testing/testing/test/engine/reply/reply-answers.test.ts",
  },
  {
    ...one(
      "a hold is lifted for one tenant of several",
      `${STORE}/verbs/suppressions.ts`,
      "const held = isJudged ?",
      "const held = isJudged && rule.tenant === rule.actor ?",
    ),
    test: CONTRACT,
  },
  one(
    "a reported failure takes effect only when the step's wait ends",
    `${RULES}/settle.ts`,
    "        row.dueAt = Math.min(row.dueAt, now);\n",
    "        row.dueAt = row.waitUntil;\n",
  ),
  one(
    "a recipient who confirmed gets further messages",
    `${RULES}/acknowledge.ts`,
    "    if (row.state !== STATE.acknowledged) close(row, folded.late, change);",
    '    if (row.state !== STATE.acknowledged) change.events.push({ kind: "enrollment.answered", cause: "none" });',
  ),
  one(
    "a late answer counts as in time",
    `${STORE}/rows/answers.ts`,
    'return (method === "event" ? occurredAt : receivedAt) > row.deadline;',
    'return (method === "event" ? occurredAt : receivedAt) > row.deadline + 86_400_000;',
  ),
  one(
    "an uncertain message is repeated through the same provider",
    `${RULES}/due.ts`,
    'const again = isUnexplained ? plan.guarantee === "at-least-once" : action === "resend";',
    'const again = isUnexplained || action === "resend";',
  ),
  one(
    "the second provider is never tried after a missing receipt",
    `${RULES}/next-step.ts`,
    "if (fresh !== undefined || otherVendorOnly) return fresh ?? -1;",
    "if (otherVendorOnly) return -1;\n  if (fresh !== undefined) return fresh;",
  ),
  one(
    "a dead number gets another message",
    `${RULES}/next-step.ts`,
    "if (step !== undefined) row.deadContacts |= contactBit(step.channel, row.contact);",
    "",
  ),
  one(
    "an inconclusive look-up counts as proof that nothing was sent",
    `${CORE}/record/look-up.ts`,
    "else if (provider.capabilities.lookupIsAuthoritative)",
    "else",
  ),
  one(
    "the result of a look-up is discarded",
    `${CORE}/record/look-up.ts`,
    'if (answer !== "not-found") await recordInbound(context, providerName, [{ ...answer, attemptId }]);',
    'if (answer !== "not-found") return "reported";',
  ),
  one(
    "items missed without a receiver are not stored",
    `${CORE}/record/reconcile.ts`,
    "    await recordInbound(context, gap.provider, missed, { isListed: true });\n",
    "",
  ),
  one(
    "an outcome that arrives late is discarded",
    `${CORE}/dispatch/dispatcher.ts`,
    '    if (outcome.kind !== "accepted") return;\n    finished.push(outcome);',
    '    if (outcome.kind !== "accepted") return;\n    if (finished.length < 0) finished.push(outcome);',
  ),
  {
    name: "a receipt with the vendor's id that arrives before the answer is never matched",
    changes: [
      {
        file: `${STORE}/moves/settling.ts`,
        from: "    if (isNewRef) adoptUnmatched(work, attempt, unmatched);\n",
        to: "",
      },
      { file: `${STORE}/verbs/fold.ts`, from: "and i.received_at > $2\n", to: "and i.received_at > $2 and i.id < 0\n" },
    ],
  },
  one(
    "a promise pauses the recipient's steps for only a minute",
    `${RULES}/acknowledge.ts`,
    "const until = Math.max(now, Math.min(now + forMs, latest));",
    "const until = Math.max(now, Math.min(now + 60_000, latest));",
  ),
  one(
    "a wait is cut to half",
    `${RULES}/schedule.ts`,
    "if (needed === 0) return { at: wanted, isCompressed: false };",
    "if (needed === 0) return { at: from + waitMs / 2, isCompressed: false };",
  ),
  one(
    "a recipient who asks for help gets further messages",
    `${RULES}/acknowledge.ts`,
    '    case "call-me":\n      end(schedule.row, "exhausted", "help", change);\n      break;',
    '    case "call-me":\n      break;',
  ),
  one(
    "time without a receiver counts as silence",
    `${STORE}/moves/ingress.ts`,
    "sum += Math.max(0, (to ?? this.#now) - Math.max(from, since));",
    "sum += 0 * Math.max(0, (to ?? this.#now) - Math.max(from, since));",
  ),
  {
    name: "a wrong number gets another message",
    changes: [{ file: `${RULES}/acknowledge.ts`, from: "  row.deadContacts |= wrong;\n", to: "" }],
  },
  {
    name: "no worker takes over the attempts of a dead worker",
    changes: [
      {
        file: `${STORE}/verbs/recover.ts`,
        from: "for (const attempt of attempts) recoverAttempt(work, attempt);\n    moved += attempts.length;\n    if (attempts.length === batch)",
        to: "if (attempts.length > batch)",
      },
    ],
  },
  one(
    "a provider that does not answer is not closed",
    `${RULES}/provider-pace.ts`,
    "export const FAILURES_IN_A_ROW = 5;",
    "export const FAILURES_IN_A_ROW = 5_000_000;",
  ),
  one(
    "a recipient waits for an unavailable provider beyond the end of the step",
    `${RULES}/due.ts`,
    "    else if (context.closed !== undefined) skipUnavailable(schedule, context.closed, change);\n",
    "",
  ),
  one(
    "a recipient skips an unavailable provider immediately",
    `${RULES}/due.ts`,
    "nextPosition(row, plan, false) < 0 ? now : end;",
    "nextPosition(row, plan, false) < 0 ? now : Math.min(now, end);",
  ),
  one(
    "a recipient waits for an unavailable provider longer than onMissingReceipt.after",
    `${RULES}/due.ts`,
    "Math.min(end, from + step.unknownAfterMs)",
    "Math.min(end, from + step.unknownAfterMs + 86_400_000)",
  ),
  one(
    "a recipient is moved for silence although the file states wait",
    `${RULES}/due.ts`,
    'if (action !== "wait") {',
    'if (action === "wait" || action !== "wait") {',
  ),
  one(
    "no uncertain attempt is ever looked up",
    `${CORE}/record/look-up.ts`,
    "if (!isLive(context)) return asked;",
    "if (isLive(context)) return asked;",
  ),
  one(
    "one failure is enough to close a provider",
    `${RULES}/provider-pace.ts`,
    "export const FAILURES_IN_A_ROW = 5;",
    "export const FAILURES_IN_A_ROW = 1;",
  ),
  {
    ...one(
      "recipients with enough time wait for a refusing account although another vendor works",
      "packages/plugins/watch/src/respond/reroute-from-unhealthy.ts",
      "const isRefusing = isTried && !isSilent;",
      "const isRefusing = isTried && isSilent && false;",
    ),
    test: "packages/testing/testing/test/engine/watch/breaker.test.ts",
  },
  {
    ...one(
      "an account that refused is never probed while its recipients use another vendor",
      "packages/plugins/watch/src/respond/reroute-from-unhealthy.ts",
      "if (isTried && opensAt <= now) continue;",
      "if (isSilent && opensAt <= now) continue;",
    ),
    test: "packages/testing/testing/test/engine/watch/breaker.test.ts",
  },
  {
    ...one(
      "after the first waves an audience is sent to in the order of its file",
      `${RULES}/waves.ts`,
      "const pass = drawn - (drawn % (ORDERS / PASSES));",
      "const pass = RANDOM_BELOW;",
    ),
    test: "packages/rules/test/waves.test.ts",
  },
  {
    ...one(
      "a refusing account is probed every minute, without growing intervals",
      `${RULES}/provider-pace.ts`,
      "export const MOST_DOUBLINGS = 4;",
      "export const MOST_DOUBLINGS = 0;",
    ),
    test: "packages/testing/testing/test/engine/watch/breaker.test.ts",
  },
  {
    ...one(
      "a refused probe moves recipients for good before the watch reroutes their queue",
      `${RULES}/due.ts`,
      "Math.max(faultySince + FAULT_MS, seenAt + PROBE_MS)",
      "faultySince + FAULT_MS",
    ),
    test: "packages/testing/testing/test/engine/watch/breaker.test.ts",
  },
  {
    ...one(
      "a refusing account opens no incident",
      `${CORE}/steer/keep-providers.ts`,
      "await reportFault(context, one);",
      "void reportFault;",
    ),
    test: "packages/testing/testing/test/engine/watch/breaker.test.ts",
  },
  {
    ...one(
      "a recipient drawn for the second vendor waits for its account although the first was not tried",
      `${RULES}/due.ts`,
      "return other < row.position ? -Infinity : Math.max(",
      "return Math.max(",
    ),
    test: "packages/store-sqlite/test/contract.test.ts",
  },
  {
    ...one(
      "without the watch, recipients wait for a refusing account although another vendor works",
      `${RULES}/due.ts`,
      ": Math.max(faultySince + FAULT_MS,",
      ": Math.max(Infinity,",
    ),
    test: "test/e2e/refused-account.test.ts",
  },
  {
    ...one(
      "each probe of a refusing account restarts the recipient's wait",
      `${RULES}/settle.ts`,
      "if (isRefused) beginPatience(schedule);",
      "if (isRefused && row.waitUntil < 0) beginPatience(schedule);",
    ),
    test: "test/e2e/refused-account.test.ts",
  },
  {
    ...one(
      "a corrected number reaches no recipient whose only number was dead",
      `${RULES}/control.ts`,
      "  const from = firstReached(before, renewed, plan, sent);",
      "  const from = [firstReached(before, renewed, plan, sent)].find((k) => k === 0);",
    ),
    test: "packages/rules/test/reschedule.test.ts",
  },
  {
    ...one(
      "a corrected number reaches no recipient after the owner of the wrong one wants no messages",
      `${RULES}/control.ts`,
      "const isUnreached = row.state === STATE.exhausted || row.state === STATE.suppressed;",
      "const isUnreached = row.state === STATE.exhausted;",
    ),
    test: "packages/rules/test/reschedule.test.ts",
  },
  {
    ...one(
      "a corrected number gets no message once the recipient reached a later step",
      `${RULES}/control.ts`,
      "  if (back !== undefined) {",
      "  if (back?.to === 0) {",
    ),
    test: "packages/rules/test/reschedule.test.ts",
  },
  {
    ...one(
      "a recipient who returns to a corrected number repeats the steps in between",
      `${RULES}/control.ts`,
      "steps &= ~stepBit(k);",
      "steps |= stepBit(k);",
    ),
    test: "test/e2e/corrected-number.test.ts",
  },
  {
    ...one(
      "a lifted suppression repeats the step that was sent last",
      `${RULES}/control.ts`,
      "  const from = firstReached(before, row, plan);",
      "  const from = firstReached(before, row, plan) && row.step;",
    ),
    test: "packages/rules/test/control.test.ts",
  },
  {
    ...one(
      "another contact repeats the step that was sent to the previous contact",
      `${RULES}/control.ts`,
      " && !isDone(before, plan, index + 1, sent)",
      "",
    ),
    test: "packages/rules/test/reschedule.test.ts",
  },
  {
    ...one(
      "a custom channel that throws for one address refuses the whole audience",
      "packages/campaign/src/admit/read-address.ts",
      "if (error instanceof MessageError) throw error;",
      "throw error;",
    ),
    test: "test/e2e/failing-channel.test.ts",
  },
  {
    ...one(
      "a destination that no store can keep stops the claims of all channels",
      `${RULES}/contacts.ts`,
      'derivedText((kept) => form.destination?.(kept) ?? "", address, MAX_DESTINATION)',
      "form.destination?.(address)",
    ),
    test: "test/e2e/failing-channel.test.ts",
  },
  {
    ...one(
      "the next step is chosen by the contacts from before a number died",
      `${RULES}/due.ts`,
      'nextContact(new Schedule(row, plan, now), "undelivered", change)',
      'nextContact(schedule, "undelivered", change)',
    ),
    test: "packages/rules/test/life.test.ts",
  },
  one(
    "a step is skipped as too late 15 minutes early",
    `${RULES}/claim.ts`,
    "  if (leavesAt > schedule.current.latestStart)",
    "  if (leavesAt > schedule.current.latestStart - 900_000)",
  ),
  one(
    "a message stays uncertain for ten minutes, whatever the campaign states",
    `${RULES}/due.ts`,
    "  return Math.max(now, Math.floor(Math.min(now + patience, until, row.deadline)));",
    "  return Math.max(now, Math.floor(Math.min(now + 0 * patience + 600_000, until + 600_000, row.deadline)));",
  ),
  {
    name: "silence is judged before all received items are folded",
    changes: [
      {
        file: `${STORE}/rows/receiver-downtime.ts`,
        from: 'return typeof oldest === "number" ? Math.min(limit, oldest) : limit;',
        to: "return limit;",
      },
    ],
    test: "packages/store-postgres/test/verbs/escalate.test.ts",
  },
  {
    ...one(
      "a used idempotency key swallows another message",
      `${STORE}/moves/enrolling.ts`,
      "if (!isRepeated && person.row.person !== undefined) {",
      "if (seen.size === 0 && person.row.person !== undefined) {",
    ),
    test: "packages/testing/testing/test/engine/send/send.test.ts",
  },
  {
    ...one(
      "a refusal that may concern the sender disables an address",
      "packages/providers/bounces/src/judge.ts",
      "  if (BEFORE_RECIPIENT.test(said)) return true;\n",
      "",
    ),
    test: "packages/providers/bounces/test/live-address.test.ts",
  },
  {
    ...one(
      "words about the sender's domain disable an address",
      "packages/providers/bounces/src/phrases.ts",
      "(?! (?:book|list))`),",
      "(?= (?:book|list))`),",
    ),
    test: "packages/providers/bounces/test/judge.test.ts",
  },
  {
    ...one(
      "an address is disabled although the server asks to try later",
      "packages/providers/bounces/src/judge.ts",
      "return MAY_PASS.test(words) || OTHER_CAUSE",
      "return OTHER_CAUSE",
    ),
    test: "packages/providers/bounces/test/judge.test.ts",
  },
  {
    ...one(
      "a failed look-up disables an address",
      "packages/providers/bounces/src/judge.ts",
      "MAY_PASS.test(words) || OTHER_CAUSE.some((cause) => cause.test(words));",
      "MAY_PASS.test(words);",
    ),
    test: "packages/providers/bounces/test/sentences.test.ts",
  },
  {
    ...one(
      "another domain that does not exist disables an address",
      "packages/providers/bounces/src/judge.ts",
      "hosts.length > 0 && !hosts.some",
      "hosts.length < 0 && !hosts.some",
    ),
    test: "packages/providers/bounces/test/sentences.test.ts",
  },
  {
    ...one(
      "another unknown mailbox disables an address",
      "packages/providers/bounces/src/judge.ts",
      "if (mailboxes.length > 0 && !mailboxes.some(isOwn)) return true;",
      "",
    ),
    test: "packages/providers/bounces/test/sentences.test.ts",
  },
  {
    ...one(
      "another recipient's line in a transcript disables an address",
      "packages/providers/bounces/src/prose-report.ts",
      "    if (named !== undefined) owner = named;\n",
      "    if (named !== undefined) owner ??= named;\n",
    ),
    test: "packages/providers/bounces/test/live-address.test.ts",
  },
  {
    ...one(
      "a call in another language counts as a repeat of the first",
      `${CORE}/send/send-one.ts`,
      "canonicalize(call)",
      "canonicalize({ ...call, locale: undefined })",
    ),
    test: "packages/testing/testing/test/engine/send/send.test.ts",
  },
  {
    ...one(
      "a late acceptance after a refusal is discarded",
      `${STORE}/moves/settling.ts`,
      "  if (state === ATTEMPT.accepted) {\n    if (outcome.segments",
      "  if (state === ATTEMPT.accepted && attempt.state !== ATTEMPT.rejected) {\n    if (outcome.segments",
    ),
    test: "packages/store-sqlite/test/contract.test.ts",
  },
  {
    ...one(
      "ledgers list the campaigns of plugins",
      "packages/spec/src/plugin/plugin-client.ts",
      "return campaign.includes(HIDDEN);",
      "return campaign === HIDDEN;",
    ),
    test: CANARIES,
  },
  {
    ...one(
      "the watch ignores a plugin's proof of made-up receipts",
      "packages/plugins/watch/src/judge/fake-and-unanswered.ts",
      "if (!IS_PROOF.test(kind) || first === undefined) continue;",
      "if (first !== undefined) continue;",
    ),
    test: CANARIES,
  },
  {
    ...one(
      "events beyond the first page stay unsealed",
      "packages/plugins/evidence/src/seal-events.ts",
      "isEnd = !page.hasMore;",
      "isEnd = true;",
    ),
    test: "packages/testing/testing/test/engine/evidence/many-events.test.ts",
  },
  {
    ...one("hashes of a forgotten recipient's contacts remain", `${STORE}/rows/contacts.ts`, "digests = '', ", ""),
    test: "test/privacy/forget.test.ts",
  },
  {
    ...one(
      "a claim ignores suppressions",
      `${STORE}/moves/claiming.ts`,
      'if (work.rules.forbids(facts, channel, digests[place] ?? "")) {',
      'if (now < 0 && work.rules.forbids(facts, channel, digests[place] ?? "")) {',
    ),
    test: "packages/store-postgres/test/verbs/suppress.test.ts",
  },
  {
    ...one(
      "a process that was frozen sends messages that another worker may have taken over",
      `${CORE}/dispatch/dispatcher.ts`,
      "wire.stopped || runtime.now() - times.claimAt > budgetMs;",
      "wire.stopped;",
    ),
    test: "test/interleavings/zombie.test.ts",
  },
  {
    ...one(
      "a rescheduled recipient keeps the old deadline in scans",
      `${STORE}/verbs/reschedule.ts`,
      '  if (ids.length > 0) await work.sql.run(FOLLOW, ids, pluck(moving, "until"));\n',
      "",
    ),
    test: "packages/store-sqlite/test/contract.test.ts",
  },
  {
    ...one("the metric of lateness is always 0", `${CORE}/base/measure.ts`, "ms: at - dueAt", "ms: 0"),
    test: "packages/testing/testing/test/engine/metrics/metrics.test.ts",
  },
  {
    ...one(
      "a captured message counts as a send in the metrics",
      `${CORE}/base/measure.ts`,
      "      if (captured !== undefined) return;\n",
      "",
    ),
    test: "packages/testing/testing/test/engine/metrics/metrics.test.ts",
  },
  {
    ...one(
      "a vendor with late receipts counts as one that loses messages",
      "packages/plugins/watch/src/judge/compare-vendors.ts",
      "  if (lateShare(seconds, ageMs, now) > mostLate) return undefined;\n",
      "",
    ),
    test: "packages/plugins/watch/test/judge-vendors.test.ts",
  },
  {
    ...one(
      "a silent provider is left immediately",
      "packages/plugins/watch/src/respond/while-in-doubt.ts",
      'diagnosis.after.state !== "paused" || diagnosis.isDropped === true) return diagnosis;',
      'diagnosis.after.state !== "paused" || diagnosis.isDropped !== null) return diagnosis;',
    ),
    test: "packages/testing/testing/test/engine/watch/silence.test.ts",
  },
  {
    ...one(
      "returned messages are compared with messages of other minutes",
      "packages/plugins/watch/src/judge/judge-signs.ts",
      "return isRefusalSpike(period) ?",
      "return isRefusalSpike(all) ?",
    ),
    test: "packages/plugins/watch/test/refusals.test.ts",
  },
  {
    ...one(
      "a probe sends endlessly to a provider that loses every message",
      "packages/plugins/watch/src/respond/next-state.ts",
      "const isHeld = accepted - receipts >= MOST_UNANSWERED;",
      "const isHeld = accepted < receipts;",
    ),
    test: "packages/plugins/watch/test/next-state.test.ts",
  },
  {
    ...one(
      "a network whose recipients got nothing is not left while its receipts say delivered",
      "packages/plugins/watch/src/judge-acknowledgements.ts",
      "atMost <= CERTAIN_RATIO",
      "atMost < 0",
    ),
    test: "packages/testing/testing/test/engine/watch/answers.test.ts",
  },
  {
    ...one(
      "a provider whose loss returns after a probe is paused as briefly as before, without a note",
      "packages/plugins/watch/src/respond/next-state.ts",
      'const pauses = now.state === "open" && at - now.since >= SOON_MS ? 0 : now.pauses;',
      "const pauses = 0;",
    ),
    test: "packages/plugins/watch/test/next-state.test.ts",
  },
  {
    ...one(
      "a late receipt about an older message ends a silence",
      "packages/plugins/watch/src/silence.ts",
      "(seconds.findLast(hasReceipt) ?? seconds[0])?.at",
      "lastReceiptTime(bins, now)",
    ),
    test: "packages/plugins/watch/test/silence.test.ts",
  },
  {
    ...one(
      "recipients wait for a silent provider although another vendor responds",
      "packages/plugins/watch/src/respond/while-in-doubt.ts",
      'if (onLoss === "reroute" && isElsewhereWell)',
      'if (onLoss === "warn" && isElsewhereWell)',
    ),
    test: "packages/testing/testing/test/engine/watch/silence.test.ts",
  },
  {
    ...one(
      "a steady provider that falls silent while another vendor responds is not detected",
      "packages/plugins/watch/src/judge/judge-campaign.ts",
      "if (!isSteady || beside === undefined",
      "if (beside === undefined || observed.now > 0",
    ),
    test: "packages/testing/testing/test/engine/watch/silence.test.ts",
  },
  {
    ...one(
      "a silence of every vendor counts as a loss by one of them",
      "packages/plugins/watch/src/respond/respond.ts",
      "const acquitted = isElsewhereWell ? asked : returnRecipients(seen, before, asked, now);",
      "const acquitted = asked;",
    ),
    test: "packages/testing/testing/test/engine/watch/silence.test.ts",
  },
  {
    ...one(
      "recipients wait for a silent provider although they lack the time",
      "packages/plugins/watch/src/respond/while-in-doubt.ts",
      "  if (canLeave && (await has",
      "  if (canLeave && now < 0 && (await has",
    ),
    test: "packages/testing/testing/test/engine/watch/silence.test.ts",
  },
  {
    ...one(
      "recipients wait five minutes for a silent provider, however long it was silent",
      "packages/plugins/watch/src/respond/while-in-doubt.ts",
      "Math.max(LEAST_WAIT_MS, now - (worst.silentSince ?? now))",
      "LEAST_WAIT_MS",
    ),
    test: "packages/testing/testing/test/engine/watch/silence.test.ts",
  },
  {
    ...one(
      "an unknown provider that reports few messages counts as one that loses them",
      "packages/plugins/watch/src/judge-flow.ts",
      "loss === undefined || !isFirst(model)",
      "loss === undefined || model.share > 0",
    ),
    test: "packages/testing/testing/test/engine/watch/reports-less.test.ts",
  },
  {
    ...one(
      "an unknown provider that reports less than before counts as one that always did",
      "packages/plugins/watch/src/judge-flow.ts",
      "return !new LossLikelihood(before, model).staysUnder(loss.atLeast);",
      "return before.accepted > 0;",
    ),
    test: "packages/plugins/watch/test/judge-flow.test.ts",
  },
  {
    ...one(
      "a suspected provider is used until its loss is proved, although another vendor works",
      "packages/plugins/watch/src/respond/while-in-doubt.ts",
      'const isProved = alarm === "pause" && silentSince === undefined;',
      "const isProved = silentSince === undefined && isUnknown !== true;",
    ),
    test: "packages/testing/testing/test/engine/watch/loss.test.ts",
  },
  {
    ...one(
      "a probe that cannot find a loss at the full rate counts as its end",
      "packages/plugins/watch/src/respond/next-state.ts",
      'if (answer === "go" || isIdle) return to("open");',
      'if (answer === "go" || isIdle) return to("open", 0);',
    ),
    test: "packages/plugins/watch/test/next-state.test.ts",
  },
  {
    ...one(
      "an audience without any answer opens no incident if nothing is comparable",
      "packages/plugins/watch/src/judge/judge-answers.ts",
      "const isAssumed = earlier.length === 0 &&",
      "const isAssumed = earlier.length < 0 &&",
    ),
    test: "packages/testing/testing/test/engine/watch/answers.test.ts",
  },
  {
    ...one(
      "the next wave waits for an unknown provider's receipts",
      "packages/plugins/watch/src/judge/judge-pace.ts",
      'provider?.state === "paused" || provider?.fault === "unknown"',
      'provider?.state === "paused"',
    ),
    test: "packages/testing/testing/test/engine/watch/reports-less.test.ts",
  },
  {
    ...one(
      "the outcome of a suppressed recipient stays open",
      `${CORE}/base/outcomes.ts`,
      'if (state === "pending" || state === "active") return',
      'if (state === "pending" || state === "active" || state === "suppressed") return',
    ),
    test: "packages/relance/test/outcome.test.ts",
  },
  {
    ...one(
      "a closed gateway leaves calls of outcome() unresolved",
      `${CORE}/engine.ts`,
      "      context.outcomes.close();\n",
      "",
    ),
    test: "packages/relance/test/outcome.test.ts",
  },
  {
    ...one(
      "plugins get no call before rows are stored, so a webhook starts with its first worker",
      `${CORE}/enroll/enroll-rows.ts`,
      "    await context.plugins.beforeStore(loaded.definition.name, admitted, isKnown);\n",
      "",
    ),
    test: "test/crash/outgoing-webhooks.test.ts",
  },
  {
    ...one(
      "a command of a plugin runs without a token",
      `${WEBHOOKS}/routes/commands-api.ts`,
      "  authorize(request, port.apiTokens);\n",
      "",
    ),
    test: "packages/webhooks/test/routes/commands-api.test.ts",
  },
  {
    ...one(
      "an alert that no receiver accepted counts as sent",
      "packages/plugins/alerts/src/alerter.ts",
      'return RelanceError.is(error) ? error.code : "unknown";',
      "return undefined;",
    ),
    test: "packages/testing/testing/test/engine/alerts/alerter.test.ts",
  },
  {
    ...one(
      "the guard of send() checks only the country of the first phone",
      `${CORE}/send/send-guard.ts`,
      "phones.some(({ address }) => !isAllowed(address))",
      "phones.slice(0, 1).some(({ address }) => !isAllowed(address))",
    ),
    test: "packages/testing/testing/test/engine/send/guard.test.ts",
  },
  {
    ...one(
      "the guard of send() checks only the prefix of the first phone",
      `${CORE}/send/send-guard.ts`,
      "phones.some(({ channel, address }) => pumped",
      "phones.slice(0, 1).some(({ channel, address }) => pumped",
    ),
    test: "packages/testing/testing/test/engine/send/guard.test.ts",
  },
  {
    ...one(
      "the guard of send() counts no prefix of a second number",
      `${CORE}/send/send-guard.ts`,
      "await takePrefix(prefix, 1);",
      "",
    ),
    test: "packages/testing/testing/test/engine/send/guard.test.ts",
  },
  {
    ...one(
      "the guard of send() counts every phone of a call, although one message is sent",
      `${CORE}/send/send-guard.ts`,
      "await takeBoth(first);",
      "for (const one of phones) await takeBoth(one);",
    ),
    test: "packages/testing/testing/test/engine/send/guard.test.ts",
  },
  {
    ...one(
      "a revocation in the sender's own words is removed as a quotation",
      "packages/providers/replies/src/tokens.ts",
      "isWritten(unquoted) ? unquoted : typed",
      "unquoted",
    ),
    test: "packages/providers/replies/test/wish.test.ts",
  },
  {
    ...one(
      "a pause reroutes recipients to a provider that refuses our account",
      `${CORE}/steer/pause-effect.ts`,
      "new Set([...refusing, ...stopped",
      "new Set([...stopped",
    ),
    test: "test/e2e/pause-to-refusing.test.ts",
  },
  {
    ...one(
      "the guard of send() counts no messages of a number",
      `${CORE}/send/send-guard.ts`,
      "await takeNumber(address);",
      "",
    ),
    test: "packages/testing/testing/test/engine/send/guard.test.ts",
  },
  {
    ...one(
      "a tool for assistants drops arguments that it does not know",
      "packages/apps/mcp/src/create-server.ts",
      "return z.strictObject(shape, { error });",
      "return z.object(shape, { error });",
    ),
    test: "test/e2e/mcp.test.ts",
  },
  {
    ...one(
      "a tool for assistants reads files outside of the project",
      "packages/apps/mcp/src/create-server.ts",
      "    isConfined: true,\n",
      "",
    ),
    test: "test/e2e/mcp.test.ts",
  },
  {
    ...one(
      "a program seals a campaign whose audience is an empty file",
      "packages/spec/src/expected-count.ts",
      '(mode === "open" ? "0+" : "1+")',
      '"0+"',
    ),
    test: "packages/engine/test/enroll/refuse-unexpected.test.ts",
  },
  {
    ...one(
      "a check shows the first line of a file that is not an audience",
      "packages/campaign/src/check/check-audience.ts",
      "  if (names.some((name) => columns.includes(name)",
      "  if (names.some((name) => name !== undefined || columns.includes(name)",
    ),
    test: "test/e2e/mcp.test.ts",
  },
  {
    ...one(
      "a check shows the keys of a file that is no campaign",
      "packages/campaign/src/definition/examine-shape.ts",
      "&& !isCampaign(raw, findings)) {",
      "&& !isCampaign(raw, findings) && raw === null) {",
    ),
    test: "test/e2e/mcp.test.ts",
  },
  {
    ...one(
      "an account's refusal is read as a code of reports with the same number",
      "packages/providers/kit/src/answer-reader.ts",
      "code !== undefined && code !== String(status);",
      "code !== undefined;",
    ),
    test: "packages/providers/http-sms/test/presets.test.ts",
  },
  {
    ...one(
      "the console drops fields that it does not know",
      "packages/apps/console/src/wire/requests.ts",
      "z.strictObject(shape,",
      "z.object(shape,",
    ),
    test: "test/e2e/console-controls.test.ts",
  },
  {
    ...one(
      "an operator's pause of a provider ends its reroute",
      `${CORE}/steer/pause-effect.ts`,
      "    if (via === undefined) return wayAround(plan, queues, refusing, { step, provider, destination });\n",
      "    if (via === undefined) return undefined;\n",
    ),
    test: "test/e2e/pause-table.test.ts",
  },
  {
    ...one(
      "a dead mailbox kills another mailbox of its domain",
      "packages/providers/bounces/src/judge.ts",
      'other.split("@")[0] === address',
      'isRelated(addressDomain(other), domain) || other.split("@")[0] === address',
    ),
    test: "packages/providers/bounces/test/live-address.test.ts",
  },
  {
    ...one(
      "a rerouted destination ignores the commands about it at its new provider",
      "packages/store/src/rows/queue-standing.ts",
      "queueBehind(queue, reroute.provider, queues)",
      "placeBehind(queue, reroute.provider, queues)",
    ),
    test: "packages/store-sqlite/test/contract.test.ts",
  },
  {
    ...one(
      "an operator cannot pause a campaign without its templates in code",
      `${CORE}/campaign/open-campaign-handle.ts`,
      "const { plan } = await context.versions.latestStored(id);",
      "const { plan } = (await context.versions.latest(id)).stored;",
    ),
    test: "packages/testing/testing/test/engine/dispatch/write.test.ts",
  },
  {
    ...one(
      "a pause reports that no recipient would wait",
      `${CORE}/steer/pause-effect.ts`,
      "waiting: countRecipients(stopped) - returned,",
      "waiting: 0,",
    ),
    test: "test/e2e/pause-table.test.ts",
  },
  {
    ...one(
      "a provider is reported as rerouted while its recipients wait",
      `${CORE}/incidents/provider-state.ts`,
      "...(queue.holds.length > 0 ? [] : rerouteCauses(queue, closed))",
      "...rerouteCauses(queue, closed)",
    ),
    test: "packages/engine/test/incidents/provider-state.test.ts",
  },
  {
    ...one(
      "a verdict from before the first wave was sent releases the next wave",
      `${CORE}/steer/keep-pace.ts`,
      'report?.verdict === "go" && report.at >= sentAt',
      'report?.verdict === "go"',
    ),
    test: "packages/engine/test/steer/next-pace.test.ts",
  },
  {
    ...one(
      "an overdue review of a pause is never reported",
      `${CORE}/steer/keep-stopped.ts`,
      'source === "operator" && (reviewAt',
      'source === "start" && (reviewAt',
    ),
    test: "packages/testing/testing/test/engine/watch/stopped.test.ts",
  },
  {
    ...one(
      "an overdue review of a pause whose recipients are rerouted is never reported",
      `${CORE}/steer/keep-stopped.ts`,
      "    factAboutRerouted(rerouted),\n",
      "",
    ),
    test: "packages/testing/testing/test/engine/watch/stopped.test.ts",
  },
  {
    ...one(
      "recipients who wait while their deadline passes are never reported",
      `${CORE}/steer/keep-stopped.ts`,
      '"deadline",\n      late,',
      '"deadline",\n      [],',
    ),
    test: "packages/testing/testing/test/engine/watch/stopped.test.ts",
  },
  {
    ...one(
      "a reported loss is diluted by messages from before the loss",
      "packages/plugins/watch/src/judge-flow.ts",
      'found("receipt-lag", "warn", worst(lag ?? whole, sinceDoubt(input)))',
      'found("receipt-lag", "warn", lag ?? whole)',
    ),
    test: "packages/plugins/watch/test/judge-flow.test.ts",
  },
  {
    ...one(
      "an unknown provider that becomes slower is stopped for a loss",
      "packages/plugins/watch/src/judge-flow.ts",
      "return isMixed(input, verdict) ?",
      "return model.share < 0 ?",
    ),
    test: "packages/plugins/watch/test/judge-flow.test.ts",
  },
  {
    ...one(
      "recipients whose links are filtered wait until the end of their step",
      "packages/plugins/watch/src/watch-campaigns.ts",
      "memory = await escalateUnanswered(host, watched, memory);",
      "",
    ),
    test: "packages/testing/testing/test/engine/watch/answers.test.ts",
  },
  {
    ...one(
      "a gateway under test drops its canaries",
      "packages/testing/testing/src/create-test-relance.ts",
      "plugins: lent.lendTo(harmlessPlugins(plugins)),",
      'plugins: lent.lendTo(harmlessPlugins(plugins))?.filter(({ name }) => name !== "canaries"),',
    ),
    test: "packages/testing/testing/test/healthy-world.test.ts",
  },
  {
    ...one(
      "the address to enter at a vendor that signs nothing is printed without its signature",
      "packages/plugins/report/src/views/vendor-addresses.ts",
      'reader.proof === "signed-url");',
      "false);",
    ),
    test: "test/e2e/vendor-addresses.test.ts",
  },
  {
    ...one(
      "relance doctor --addresses prints no address for replies",
      "packages/apps/cli/src/commands/doctor.ts",
      ', ...entryText("replies", replies)',
      "",
    ),
    test: "test/e2e/vendor-addresses.test.ts",
  },
  {
    ...one(
      "a healthy provider of a gateway under test reports every message after three seconds",
      "packages/testing/testing/src/recording-provider.ts",
      "Math.round(soonest * (latest / soonest) ** drawn)",
      "Math.round(soonest * 3 + 0 * latest * drawn)",
    ),
    test: "packages/testing/testing/test/healthy-world.test.ts",
  },
  {
    ...one(
      "a pause reroutes a destination through a provider that is paused for this destination",
      "packages/engine/src/steer/pause-effect.ts",
      "[undefined, destination].includes(queue.destination) &&",
      "queue.destination === undefined &&",
    ),
    test: PAUSE_EFFECT,
  },
  {
    ...one(
      "the effect of a pause counts recipients of a paused destination as rerouted",
      "packages/store/src/verbs/queues.ts",
      "and s.destination <> 0\n",
      "and s.destination <> 0 and (s.provider <> w.provider or s.gate <> w.gate)\n",
    ),
    test: PAUSE_EFFECT,
  },
  ...WORLD_SABOTAGES,
];
