import { type Channel, carriesReplies, getChannel, isBilledBySegments, meant } from "@relance/spec";
import { localeChain } from "../definition/places.ts";
import type { MessageTemplate } from "../templates/compile-message.ts";
import { compileText, TemplateMistake, type VariableUse } from "../templates/compile-text.ts";
import { GIVEN } from "../templates/render-scope.ts";
import { isCodeTemplate, parseTemplateFile, type TemplateFile } from "../templates/template-file.ts";
import type { CheckContext, Rule } from "./check-context.ts";
import { nearColumn, type Path } from "./finding.ts";

export const checkTemplates: Rule = (context) => {
  for (const [k, step] of (context.draft.steps ?? []).entries()) {
    if (step?.template === undefined) continue;
    if (isCodeTemplate(step.template)) checkCode(context, step.template, step.channel, k);
    else checkFiles(context, step.template, step.channel, k);
  }
};

function checkCode(
  { book, code, problem, warning }: CheckContext,
  name: string,
  channel: Channel | undefined,
  k: number,
): void {
  const path = ["steps", k, "template"];
  if (code === undefined) {
    warning(path, `${name} is a template in code; the program that loads the campaign checks it`);
  } else if (!Object.hasOwn(code, name)) {
    const known = Object.keys(code);
    const all = known.length === 0 ? "write it, or correct the name" : `it has ${known.join(", ")}`;
    problem(path, `your code has no template ${name}; ${meant(name, known, all)}`);
  } else if (channel !== undefined && !book.variants(name, channel).has("")) {
    problem(path, `the program's template ${name} has no function ${channel}`);
  }
}

function checkFiles(context: CheckContext, name: string, channel: Channel | undefined, k: number): void {
  const { draft, templateFiles, sources, show, problem } = context;
  const path = ["steps", k, "template"];
  const files = Object.keys(sources).flatMap((file) => {
    const parsed = parseTemplateFile(file);
    return parsed?.name === name && parsed.channel === (channel ?? parsed.channel) ? [{ file, ...parsed }] : [];
  });
  const texts = files.filter(({ isHtml }) => !isHtml);
  const wanted = show(`${name}.${channel ?? "<channel>"}.liquid`);
  if (texts.length === 0) {
    const others = templateFiles.filter((one) => one.channel === (channel ?? one.channel)).map((one) => one.name);
    problem(path, `there is no ${wanted}; ${meant(name, others, "write it, or correct the name")}`);
    return;
  }
  if (channel === undefined) return;
  const locales = texts.map(({ locale }) => locale);
  const fallback = draft.locale ?? "en";
  if (!locales.includes(undefined) && !localeChain(undefined, fallback).some((tag) => locales.includes(tag))) {
    const known = locales.filter((tag) => tag !== undefined);
    problem(
      path,
      `recipients with a language other than ${known.join(", ")} have no text: write ${wanted}, or write locale: ${known[0]}`,
    );
  }
  checkPages(context, files, path);
}

/** Checks that each HTML file has a text in its language, because both are sent together. */
function checkPages(
  { show, problem, warning }: CheckContext,
  files: readonly (TemplateFile & { readonly file: string })[],
  path: Path,
): void {
  const textLocales = files.filter(({ isHtml }) => !isHtml).map(({ locale }) => locale);
  const pageLocales = files.filter(({ isHtml }) => isHtml).map(({ locale }) => locale);
  for (const { locale, file, isHtml } of files) {
    if (isHtml && !textLocales.includes(locale)) {
      problem(path, `${show(file)} has no text next to it: write ${show(file.replace(".html.", "."))}`);
    }
    if (!isHtml && pageLocales.length > 0 && !pageLocales.includes(locale)) {
      warning(path, `${show(file)} has no HTML file, but other languages have one: this message is sent as text`);
    }
  }
}

const GIVEN_PARTS: Readonly<Record<string, readonly string[]>> = {
  ack: ["url", "code"],
  optout: ["url"],
  campaign: ["name"],
};

export const checkVariables: Rule = (context) => {
  const seen = new Set<MessageTemplate>();
  for (const step of context.draft.steps ?? []) {
    if (step?.template === undefined || step.channel === undefined) continue;
    for (const template of context.book.variants(step.template, step.channel).values()) {
      if (seen.has(template) || template.isCode) continue;
      seen.add(template);
      for (const use of template.uses) checkUse(context, use);
      checkWayBack(context, template, step.channel);
    }
  }
  checkDeepLink(context);
  checkStopText(context);
  for (const column of context.columns ?? []) {
    if (GIVEN.includes(column)) {
      context.warning(["audience", "file"], `templates cannot read the column ${column}: relance sets ${column}`);
    }
  }
};

function checkUse({ columns, problem }: CheckContext, { path, place }: VariableUse): void {
  const [root = "", part] = path;
  const parts = GIVEN_PARTS[root];
  if (GIVEN.includes(root)) {
    if (parts !== undefined && !parts.includes(part ?? "")) {
      problem([], `write ${parts.map((name) => `${root}.${name}`).join(" or ")}`, { place });
    }
  } else if (columns !== undefined && !columns.includes(root)) {
    problem([], nearColumn(root, columns), { place });
  }
}

function checkWayBack({ draft, warning }: CheckContext, template: MessageTemplate, channel: Channel): void {
  const { via = ["link"], event } = draft.confirm ?? {};
  const place = { file: template.file };
  const reads = (root: string, part: string) => template.uses.some(({ path }) => path[0] === root && path[1] === part);
  if (via.includes("link") && !getChannel(channel).buttons && !reads("ack", "url")) {
    const isConfirmedOtherwise = event !== undefined || (via.includes("reply") && carriesReplies(channel));
    const fact = isConfirmedOtherwise
      ? "this message has no link for confirming"
      : "no recipient can confirm this message, so each one is escalated or listed as unreached";
    warning([], `${fact}: write {{ ack.url }} into it`, { place });
  }
  if (!via.includes("reply") && reads("ack", "code")) {
    warning([], "ack.code is for replies, and confirm.via has no reply", { place });
  }
}

function checkDeepLink({ draft, book, columns, problem }: CheckContext): void {
  const link = draft.confirm?.deepLink;
  if (link === undefined) return;
  const path = ["confirm", "deepLink"];
  try {
    const { uses } = compileText(book.engines.address, link, { file: "", line: 1, column: 1 });
    for (const {
      path: [root = ""],
    } of uses) {
      if (root === "ack" || root === "optout") problem(path, `${root} is not available here; write key or a column`);
      else if (columns !== undefined && !GIVEN.includes(root) && !columns.includes(root))
        problem(path, nearColumn(root, columns));
    }
  } catch (error) {
    if (!(error instanceof TemplateMistake)) throw error;
    problem(path, error.message);
  }
}

/** Reports STOP texts: carriers treat such messages as marketing, and may deliver them hours later. */
function checkStopText({ sources, show, problem }: CheckContext): void {
  for (const [file, source] of Object.entries(sources)) {
    if (!isBilledBySegments(parseTemplateFile(file)?.channel)) continue;
    const lines = source.split("\n");
    const index = lines.findIndex((line) => /\bSTOP\b/.test(line));
    if (index < 0) continue;
    const column = (lines[index]?.search(/\bSTOP\b/) ?? 0) + 1;
    problem([], "remove the STOP text: carriers treat a service message with it as marketing", {
      place: { file: show(file), line: index + 1, column },
    });
  }
}
