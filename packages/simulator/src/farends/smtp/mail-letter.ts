import PostalMime from "postal-mime";
import type { SMTPServerDataStream } from "smtp-server";
import { type Letter, linksIn } from "../../world/submission.ts";

/** Opens a mail as its reader sees it. The opt-out address of the headers is no link a reader would press. */
export async function mailLetter(raw: Buffer): Promise<Letter> {
  const mail = await PostalMime.parse(raw);
  const text = mail.text ?? "";
  const unsubscribe = mail.headers.find((header) => header.key === "list-unsubscribe")?.value ?? "";
  const links = [...linksIn(text), ...linksIn(mail.html ?? "").map(unescapeAmpersands)];
  return {
    subject: mail.subject,
    text,
    from: mail.from?.address,
    links: [...new Set(links)].filter((link) => !unsubscribe.includes(link)),
  };
}

/**
 * The sender's own id of a mail: the header that says so, else the Message-ID up to its first dot.
 *
 * Read from the bytes, because parsing thousands of mails that nobody opens would be the test's bottleneck.
 */
export function mailAttemptId(raw: Buffer): string | undefined {
  const end = raw.indexOf("\r\n\r\n");
  const head = raw.toString("latin1", 0, end < 0 ? raw.length : end);
  const own = /^x-relance-attempt:\s*(\S+)/im.exec(head) ?? /^message-id:\s*<([^@.>\s]+)/im.exec(head);
  return own?.[1];
}

function unescapeAmpersands(link: string): string {
  return link.replaceAll("&amp;", "&");
}

/** The bytes of one mail; fails when the client leaves before the end. */
export function readMail(stream: SMTPServerDataStream): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.once("end", () => resolve(Buffer.concat(chunks)));
    stream.once("error", reject);
  });
}
