import type { RecordAnswer, RecordItem } from "@relance/spec";
import { isReadable } from "../storable.ts";
import type { ReplyEntry } from "../verbs/record-replies.ts";
import { UNREADABLE } from "./inbox-facts.ts";
import type { ReportEntry } from "./report-entry.ts";

/** Reports and replies of one call, and their answers in the call's order. */
export function sorted(items: readonly RecordItem[]): {
  readonly reported: readonly ReportEntry[];
  readonly replied: readonly ReplyEntry[];
  readonly answersOf: (
    stored: readonly RecordAnswer[],
    heard: readonly RecordAnswer[],
  ) => readonly RecordAnswer[];
} {
  const reported: ReportEntry[] = [];
  const replied: ReplyEntry[] = [];
  const kinds = items.map((entry) => {
    if (!isReadable(entry)) return undefined;
    const { item, ...rest } = entry;
    if (item.type === "reply") replied.push({ ...rest, item });
    else reported.push({ ...rest, item });
    return item.type;
  });
  return {
    reported,
    replied,
    answersOf(stored, heard) {
      const [reports, replies] = [stored.values(), heard.values()];
      return kinds.map((kind) => {
        if (kind === undefined) return UNREADABLE;
        return (kind === "reply" ? replies : reports).next().value ?? UNREADABLE;
      });
    },
  };
}
