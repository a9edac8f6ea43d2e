import { countSegments } from "../templates/count-segments.ts";
import { parseTemplateFile } from "../templates/template-file.ts";
import type { Rule } from "./check-context.ts";

/** Says which characters of an SMS make every person's message dearer. */
export const checkSmsCost: Rule = ({ sources, show, warning }) => {
  for (const [file, source] of Object.entries(sources)) {
    if (parseTemplateFile(file)?.channel !== "sms") continue;
    const { outside } = countSegments(source.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, ""));
    const [first] = outside;
    if (first === undefined) continue;
    const lines = source.split("\n");
    const index = lines.findIndex((line) => line.includes(first));
    const place = { file: show(file), line: index + 1, column: (lines[index]?.indexOf(first) ?? 0) + 1 };
    const shown = outside.slice(0, 8).join(" ");
    warning([], `not in the SMS alphabet: ${shown}; with it a segment holds 70 characters instead of 160`, {
      place,
    });
  }
};
