import { checked, checkLimits, checkUrl, checkWords, type Expect, fieldPath, isMailbox } from "@relance/provider-kit";
import { nameAll, refuseUnknownNames, unknownNames } from "@relance/spec";
import { type EmailDescription, type EventDescription, KIND, type SenderOptions } from "./email-description.ts";
import { describedBy, type HttpEmailOptions, isPreset, PRESET_NAMES } from "./presets.ts";

/** Builds the description from the preset or the options. @throws {ConfigError} `config/invalid` */
export function readOptions(options: HttpEmailOptions): EmailDescription {
  const names = namesFor(options);
  const own = options.preset === undefined ? options : undefined;
  refuseUnknownNames(
    KIND,
    names === undefined ? [] : unknownNames(options, names),
    unknownNames(own?.events, EVENT_NAMES, "events"),
    unknownNames(own?.accept, ["status", "at", "is"], "accept"),
    unknownNames(own?.ref, PLACE_NAMES, "ref"),
    unknownNames(own?.errorCode, PLACE_NAMES, "errorCode"),
  );
  return checked(KIND, (expect) => {
    const description = options.preset === undefined ? options : describedBy(options, expect);
    checkSender(options, expect);
    if (description !== undefined) checkDescription(description, expect);
    return description;
  });
}

function checkSender(options: SenderOptions, expect: Expect): void {
  const { from, name = "", replyTo } = options;
  expect(isMailbox(from ?? ""), "from", "write one plain mailbox such as help@example.org");
  expect(!/\p{C}/u.test(name), "name", "write it on one line");
  expect(replyTo === undefined || isMailbox(replyTo), "replyTo", "write one plain mailbox");
  checkLimits(options, expect);
}

function checkDescription(description: EmailDescription, expect: Expect): void {
  const { vendor, url, probe, write, ref, errorCode, events } = description;
  expect(/\S/.test(vendor ?? ""), "vendor", "name the mail service, such as my-relay");
  checkUrl(url, "url", expect);
  if (probe !== undefined) checkUrl(probe, "probe", expect);
  checkWords(description, expect);
  expect(typeof write === "function", "write", "describe how a mail is written into the request body");
  const isFound = typeof ref !== "string" || fieldPath(ref) !== undefined;
  expect(ref !== undefined && isFound, "ref", "give the path of the service's message id, such as data.id");
  expect(typeof errorCode !== "string" || fieldPath(errorCode) !== undefined, "errorCode", "write a path such as code");
  if (events !== undefined) checkEvents(events, expect);
}

const EVENTS = ["deferred", "delivered", "bounced", "dead", "complained", "opened", "clicked", "noted"];

function checkEvents(events: EventDescription, expect: Expect): void {
  const { proof, kind = [], meanings = {}, tag, recipient, nonce, code, at } = events;
  expect(typeof proof?.verify === "function", "events.proof", "state how the service authenticates its events");
  expect(kind.length > 0, "events.kind", 'give the path of the event name, such as ["event"]');
  expect(tag !== undefined, "events.tag", "give the path of the mail's tag in an event");
  expect(recipient !== undefined, "events.recipient", "give the path of the recipient's address");
  for (const [name, places] of Object.entries({ kind, tag, recipient, nonce, code, at })) {
    const isPath = [places ?? []].flat().every((path) => fieldPath(path) !== undefined);
    expect(isPath, `events.${name}`, "write a path such as data.id");
  }
  for (const [words, meaning] of Object.entries(meanings)) {
    expect(EVENTS.includes(meaning), `events.meanings.${words}`, `write one of ${EVENTS.join(", ")}`);
  }
  expect(Object.values(meanings).includes("delivered"), "events.meanings", "name the event that means delivered");
}

const SENDER_NAMES = nameAll<SenderOptions>()("from name replyTo timeout concurrency perSecond");
const DESCRIPTION_NAMES = nameAll<EmailDescription>()(
  "vendor url headers write sign accept ref errorCode errors statuses probe events",
);
const EVENT_NAMES = nameAll<EventDescription>()(
  "proof kind meanings tag recipient nonce code at maxBytes enterAt retriesFor",
);

const PLACE_NAMES = ["header", "match"];

function namesFor({ preset }: HttpEmailOptions): readonly string[] | undefined {
  if (preset === undefined) return ["preset", ...SENDER_NAMES, ...DESCRIPTION_NAMES];
  return isPreset(preset) ? ["preset", ...SENDER_NAMES, "endpoint", ...PRESET_NAMES[preset]] : undefined;
}
