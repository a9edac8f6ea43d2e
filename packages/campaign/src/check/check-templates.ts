import type { Channel } from "@relance/spec";
import { localeChain } from "../templates/locale-chain.ts";
import { isCodeTemplate, parseTemplateFile, type TemplateFile } from "../templates/template-file.ts";
import type { CheckContext, Rule } from "./check-context.ts";
import type { Path } from "./finding.ts";

/** Every step finds its template, for people of every language. */
export const checkTemplates: Rule = (context) => {
  for (const [k, step] of (context.draft.steps ?? []).entries()) {
    if (step?.template === undefined || step.channel === undefined) continue;
    if (isCodeTemplate(step.template)) checkCode(context, step.template, step.channel, k);
    else checkFiles(context, step.template, step.channel, k);
  }
};

function checkCode({ book, code, problem, warning }: CheckContext, name: string, channel: Channel, k: number): void {
  const path = ["steps", k, "template"];
  if (code === undefined) {
    warning(path, `${name} is a template in code; it is checked where the campaign is loaded`);
  } else if (!Object.hasOwn(code, name)) {
    const known = Object.keys(code).join(", ");
    problem(path, `the program has no template ${name}${known === "" ? "" : `; it has ${known}`}`);
  } else if (!book.variants(name, channel).has("")) {
    problem(path, `the program's template ${name} has no function ${channel}`);
  }
}

function checkFiles(context: CheckContext, name: string, channel: Channel, k: number): void {
  const { draft, sources, show, problem } = context;
  const path = ["steps", k, "template"];
  const files = Object.keys(sources).flatMap((file) => {
    const parsed = parseTemplateFile(file);
    return parsed?.name === name && parsed.channel === channel ? [{ file, ...parsed }] : [];
  });
  const texts = files.filter(({ isHtml }) => !isHtml);
  const wanted = show(`${name}.${channel}.liquid`);
  if (texts.length === 0) {
    problem(path, `there is no ${wanted}; write it, or correct the name`);
    return;
  }
  const locales = texts.map(({ locale }) => locale);
  const fallback = draft.locale ?? "en";
  if (!locales.includes(undefined) && !localeChain(undefined, fallback).some((tag) => locales.includes(tag))) {
    const known = locales.filter((tag) => tag !== undefined);
    problem(
      path,
      `people of other languages than ${known.join(", ")} have no text: write ${wanted}, or say locale: ${known[0]}`,
    );
  }
  checkPages(context, files, path);
}

/** HTML goes out beside the text of the same language, never alone. */
function checkPages(
  { show, problem, warning }: CheckContext,
  files: readonly (TemplateFile & { readonly file: string })[],
  path: Path,
): void {
  const textLocales = files.filter(({ isHtml }) => !isHtml).map(({ locale }) => locale);
  const pageLocales = files.filter(({ isHtml }) => isHtml).map(({ locale }) => locale);
  for (const { locale, file, isHtml } of files) {
    if (isHtml && !textLocales.includes(locale)) {
      problem(path, `${show(file)} has no text beside it: write ${show(file.replace(".html.", "."))}`);
    }
    if (!isHtml && pageLocales.length > 0 && !pageLocales.includes(locale)) {
      warning(path, `${show(file)} has no HTML beside it, other languages do: it goes out as text`);
    }
  }
}
