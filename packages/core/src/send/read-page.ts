import { type AdmittedRow, type Duration, type Instant, isInstant, MessageError } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { DEADLINE, type InlinePage } from "./inline-campaign.ts";

/** How a message is acknowledged: as of a campaign, with the one answer that it has. */
export interface SendAcknowledge {
  /** The words on the button of the page, 80 characters at most. @default the page's own */
  readonly labels?: { readonly done?: string | undefined } | undefined;
}

/** Lengths as in a campaign. */
const SUBJECT = 200;
const LABEL = 80;

/** What the page behind the link says, in the recipient's language as the message is. @throws {MessageError} `message/bad-text` */
export function readPage({
  subject,
  acknowledge: { labels: { done } = {} } = {},
}: {
  readonly subject?: string | undefined;
  readonly acknowledge?: SendAcknowledge | undefined;
}): InlinePage | undefined {
  if (!isWords(subject, SUBJECT))
    throw new MessageError(
      "message/bad-text",
      `subject: write what the page is about, in at most ${SUBJECT} characters`,
    );
  if (!isWords(done, LABEL))
    throw new MessageError(
      "message/bad-text",
      `acknowledge.labels.done: write the words on the button, in at most ${LABEL} characters`,
    );
  return subject === undefined && done === undefined ? undefined : { subject, done };
}

function isWords(text: unknown, most: number): boolean {
  if (text === undefined) return true;
  return typeof text === "string" && text.trim() !== "" && text.length <= most && text.isWellFormed();
}

/** An instant, or so long from now as a campaign says it. @throws {MessageError} `message/bad-deadline` */
export function readDeadline(
  { options }: EngineContext,
  deadline: Instant | `+${Duration}` = DEADLINE,
): AdmittedRow["deadline"] {
  if (isInstant(deadline)) return { at: deadline.getTime() };
  const afterMs =
    typeof deadline === "string" && deadline.startsWith("+") ? options.parseDuration(deadline.slice(1)) : 0;
  if (!afterMs)
    throw new MessageError(
      "message/bad-deadline",
      "deadline: write a Date, or so long from now, such as +30m, +48h or +3d",
    );
  return { afterMs };
}
