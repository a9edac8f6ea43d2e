import { type ReturnPath, type ReturnPaths, readBounce } from "@relance/bounces";
import { type InboundRequest, type ReceiptReader, WebhookError } from "@relance/spec";
import { itemsOf } from "./bounce-items.ts";
import { postedMail } from "./posted-mail.ts";

/**
 * Reads reports that a mail server or an inbound service posts.
 *
 * The proof is the return path: whoever has one has got the mail it belongs to. It is looked for before anything is
 * taken apart, so a stranger's mail costs next to nothing.
 */
export function bounceReceipts(paths: ReturnPaths): ReceiptReader {
  return {
    proof: "own-signature",
    async verify(request) {
      await proven(request, paths);
    },
    async parse(request) {
      const { path, bytes } = await proven(request, paths);
      return itemsOf(await readBounce(bytes), path);
    },
  };
}

/** @throws {WebhookError} `webhook/bad-signature`, `webhook/unreadable` */
async function proven(
  request: InboundRequest,
  paths: ReturnPaths,
): Promise<{ readonly path: ReturnPath; readonly bytes: Uint8Array }> {
  const { bytes, recipient } = await postedMail(request);
  const path = returnPathOf(paths, bytes, recipient);
  if (path !== undefined) return { path, bytes };
  throw new WebhookError("webhook/bad-signature", "the mail did not come to a return path of ours");
}

/** Whom it was delivered to counts first; then what the mail itself shows. */
function returnPathOf(paths: ReturnPaths, mail: Uint8Array, recipient = ""): ReturnPath | undefined {
  return paths.find(Buffer.from(recipient)) ?? paths.find(mail);
}
