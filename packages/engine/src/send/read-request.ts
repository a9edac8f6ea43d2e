import {
  type AddressOf,
  type AdmittedRow,
  type Channel,
  type Contact,
  type ContentOf,
  channels,
  type Duration,
  type Instant,
  isInstant,
  MAX_CONTACTS,
  MessageError,
  type OnMissingReceipt,
  parseDuration,
  type Step,
} from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { DEADLINE, type InlinePage, unknownPlaceholder, usesLink } from "../base/inline-campaign.ts";

/** A tuple type makes the compiler's error message list the configured providers. */
type RouteOf<Name> = readonly Name[] | readonly [Name, ...Name[]];

/** Provider names by channel. Without a typed configuration, every name is allowed. */
export type NamesByChannel = { readonly [C in Channel]?: Readonly<Record<string, unknown>> | undefined };

/** A step of `send()`, with the channels and providers of the gateway's configuration. */
export type SendStep<P extends NamesByChannel = NamesByChannel> = {
  readonly [C in Channel & keyof P]: {
    readonly channel: C;
    /** Providers in failover order. @default every provider of the channel */
    readonly route?: RouteOf<keyof NonNullable<P[C]> & string> | undefined;
    readonly content: ContentOf<C>;
    /** Time to wait for an acknowledgement before the next step, such as `10m`. @default until the deadline */
    readonly wait?: Duration | undefined;
    /** When a receipt is overdue, and what happens then. @default after `15m`, another vendor of the route is used */
    readonly onMissingReceipt?: SendOnMissingReceipt | undefined;
  };
}[Channel & keyof P];

/** `onMissingReceipt` without `resend`: `send()` uses each provider at most once per recipient. */
export interface SendOnMissingReceipt extends OnMissingReceipt {
  /** Time after which a receipt is overdue, and the longest wait for a provider that does not answer. @default "15m" */
  readonly after?: Duration | undefined;
  /** @default "reroute" */
  readonly do?: Exclude<OnMissingReceipt["do"], "resend">;
}

/** Maximum number of steps, because stores keep the steps of a recipient as bits of one integer. */
const MAX_STEPS = 30;

export function readSteps(
  context: EngineContext,
  steps: readonly SendStep[],
  contacts: readonly Contact[],
): readonly Step[] {
  if (steps.length === 0) throw new MessageError("message/unknown-step", "name at least one step");
  if (steps.length > MAX_STEPS) {
    throw new MessageError("message/unknown-step", `a message has at most ${MAX_STEPS} steps`);
  }
  steps.forEach(({ channel, content, onMissingReceipt, route }, k) => {
    if (route !== undefined && !(Array.isArray(route) && route.length > 0)) {
      const advice = "name the channel's providers in fail-over order, or leave route out to use all of them";
      throw new MessageError("message/unknown-step", `steps[${k}].route: ${advice}`);
    }
    if ((onMissingReceipt as OnMissingReceipt | undefined)?.do === "resend")
      throw new MessageError(
        "message/unknown-step",
        `steps[${k}].onMissingReceipt: send() never sends a message twice through a provider`,
      );
    context.options.checkContent(channel, content, `steps[${k}]`);
    if (unknownPlaceholder(content) !== undefined) {
      const message = `steps[${k}] has a placeholder that send() does not know; {{ ack.url }} is the only one`;
      throw new MessageError("message/missing-variable", message);
    }
    if (context.options.publicUrl === undefined && usesLink(content)) {
      throw new MessageError("message/missing-variable", `steps[${k}] uses ack.url, which needs publicUrl`);
    }
  });
  if (!steps.some((step) => contacts.some(({ channel }) => channel === step.channel))) {
    throw new MessageError("message/no-contact", "the recipient has no contact of any channel that the steps use");
  }
  return steps.map(({ channel, route = listRoute(context, channel), wait, onMissingReceipt }) => ({
    channel,
    route,
    template: "inline",
    wait,
    onMissingReceipt,
  }));
}

function listRoute(context: Needs<"providers">, channel: Channel): string[] {
  const prefix = `${channel}.`;
  const route = [...context.providers.keys()].filter((name) => name.startsWith(prefix));
  if (route.length === 0) throw new MessageError("message/unknown-step", `no provider for ${channel} is configured`);
  return route.map((name) => name.slice(prefix.length));
}

/** A recipient's addresses by channel. Several addresses of a channel are tried in order. */
export type ContactsByChannel = {
  readonly [C in Channel]?: AddressOf<C> | readonly AddressOf<C>[] | undefined;
};

export function readRecipient(
  context: Needs<"options">,
  { contacts, country }: { readonly contacts: ContactsByChannel; readonly country?: string | undefined },
): readonly Contact[] {
  const read: Contact[] = [];
  for (const channel of channels()) {
    const given: unknown = contacts[channel];
    if (given === undefined) continue;
    const addresses: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (addresses.length > MAX_CONTACTS)
      throw new MessageError("message/no-contact", `at most ${MAX_CONTACTS} contacts of one channel are stored`);
    for (const address of addresses) {
      read.push({ channel, address: context.options.readAddress(channel, address, country) });
    }
  }
  if (read.length === 0) throw new MessageError("message/no-contact", "the recipient has no contact");
  return read;
}

const SUBJECT = 200;
const LABEL = 80;

/** Returns the texts of the acknowledgement page. @throws {MessageError} `message/bad-text` */
export function readPage({
  subject,
  button,
}: {
  readonly subject?: string | undefined;
  readonly button?: string | undefined;
}): InlinePage | undefined {
  if (!isWords(subject, SUBJECT))
    throw new MessageError(
      "message/bad-text",
      `subject: write the topic of the page, in at most ${SUBJECT} characters`,
    );
  if (!isWords(button, LABEL))
    throw new MessageError("message/bad-text", `button: write the button's text, in at most ${LABEL} characters`);
  return subject === undefined && button === undefined ? undefined : { subject, done: button };
}

function isWords(text: unknown, most: number): boolean {
  if (text === undefined) return true;
  return typeof text === "string" && text.trim() !== "" && text.length <= most && text.isWellFormed();
}

/** Parses an instant, or a duration from now. @throws {MessageError} `message/bad-time` */
export function readDeadline(deadline: Instant | Duration = DEADLINE): AdmittedRow["deadline"] {
  if (isInstant(deadline)) return { at: deadline.getTime() };
  const afterMs = typeof deadline === "string" ? parseDuration(deadline) : 0;
  if (!afterMs)
    throw new MessageError(
      "message/bad-time",
      "deadline: write a Date, or a duration from now, such as 30m, 48h or 3d",
    );
  return { afterMs };
}
