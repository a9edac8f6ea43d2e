import { hash } from "node:crypto";
import type { AttemptOutcome, Codec, KeptContent, RecordItem, ReplyItem, SignalItem } from "@relance/spec";

export function encryptItems(codec: Codec, items: readonly RecordItem[]): RecordItem[] {
  const requests = new Map<Uint8Array, Pick<RecordItem, "raw" | "rawHash">>();
  const parseRequest = (raw: Uint8Array) => {
    const request = requests.get(raw) ?? { raw: codec.encryptBytes(raw), rawHash: hash("sha256", raw) };
    requests.set(raw, request);
    return request;
  };
  return items.map((one) => {
    const kept = one.raw === undefined ? one : { ...one, ...parseRequest(one.raw) };
    if (one.item.type === "reply") return { ...kept, ...encryptReply(codec, one.item) };
    return one.item.type === "signal" ? { ...kept, ...encryptHint(codec, one.item) } : kept;
  });
}

/** An encrypted item with a hash that identifies repeats. Two encryptions of one item differ. */
type Encrypted = Pick<RecordItem, "item" | "meaning">;

function encryptReply(codec: Codec, item: ReplyItem): Encrypted {
  const { from, text } = item;
  const [meaning] = codec.digests(`reply|${from}|${text}`);
  const sender = codec.encrypt("reply-from", from, "");
  return { item: { ...item, from: sender, text: codec.encrypt("reply-text", text, sender) }, meaning };
}

function encryptHint(codec: Codec, item: SignalItem): Encrypted {
  const { detail } = item;
  if (detail === undefined) return { item };
  const [meaning] = codec.digests(`hint|${detail}`);
  return { item: { ...item, detail: codec.encrypt("hint", detail, "") }, meaning };
}

export function encryptOutcomes(codec: Codec, outcomes: readonly AttemptOutcome[]): AttemptOutcome[] {
  return outcomes.map((outcome) => {
    const { captured } = outcome;
    if (captured === undefined) return outcome;
    const to = codec.encrypt("captured-to", captured.to, "");
    const encrypted = codec.encrypt("captured-content", JSON.stringify(captured.content), to);
    return { ...outcome, captured: { ...captured, to, content: { encrypted } as unknown as KeptContent } };
  });
}
