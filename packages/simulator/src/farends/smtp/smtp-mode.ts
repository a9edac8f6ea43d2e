import { type FarEndMode, isRefusal, type RefusalMode } from "../http/far-end-mode.ts";

/** One certain answer at one point of the conversation. */
export interface SmtpAnswer {
  readonly at: "greeting" | "sender" | "recipient" | "data";
  /** Such as 550. */
  readonly code: number;
  readonly text: string;
}

/** The usual modes in SMTP's words, or one certain answer. A fixed HTTP answer is given after the data. */
export type SmtpMode = FarEndMode | SmtpAnswer;

const WORDS: Readonly<Record<RefusalMode, SmtpAnswer>> = {
  refuse: { at: "recipient", code: 550, text: "5.1.1 no such mailbox" },
  throttle: { at: "sender", code: 451, text: "4.7.1 too many messages, slow down" },
  unavailable: { at: "greeting", code: 421, text: "4.3.2 closing down" },
  unauthorized: { at: "sender", code: 530, text: "5.7.0 authentication required" },
};

/** The answer that a mode gives at one point, if it gives one there. */
export function answerAt(mode: SmtpMode, point: SmtpAnswer["at"]): SmtpAnswer | undefined {
  const answer = answerOf(mode);
  if (answer?.at === point) return answer;
  // Pooled connections have been greeted long ago: a server that closes down says so at their next message.
  return answer?.at === "greeting" && point === "sender" ? answer : undefined;
}

function answerOf(mode: SmtpMode): SmtpAnswer | undefined {
  if (typeof mode !== "object") return isRefusal(mode) ? WORDS[mode] : undefined;
  return "at" in mode ? mode : { at: "data", code: mode.status, text: mode.body ?? "as told" };
}
