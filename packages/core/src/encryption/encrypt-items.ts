import type { RecordItem, ReplyItem, SignalItem } from "@relance/spec";
import type { EncryptionContext } from "./encryption-context.ts";

/** Encrypts requests as they came, each once however many facts it carries, and what people wrote. */
export function encryptItems(context: EncryptionContext, items: readonly RecordItem[]): RecordItem[] {
  const requests = new Map<Uint8Array, Pick<RecordItem, "raw" | "rawHash">>();
  const requestOf = (raw: Uint8Array) => {
    const request = requests.get(raw) ?? { raw: context.cipher.encryptBytes(raw), rawHash: context.hash(raw) };
    requests.set(raw, request);
    return request;
  };
  return items.map((one) => {
    const kept = one.raw === undefined ? one : { ...one, ...requestOf(one.raw) };
    if (one.item.type === "reply") return { ...kept, ...encryptReply(context, one.item) };
    return one.item.type === "signal" ? { ...kept, ...encryptHint(context, one.item) } : kept;
  });
}

/** An item that is another text each time, and by what it is known again. */
type Encrypted = Pick<RecordItem, "item" | "meaning">;

function encryptReply({ cipher, signer }: EncryptionContext, item: ReplyItem): Encrypted {
  const { from, text } = item;
  const [meaning] = signer.digests(`reply|${from}|${text}`);
  const { shared } = cipher;
  const sender = shared.encrypt("reply-from", from);
  return { item: { ...item, from: sender, text: shared.encrypt("reply-text", text, sender) }, meaning };
}

/** What a hint was judged by may be anything that a far end says. */
function encryptHint({ cipher, signer }: EncryptionContext, item: SignalItem): Encrypted {
  const { detail } = item;
  if (detail === undefined) return { item };
  const [meaning] = signer.digests(`hint|${detail}`);
  return { item: { ...item, detail: cipher.shared.encrypt("hint", detail) }, meaning };
}
