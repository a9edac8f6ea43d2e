import { ConfigError } from "../errors/config-error.ts";
import { MessageError } from "../errors/message-error.ts";
import { APP_TOKEN, MAILBOX, PHONE, SUBSCRIPTION } from "./address-forms.ts";
import type { AddressOf, Channel, ContentOf } from "./channels.ts";
import type { ChannelDescription } from "./description.ts";

/** Maximum number of contacts of one recipient on one channel. */
export const MAX_CONTACTS = 3;
/** Number of channels of one store. Ten channels with three contacts each fit into the 30 bits of a small integer. */
const MOST = 10;
/** Smaller numbers belong to relance, which may add channels to stores that have custom channels. */
const FIRST_CUSTOM = 7;
/** Maximum length of a destination's name, in characters. */
export const MAX_DESTINATION = 64;
const NAME = /^[a-z][a-z0-9]{1,19}$/;
/** Names that no channel may have, because they have another meaning in windows, scenarios and columns. */
const TAKEN: ReadonlySet<string> = new Set(["all", "first", "holidays", "webhook"]);

const SMS: ChannelDescription<"sms"> = {
  name: "sms",
  number: 0,
  words: { message: "an SMS", addresses: "phones" },
  address: PHONE,
  content: { body: "text", most: { characters: 1_600 }, segments: true }, // carriers accept ten segments at most
  receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered", comeSpread: true },
  replies: true,
};

const EMAIL: ChannelDescription<"email"> = {
  name: "email",
  number: 1,
  words: { message: "an email", addresses: "mailboxes" },
  address: MAILBOX,
  content: {
    body: "text",
    headers: { subject: { required: true, most: 500 } },
    most: { characters: 1_000_000 },
    html: true,
    attachments: true,
  },
  receipts: { proves: { delivered: "mailbox-server", engaged: "human" }, prevails: "undelivered" },
  optOut: true,
};

/** Platforms with buttons show at most two buttons. */
const BUTTONS = 2;

const PUSH: ChannelDescription<"push"> = {
  name: "push",
  number: 2,
  words: { message: "a push message", addresses: "push subscriptions" },
  address: SUBSCRIPTION,
  content: {
    body: "body",
    headers: { title: { required: true }, url: { isUrl: true }, tag: {} },
    most: { bytes: 3_000 }, // encryption leaves 3,993 of 4,096 bytes, of which our ids and URLs need some
  },
  receipts: { proves: { delivered: "push-service", engaged: "human" }, prevails: "delivered" },
  buttons: BUTTONS,
};

const APP: ChannelDescription<"app"> = {
  name: "app",
  number: 3,
  words: { message: "an app message", addresses: "app tokens" },
  address: APP_TOKEN,
  content: {
    body: "body",
    headers: { title: { required: true }, url: { isUrl: true }, tag: { most: 64 }, "data-*": {} }, // apns-collapse-id: 64 bytes
    most: { bytes: 3_000 }, // FCM and APNs accept 4,096 bytes in total
  },
  receipts: { proves: { delivered: "push-service", engaged: "human" }, prevails: "delivered" },
  buttons: BUTTONS,
};

const BUILT_IN: readonly ChannelDescription[] = [SMS, EMAIL, PUSH, APP];

/** Channels apply to the whole process, so that a name means one channel in files, templates and gateways. */
const known = new Map<string, ChannelDescription>(BUILT_IN.map((description) => [description.name, description]));

/** Returns the names of all channels of this process, in the order of their numbers. */
export function channels(): readonly Channel[] {
  return describedChannels().map(({ name }) => name);
}

/** Returns the descriptions of all channels, in the order of their numbers. */
export function describedChannels(): readonly ChannelDescription[] {
  return [...known.values()].sort((a, b) => a.number - b.number);
}

/** True for the name of a channel that this process knows. */
export function isChannel(name: string): name is Channel {
  return known.has(name);
}

/** True for the built-in channels. */
export function isBuiltIn(name: string): boolean {
  return BUILT_IN.some((own) => own.name === name);
}

/** Returns a channel's description. @throws {ConfigError} `config/channel-unknown` */
export function getChannel<C extends Channel>(name: C): ChannelDescription<C> {
  const found = known.get(name);
  if (found === undefined) throw unknownChannel(name);
  return found as ChannelDescription<C>;
}

/** True for a channel on which recipients can reply. */
export function carriesReplies(name: string | undefined): boolean {
  return name !== undefined && known.get(name)?.replies === true;
}

/** Runs a custom channel's code. Returns `undefined` if the custom code fails or returns unstorable text. */
export function derivedText(
  derive: (kept: string) => unknown,
  address: string,
  most: number = Number.POSITIVE_INFINITY,
): string | undefined {
  try {
    const text = settled(derive(address));
    const isKept = typeof text === "string" && text.length <= most && text.isWellFormed() && !text.includes("\0");
    return isKept ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Returns a custom function's result; `undefined` for a promise, because its rejection would end the process. */
function settled<T>(result: T): T | undefined {
  if (!(result instanceof Promise)) return result;
  result.catch(() => {});
  return undefined;
}

/** Returns the text from which a contact's hash is made. All spellings of an address give the same text. */
export function indexText(channel: Channel, address: string): string {
  const form = getChannel(channel).address;
  const text = derivedText((kept) => form.index?.(kept), address);
  return `${channel}|${text ?? address.toLowerCase()}`;
}

/** Converts a stored address to what providers get. @throws {MessageError} `message/bad-address` */
export function openAddress(channel: Channel, address: string): AddressOf<Channel> {
  const { open = (kept: string) => kept } = getChannel(channel).address;
  let opened: AddressOf<Channel> | undefined;
  try {
    opened = settled(open(address));
  } catch {} // the error may quote the address, so it is dropped
  if (opened !== undefined && opened !== null && typeof opened !== "symbol") return opened;
  throw new MessageError("message/bad-address", `address.open of the channel ${channel} does not accept the address`);
}

/** Returns the channel of a provider by the provider's full name, such as `email.main`. */
export function channelOfProvider(provider: string): Channel | undefined {
  const name = provider.slice(0, Math.max(0, provider.indexOf(".")));
  return isChannel(name) ? name : undefined;
}

/** Returns the channel with this number in stores. @throws {ConfigError} `config/channel-unknown` */
export function channelNumbered(number: number): Channel {
  for (const description of known.values()) if (description.number === number) return description.name;
  throw unknownChannel(`number ${number}`);
}

/** Adds channels to this process and returns a function that removes them. @throws {ConfigError} `config/invalid` */
export function addChannels(added: readonly ChannelDescription[]): () => void {
  if (!Array.isArray(added)) throw invalid("channels", "list their descriptions, such as [letter]");
  for (const each of added) {
    const { name, number } = each;
    const path = `channels.${name}`;
    if (!NAME.test(name) || TAKEN.has(name)) throw invalid(path, "name it with 2 to 20 lower-case letters and digits");
    if (isBuiltIn(name)) throw invalid(path, "a built-in channel has this name");
    if (!Number.isInteger(number) || number < FIRST_CUSTOM || number >= MOST) {
      throw invalid(`${path}.number`, `write a number from ${FIRST_CUSTOM} to ${MOST - 1} that no other channel has`);
    }
    const other = [...known.values()].find((one) => one.number === number && one.name !== name);
    if (other !== undefined) throw invalid(`${path}.number`, `${other.name} has ${number}: write another`);
    if (known.has(name) && known.get(name)?.number !== number) {
      throw invalid(`${path}.number`, `write ${known.get(name)?.number}: the channel must keep its number`);
    }
    known.set(name, each);
  }
  return () => {
    for (const { name } of added) known.delete(name);
  };
}

function unknownChannel(name: string): ConfigError {
  return new ConfigError(
    "config/channel-unknown",
    `there is no channel ${name}: list it in channels of the configuration; the known channels are ${channels().join(", ")}`,
  );
}

function invalid(path: string, advice: string): ConfigError {
  return new ConfigError("config/invalid", `${path}: ${advice}`, { problems: [{ path, advice }] });
}

export interface ContentParts {
  /** The subject or title, and the name of its member; absent if the channel has neither. */
  readonly head?: { readonly name: string; readonly text: string } | undefined;
  readonly body: string;
  readonly others: readonly (readonly [name: string, text: string])[];
}

/** Splits the content of any channel into its texts, without HTML and attachments. */
export function contentParts(channel: Channel, content: ContentOf<Channel>): ContentParts {
  const { headers = {}, body } = getChannel(channel).content;
  const members = content as unknown as Readonly<Record<string, unknown>>;
  const [name] = Object.entries(headers).find(([, { required }]) => required) ?? [];
  const others = Object.entries(members).flatMap(([member, value]): (readonly [string, string])[] => {
    if (member === name || member === body) return [];
    if (Object.hasOwn(headers, `${member}-*`)) return [[member, JSON.stringify(value)]];
    return Object.hasOwn(headers, member) ? [[member, asText(value)]] : [];
  });
  const head = name === undefined ? undefined : { name, text: asText(members[name]) };
  return { head, body: asText(members[body]), others };
}

/** Returns whether the vendor bills per segment, as for SMS. */
export function isBilledBySegments(channel: Channel | undefined): boolean {
  return channel !== undefined && getChannel(channel).content.segments === true;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
