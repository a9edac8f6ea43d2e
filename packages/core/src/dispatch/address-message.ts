import {
  type Channel,
  type ClaimedRow,
  type ContentOf,
  type Message,
  MessageError,
  type RenderInput,
} from "@relance/spec";
import type { EngineContext } from "../context.ts";
import type { LiveVersion } from "../versions.ts";

/**
 * Writes the message of one claimed row.
 * @throws {MessageError} when the template cannot be filled in for this person
 */
export function addressMessage(
  context: EngineContext,
  version: LiveVersion,
  row: ClaimedRow,
  now: number,
): Message {
  const { links } = context;
  let ackUrl: string | undefined;
  const input: RenderInput = {
    key: row.key,
    variables: JSON.parse(row.variables),
    locale: row.locale,
    timezone: row.timezone,
    deadline: row.deadline,
    ack: {
      code: row.code,
      get url() {
        ackUrl ??= links.acknowledge(row.enrollment);
        return ackUrl;
      },
    },
    optout: {
      get url() {
        return links.optOut(row.enrollment, row.channel, row.contact);
      },
    },
  };
  const content: ContentOf<Channel> = version.compiled.render(row.step, input);
  return {
    channel: row.channel,
    attemptId: row.attemptId,
    to: row.channel === "push" ? parseSubscription(row.address) : row.address,
    content,
    callbackUrl: links.callback(row.provider, row.attemptId),
    ackUrl: context.options.publicUrl === undefined ? undefined : input.ack.url,
    optOutUrl: undefined,
    validityMs: Math.max(0, row.deadline - now),
  };
}

function parseSubscription(address: string): Message<"push">["to"] {
  try {
    return JSON.parse(address);
  } catch (cause) {
    throw new MessageError("message/bad-subscription", "the stored push subscription is not JSON", { cause });
  }
}
