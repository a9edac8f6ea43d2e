import { posix } from "node:path";
import type { Attachment } from "@relance/spec";
import type { Finding } from "../check/finding.ts";
import type { FrontField } from "../templates/front-matter.ts";
import { type AttachedFiles, attachedPaths, bytesOf, MAX_ATTACHED_BYTES } from "./attached-files.ts";
import { attachmentKind } from "./attachment-kind.ts";

/** The attachments that an `attach:` line names, with every mistake in it. */
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
    wrong("give each attached file a name of its own");
  const attachments = paths.flatMap((path): Attachment[] => {
    const base64 = Object.hasOwn(files, path) ? files[path] : undefined;
    const { contentType, advice } =
      base64 === undefined ? { advice: unreadable(path) } : attachmentKind(path, Buffer.from(base64, "base64"));
    if (base64 !== undefined && contentType !== undefined)
      return [{ filename: posix.basename(path), contentType, base64 }];
    wrong(advice ?? unreadable(path));
    return [];
  });
  return { attachments, findings };
}

/** Files of all messages together, in bytes, if they are too many. */
export function tooManyBytes(files: AttachedFiles): Finding | undefined {
  const bytes = Object.values(files).reduce((sum, base64) => sum + bytesOf(base64), 0);
  if (bytes <= MAX_ATTACHED_BYTES) return undefined;
  const advice = `the attached files have ${bytes} bytes together, at most ${MAX_ATTACHED_BYTES} go with a campaign: link to large ones`;
  return { path: ["steps"], advice };
}

function unreadable(path: string): string {
  return isInside(path)
    ? `there is no file ${path} inside the campaign's folder`
    : `${path} is not inside the campaign's folder: write a path below it, such as files/rights.pdf`;
}

/** A plain path downwards; one spelling per file, so that the same campaign has one hash. */
export function isInside(path: string): boolean {
  const isPlain = !/[\p{C}\\:]/u.test(path) && posix.normalize(path) === path;
  return isPlain && !posix.isAbsolute(path) && !path.split("/").includes("..");
}
