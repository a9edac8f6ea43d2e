import { isUtf8 } from "node:buffer";
import { posix } from "node:path";

interface Kind {
  readonly contentType: string;
  readonly isOne: (bytes: Buffer) => boolean;
}

const startsWith =
  (...signatures: readonly string[]) =>
  (bytes: Buffer): boolean =>
    signatures.some((signature) => bytes.subarray(0, signature.length).toString("latin1") === signature);
const isText = (bytes: Buffer): boolean => isUtf8(bytes) && !bytes.includes(0);
const office = (name: string): Kind => ({
  contentType: `application/vnd.openxmlformats-officedocument.${name}`,
  isOne: startsWith("PK\x03\x04"),
});

/** By ending. What runs on a reader's machine is left out: receivers refuse such mail. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  [".pdf", { contentType: "application/pdf", isOne: startsWith("%PDF-") }],
  [".png", { contentType: "image/png", isOne: startsWith("\x89PNG\r\n\x1a\n") }],
  [".jpg", { contentType: "image/jpeg", isOne: startsWith("\xff\xd8\xff") }],
  [".jpeg", { contentType: "image/jpeg", isOne: startsWith("\xff\xd8\xff") }],
  [".gif", { contentType: "image/gif", isOne: startsWith("GIF87a", "GIF89a") }],
  [".txt", { contentType: "text/plain; charset=utf-8", isOne: isText }],
  [".csv", { contentType: "text/csv; charset=utf-8", isOne: isText }],
  [".ics", { contentType: "text/calendar; charset=utf-8", isOne: isText }],
  [".docx", office("wordprocessingml.document")],
  [".xlsx", office("spreadsheetml.sheet")],
]);

/** The media type of a file, if its ending is a known one and its bytes begin as that type's do. */
export function attachmentKind(
  path: string,
  bytes: Buffer,
):
  | { readonly contentType: string; readonly advice?: undefined }
  | { readonly contentType?: undefined; readonly advice: string } {
  const ending = posix.extname(path).toLowerCase();
  const kind = KINDS.get(ending);
  if (kind === undefined) return { advice: `${path} cannot be attached; attach ${[...KINDS.keys()].join(", ")}` };
  if (bytes.length === 0) return { advice: `${path} is empty` };
  if (!kind.isOne(bytes)) return { advice: `${path} is no ${ending.slice(1)} file, whatever its name says` };
  return { contentType: kind.contentType };
}
