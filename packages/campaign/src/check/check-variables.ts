import { compileText, TemplateMistake, type VariableUse } from "../templates/compile-text.ts";
import type { MessageTemplate } from "../templates/message-template.ts";
import { GIVEN } from "../templates/render-scope.ts";
import { parseTemplateFile } from "../templates/template-file.ts";
import type { CheckContext, Rule } from "./check-context.ts";
import { nearColumn } from "./near-column.ts";

/** What `ack`, `optout` and `campaign` hold. */
const GIVEN_PARTS: Readonly<Record<string, readonly string[]>> = {
  ack: ["url", "code"],
  optout: ["url"],
  campaign: ["name"],
};

/** Templates read only what rows and relance supply, and say how to confirm. */
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
      context.warning(
        ["audience", "file"],
        `templates cannot read the column ${column}: relance gives ${column} itself`,
      );
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

function checkWayBack({ draft, warning }: CheckContext, template: MessageTemplate, channel: string): void {
  const by = draft.acknowledge?.by ?? ["link"];
  const place = { file: template.file };
  const reads = (root: string, part: string) => template.uses.some(({ path }) => path[0] === root && path[1] === part);
  if (by.includes("link") && channel !== "push" && !reads("ack", "url")) {
    warning([], "this message offers no way to confirm: write {{ ack.url }} into it", { place });
  }
  if (!by.includes("reply") && reads("ack", "code")) {
    warning([], "ack.code is for replies, and acknowledge.by has no reply", { place });
  }
}

function checkDeepLink({ draft, book, columns, problem }: CheckContext): void {
  const written = draft.acknowledge?.deepLink;
  const link = typeof written === "object" ? written.url : written;
  if (link === undefined) return;
  const path = ["acknowledge", "deepLink", ...(typeof written === "object" ? ["url"] : [])];
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

/** A STOP text makes carriers treat a service message as marketing, which some deliver hours later. */
function checkStopText({ sources, show, problem }: CheckContext): void {
  for (const [file, source] of Object.entries(sources)) {
    if (parseTemplateFile(file)?.channel !== "sms") continue;
    const lines = source.split("\n");
    const index = lines.findIndex((line) => /\bSTOP\b/.test(line));
    if (index < 0) continue;
    const column = (lines[index]?.search(/\bSTOP\b/) ?? 0) + 1;
    problem([], "remove the STOP text: in a service message it makes carriers treat it as marketing", {
      place: { file: show(file), line: index + 1, column },
    });
  }
}
