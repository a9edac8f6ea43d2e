import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { shellWord } from "@relance/spec";
import { Command } from "commander";
import type { Act } from "../command.ts";
import { IGNORED, isModuleFolder, PACKAGES, projectFiles, writeProject } from "../init/write-project.ts";

export function initCommand(act: Act): Command {
  return new Command("init")
    .description(
      "write a small project that works immediately; the project sends nothing, and the command overwrites no file",
    )
    .argument("[folder]", "the folder (default: this one)")
    .action(
      act(async ({ host, output }, folder: string | undefined) => {
        const place = resolve(host.cwd, folder ?? ".");
        const secret = randomBytes(32).toString("base64url");
        const { written, kept } = writeProject(place, projectFiles(secret, isModuleFolder(place)), IGNORED);
        const text = written.map((path) => `wrote ${path}`).join("\n") || "the project exists";
        output.result({ written, kept }, text);
        for (const path of kept) output.note(`kept  ${path}, which existed`);
        output.text(nextSteps(folder, missingPackages(place)));
      }),
    );
}

function missingPackages(folder: string): readonly string[] {
  const { resolve: find } = createRequire(join(folder, "relance.config.ts"));
  return PACKAGES.filter((name) => {
    try {
      return find(`${name}/package.json`) === "";
    } catch {
      return true;
    }
  });
}

function nextSteps(folder: string | undefined, missing: readonly string[]): string {
  return [
    "",
    "Next:",
    ...(folder === undefined ? [] : [`  cd ${shellWord(folder)}`]),
    ...(missing.length === 0
      ? []
      : [
          "  npm install ../tarballs/*.tgz        # not on npm yet: all tarballs of relance together",
          `  #   needs ${missing.join(" ")}`,
        ]),
    "  npx relance dev hello.campaign.yaml  # in a browser: read, press, reply, advance the clock",
    "  npx relance check hello.campaign.yaml",
    "  npx relance run hello.campaign.yaml --recipients 3",
    "  npx relance outbox                   # in another terminal: what would have been sent",
  ].join("\n");
}
