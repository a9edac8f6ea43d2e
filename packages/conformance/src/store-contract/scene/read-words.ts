import type { ReadReply, ReplyItem } from "@relance/spec";
import { digestOf } from "./rows.ts";

/** The little that a store needs of a reply, as the engine reads it. */
export function readWords({ from, text, optOut }: ReplyItem): ReadReply {
  const [word = "", second = ""] = text.toUpperCase().split(" ");
  const code = /^\d+$/.test(second) ? second : undefined;
  const said = ({ STOP: "stop", START: "start", HELP: "help" } as const)[word];
  return { digest: digestOf("sms", from), optOut: optOut ?? said, word, code };
}
