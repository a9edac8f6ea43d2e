import { isUtf8 } from "node:buffer";
import { posix } from "node:path";
import type { Attachment } from "@relance/spec";
import type { Finding } from "../check/finding.ts";
import type { FrontField } from "../templates/template-file.ts";

export function compileAttachments(
  field: FrontField | undefined,
  files: AttachedFiles,
  file: string,
): { readonly attachments: readonly Attachment[]; readonly findings: readonly Finding[] } {
  if (field === undefined) return { attachments: [], findings: [] };
  const { value, line, column } = field;
  const findings: Finding[] = [];
  const wrong = (advice: string) => findings.push({ path: ["attach"], advice, place: { file, line, column } });
  const paths = attachedPaths(value);
  if (paths.length === 0) wrong("name files of the campaign's folder, such as attach: files/rights.pdf");
  if (new Set(paths.map((path) => posix.basename(path))).size < paths.length)
    wrong("give each attached file its own name");
  const attachments = paths.flatMap((path): Attachment[] => {
    const base64 = Object.hasOwn(files, path) ? files[path] : undefined;
    const { contentType, advice } = base64 === undefined ? {} : attachmentKind(path, Buffer.from(base64, "base64"));
    if (base64 !== undefined && contentType !== undefined)
      return [{ filename: posix.basename(path), contentType, base64 }];
    wrong(advice ?? unreadable(path));
    return [];
  });
  return { attachments, findings };
}

export function tooManyBytes(files: AttachedFiles): Finding | undefined {
  const bytes = Object.values(files).reduce((sum, base64) => sum + Buffer.byteLength(base64, "base64"), 0);
  if (bytes <= MAX_ATTACHED_BYTES) return undefined;
  const advice = `the attached files have ${bytes} bytes together, at most ${MAX_ATTACHED_BYTES} are allowed: link to large files instead`;
  return { path: ["steps"], advice };
}

function unreadable(path: string): string {
  return isInside(path)
    ? `there is no file ${path} inside the campaign's folder`
    : `${path} is not inside the campaign's folder: write a path below it, such as files/rights.pdf`;
}

/** Requires a plain path, so that each file has one spelling and each campaign has one hash. */
export function isInside(path: string): boolean {
  const isPlain = !/[\p{C}\\:]/u.test(path) && posix.normalize(path) === path;
  return isPlain && !posix.isAbsolute(path) && !path.split("/").includes("..");
}

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

/** Media types by file ending, without executable types, because mail servers refuse such files. */
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

function attachmentKind(path: string, bytes: Buffer): { readonly contentType?: string; readonly advice?: string } {
  const ending = posix.extname(path).toLowerCase();
  const kind = KINDS.get(ending);
  if (kind === undefined) return { advice: `${path} cannot be attached; attach ${[...KINDS.keys()].join(", ")}` };
  if (bytes.length === 0) return { advice: `${path} is empty` };
  if (!kind.isOne(bytes))
    return { advice: `${path} is not a ${ending.slice(1)} file, although its name ends in ${ending}` };
  return { contentType: kind.contentType };
}

/** The attached files in base64, by path relative to the campaign file. */
export type AttachedFiles = Readonly<Record<string, string>>;

/** Limit for all files together. The limit is low because every worker reads the stored campaign with its files. */
export const MAX_ATTACHED_BYTES = 262_144;

export function attachedPaths(value: string): readonly string[] {
  return value
    .split(",")
    .map((path) => path.trim())
    .filter((path) => path !== "");
}
