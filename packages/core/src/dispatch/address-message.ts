import {
  type Channel,
  type ClaimedRow,
  type ContentOf,
  type Message,
  MessageError,
  type RenderInput,
} from "@relance/spec";
import type { LiveVersion } from "../campaign/versions.ts";
import { contactDigests } from "../contact-names.ts";
import type { EngineContext } from "../context.ts";
import { pressableAnswers } from "./pressable-answers.ts";

/**
 * Writes the message of one claimed row.
 * @throws {MessageError} when the template cannot be filled in for this person
 */
export function addressMessage(context: EngineContext, version: LiveVersion, row: ClaimedRow, now: number): Message {
  const { links } = context;
  let ackUrl: string | undefined;
  const names = () => contactDigests(context, row.channel, row.address);
  const optOutUrl = () => links.optOut(row.enrollment, row.channel, names());
  const input: RenderInput = {
    key: row.key,
    variables: JSON.parse(row.variables),
    locale: row.locale,
    timezone: row.timezone,
    deadline: row.deadline,
    ack: {
      code: row.code,
      get url() {
        ackUrl ??= links.acknowledge(row.enrollment, names()[0]);
        return ackUrl;
      },
    },
    optout: {
      get url() {
        return optOutUrl();
      },
    },
  };
  const { publicUrl } = context.options;
  const { name: campaign, occurrence, tenant } = version.stored;
  const content: ContentOf<Channel> = version.compiled.render(row.step, input);
  return {
    channel: row.channel,
    attemptId: row.attemptId,
    to: row.channel === "push" ? parseSubscription(row.address) : row.address,
    content,
    callbackUrl: links.callback(row.provider, row.attemptId),
    ackUrl: publicUrl === undefined ? undefined : input.ack.url,
    ...(row.channel === "push" && publicUrl !== undefined ? { answers: pressableAnswers(version, input) } : {}),
    optOutUrl: row.channel === "email" && publicUrl !== undefined ? optOutUrl() : undefined,
    validityMs: Math.max(0, row.deadline - now),
    purpose: { campaign, occurrence, tenant, step: row.step },
  };
}

function parseSubscription(address: string): Message<"push">["to"] {
  try {
    return JSON.parse(address);
  } catch (cause) {
    throw new MessageError("message/bad-subscription", "the stored push subscription is not JSON", { cause });
  }
}
