import type { RecordItem, ReplyItem, SignalItem } from "@relance/spec";
import { addressMentions } from "./address-mentions.ts";
import type { EncryptionContext } from "./encryption-context.ts";
import { refNames } from "./strangers/ref-names.ts";

/** A request as it is stored: nobody knows yet whose it is. */
interface EncryptedRequest {
  readonly raw: Uint8Array;
  readonly mentions: readonly string[];
}

/** Encrypts requests as they came, each once however many facts it carries, and what people wrote. */
export function encryptItems(context: EncryptionContext, items: readonly RecordItem[]): RecordItem[] {
  const requests = new Map<Uint8Array, EncryptedRequest>();
  const requestOf = (raw: Uint8Array): EncryptedRequest => {
    const known = requests.get(raw);
    if (known !== undefined) return known;
    const request = { raw: context.cipher.encryptBytes(raw), mentions: addressMentions(context.signer, raw) };
    requests.set(raw, request);
    return request;
  };
  return items.map((one) => {
    const kept = one.raw === undefined ? one : { ...one, ...requestOf(one.raw) };
    if (one.item.type === "reply") return { ...kept, ...encryptReply(context, one.item) };
    if (one.item.type === "receipt") return { ...kept, refNames: refNames(context.signer, one.item.ref) };
    return one.item.type === "signal" ? { ...kept, ...encryptHint(context, one.item) } : kept;
  });
}

/** An item that is another text each time, and by what it is known again. */
type Encrypted = Pick<RecordItem, "item" | "meaning">;

function encryptReply({ cipher, signer }: EncryptionContext, item: ReplyItem): Encrypted {
  const { from, text } = item;
  const [meaning] = signer.digests(`reply|${from}|${text}`);
  const { shared } = cipher;
  const hidden = { from: shared.encrypt("reply", from), text: shared.encrypt("reply", text) };
  return { item: { ...item, ...hidden }, meaning };
}

/** What a hint was judged by may be anything that a far end says. */
function encryptHint({ cipher, signer }: EncryptionContext, item: SignalItem): Encrypted {
  const { detail } = item;
  if (detail === undefined) return { item };
  const [meaning] = signer.digests(`hint|${detail}`);
  return { item: { ...item, detail: cipher.shared.encrypt("hint", detail) }, meaning };
}
