import { fieldPath, isErrorName, isMailbox, isSafeTarget } from "@relance/provider-kit";
import { ConfigError, type NamesOf, type Problem, refuseUnknownNames, unknownNames } from "@relance/spec";
import { type EmailDescription, type EventDescription, KIND, type SenderOptions } from "./email-description.ts";
import type { HttpEmailOptions } from "./http-email-options.ts";
import type { EndpointOptions, Expect } from "./preset.ts";
import { describedBy, isPreset, PRESET_NAMES } from "./presets.ts";

/**
 * The description that the options name or give, checked as far as it can be without a request.
 *
 * @throws {ConfigError} `config/invalid`, with every mistake found
 */
export function readOptions(options: HttpEmailOptions): EmailDescription {
  const names = namesOf(options);
  refuseUnknownNames(
    KIND,
    names === undefined ? [] : unknownNames(options, names),
    options.preset === undefined ? unknownNames(options.events, EVENT_NAMES, "events") : [],
  );
  const problems: Problem[] = [];
  const expect: Expect = (holds, path, advice) => {
    if (!holds) problems.push({ path, advice });
  };
  const description = options.preset === undefined ? options : describedBy(options, expect);
  checkSender(options, expect);
  if (description !== undefined) checkDescription(description, expect);
  if (description !== undefined && problems.length === 0) return description;
  throw new ConfigError("config/invalid", `${KIND} cannot be set up`, { problems });
}

function checkSender(options: SenderOptions, expect: Expect): void {
  const { from, name = "", replyTo, timeoutMs = 1, concurrency = 1, perSecond = 1 } = options;
  expect(isMailbox(from ?? ""), "from", "write one plain mailbox such as help@example.org");
  expect(!/\p{C}/u.test(name), "name", "write it on one line");
  expect(replyTo === undefined || isMailbox(replyTo), "replyTo", "write one plain mailbox");
  expect(timeoutMs > 0 && Number.isFinite(timeoutMs), "timeoutMs", "write milliseconds, such as 10000");
  expect(Number.isInteger(concurrency) && concurrency > 0, "concurrency", "write a number such as 32");
  expect(perSecond > 0, "perSecond", "write a number such as 14");
}

function checkDescription(description: EmailDescription, expect: Expect): void {
  const { vendor, url, probe, write, ref, errorCode, errors = {}, statuses = {}, events } = description;
  expect(/\S/.test(vendor ?? ""), "vendor", "name who carries the mails, such as my-relay");
  for (const [path, address] of [
    ["url", url],
    ["probe", probe ?? "https://none.example"],
  ] as const) {
    const target = URL.parse(address ?? "");
    expect(target !== null && isSafeTarget(target), path, "write https://…; plain http is for private addresses");
  }
  for (const [header, value] of Object.entries(description.headers ?? {})) {
    expect(/^[\t\x20-\x7e]*$/.test(value), `headers.${header}`, "write it on one line, in ASCII");
  }
  expect(typeof write === "function", "write", "say how a mail becomes the body of the request");
  const isFound = typeof ref !== "string" || fieldPath(ref) !== undefined;
  expect(ref !== undefined && isFound, "ref", "say where the service's id stands, such as data.id");
  expect(typeof errorCode !== "string" || fieldPath(errorCode) !== undefined, "errorCode", "write a path such as code");
  for (const [table, names] of [
    ["errors", errors],
    ["statuses", statuses],
  ] as const) {
    for (const [code, name] of Object.entries(names)) expect(isErrorName(name), `${table}.${code}`, "no such meaning");
  }
  if (events !== undefined) checkEvents(events, expect);
}

const EVENTS = ["deferred", "delivered", "bounced", "dead", "complained", "opened", "clicked", "noted"];

function checkEvents(events: EventDescription, expect: Expect): void {
  const { proof, kind = [], meanings = {}, tag, recipient, id, code, at } = events;
  expect(typeof proof?.verify === "function", "events.proof", "say how the service proves itself");
  expect(kind.length > 0, "events.kind", 'say where it stands what happened, such as ["event"]');
  expect(tag !== undefined, "events.tag", "say where the tag of the mail comes back");
  expect(recipient !== undefined, "events.recipient", "say where the address stands");
  for (const [name, places] of Object.entries({ kind, tag, recipient, id, code, at })) {
    const isPath = [places ?? []].flat().every((path) => fieldPath(path) !== undefined);
    expect(isPath, `events.${name}`, "write a path such as data.id");
  }
  for (const [words, meaning] of Object.entries(meanings)) {
    expect(EVENTS.includes(meaning), `events.meanings.${words}`, `write one of ${EVENTS.join(", ")}`);
  }
  expect(Object.values(meanings).includes("delivered"), "events.meanings", "name the event that says delivered");
}

const SENDER_NAMES: NamesOf<SenderOptions> = {
  from: true,
  name: true,
  replyTo: true,
  timeoutMs: true,
  concurrency: true,
  perSecond: true,
};
const DESCRIPTION_NAMES: NamesOf<EmailDescription> = {
  vendor: true,
  url: true,
  headers: true,
  write: true,
  sign: true,
  accept: true,
  ref: true,
  errorCode: true,
  errors: true,
  statuses: true,
  probe: true,
  events: true,
};
const EVENT_NAMES: NamesOf<EventDescription> = {
  proof: true,
  kind: true,
  meanings: true,
  tag: true,
  recipient: true,
  id: true,
  code: true,
  at: true,
  maxBytes: true,
  retryMs: true,
};

const ENDPOINT_NAMES: NamesOf<EndpointOptions> = { endpoint: true };

/** Absent = there is no such preset, which is said where it is chosen. */
function namesOf({ preset }: HttpEmailOptions): Readonly<Record<string, true>> | undefined {
  if (preset === undefined) return { preset: true, ...SENDER_NAMES, ...DESCRIPTION_NAMES };
  if (!isPreset(preset)) return undefined;
  return { preset: true, ...SENDER_NAMES, ...ENDPOINT_NAMES, ...PRESET_NAMES[preset] };
}
