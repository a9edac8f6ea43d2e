import { keptContent } from "@relance/engine";
import { onOneLine, printable } from "../output/printable.ts";
import { contentText, counted } from "../output/wording.ts";
import type { PersonPreview, PreviewStep } from "./preview-person.ts";

type Written = Extract<PersonPreview, { readonly steps: readonly PreviewStep[] }>;

const WHY = {
  when: "the step's `when` excludes this recipient",
  "no-contact": "this recipient has no such contact",
} as const;

export function previewText(preview: Written): string {
  const { key, line, locale, deadline, steps } = preview;
  const who = [`line ${line}`, ...(locale === undefined ? [] : [locale]), `deadline ${deadline.toISOString()}`];
  return [onOneLine(`${key} · ${who.join(" · ")}`), ...steps.map(stepText)].join("\n\n");
}

function stepText(step: PreviewStep): string {
  const { channel, file, notSent, problem, content } = step;
  const head = [`step ${step.step}`, channel, ...(file === undefined ? [] : [file]), ...describeSegments(step)];
  return [
    onOneLine(head.join(" · ")),
    ...(notSent === undefined ? [] : [`  not sent: ${WHY[notSent]}`]),
    ...(problem === undefined ? [] : [onOneLine(`  cannot be written: ${problem}`)]),
    ...(content === undefined ? [] : printable(contentText(channel, keptContent(content))).split("\n")).map((row) =>
      `  ${row}`.trimEnd(),
    ),
    ...pageLines(step),
  ].join("\n");
}

function describeSegments({ segments }: PreviewStep): string[] {
  if (segments === undefined) return [];
  const { outside } = segments;
  const size = `${counted(segments.segments, "segment")}, ${segments.units} of ${segments.encoding}`;
  return [size, ...(outside.length === 0 ? [] : [`not in the SMS alphabet: ${outside.join(" ")}`])];
}

function pageLines({ content }: PreviewStep): string[] {
  const html = content !== undefined && "html" in content ? content.html : undefined;
  return html === undefined ? [] : [`  html: ${counted(html.length, "character")}; relance dev shows it`];
}
