import { type ClaimedRow, type Message, type Recipient, UNREADABLE_TEXT } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import type { LiveVersion } from "../base/versions.ts";
import { addressMessage } from "./write.ts";

export function isUnreadable({ contacts, variables }: Recipient): boolean {
  return variables.unreadable === UNREADABLE_TEXT || contacts.some(({ address }) => address === UNREADABLE_TEXT);
}

/** Renders the message of an earlier attempt again, because texts are not stored. Returns `undefined` on failure. */
export function writeAgain(
  context: EngineContext,
  version: LiveVersion,
  person: Recipient,
  attempt: Pick<ClaimedRow, "attemptId" | "step" | "provider" | "channel" | "address">,
): Message | undefined {
  const { enrollment, revision, campaign, key, variables, locale, timezone, code } = person;
  const deadline = person.deadline.getTime();
  const row = {
    ...attempt,
    enrollment,
    revision,
    campaign,
    key,
    locale,
    timezone,
    code,
    deadline,
    version: version.stored.version,
    contact: 0,
    variables: JSON.stringify(variables),
    salt: undefined,
  };
  try {
    return isUnreadable(person) ? undefined : addressMessage(context, version, row, deadline);
  } catch {
    return undefined;
  }
}
