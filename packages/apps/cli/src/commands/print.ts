import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { campaignSchema, printCampaign, printCode, printTypes } from "@relance/campaign";
import { type CompiledCampaign, ConfigError } from "@relance/spec";
import { Command } from "commander";
import { pathOf } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { configIfAny } from "../config/config-if-any.ts";
import { configHere, namedConfig } from "../config/find-config.ts";
import { importFrom } from "../config/load-config.ts";
import type { Session } from "../session.ts";

export function printCommand(act: Act): Command {
  return new Command("print")
    .description("print a campaign in code as a campaign file, and a campaign file as code")
    .argument("<file>", "a program that exports the campaign, or a campaign file")
    .argument("[name]", "which campaign, where the program exports several")
    .action(
      act(async (session, file: string, name: string | undefined) => {
        const { host } = session;
        const cwd = host.cwd;
        const config = await configIfAny(session); // with its channels and its .env
        const path = resolve(cwd, file);
        if (!existsSync(path)) throw new ConfigError("config/not-found", `${file}: there is no such file`);
        const isCode = /\.[mc]?[jt]s$/.test(file);
        const text = isCode
          ? printCampaign(await importFrom(path, (module) => campaignIn(module, name)))
          : await printCode(path, configFrom(session, dirname(path)), { templates: config?.templates ?? {} });
        host.stdout.write(text);
      }),
    );
}

export function typesCommand(act: Act): Command {
  return new Command("types")
    .description("print TypeScript types of a campaign file: its rows and answers")
    .argument("<file>", "campaign file")
    .action(
      act(async (session, file: string) => {
        const config = await configIfAny(session);
        const text = await printTypes(pathOf(session.host, file), file, { templates: config?.templates ?? {} });
        session.host.stdout.write(text);
      }),
    );
}

export function schemaCommand(act: Act): Command {
  return new Command("schema").description("print the JSON Schema of campaign files, for editors").action(
    act(async (session) => {
      await configIfAny(session); // with its channels
      session.host.stdout.write(`${JSON.stringify(campaignSchema(), undefined, 2)}\n`);
    }),
  );
}

/** The configuration as a file in `folder` imports it. */
function configFrom(session: Session, folder: string): string {
  const { cwd } = session.host;
  const named = namedConfig(session);
  const file = (named && resolve(cwd, named)) ?? configHere(folder) ?? join(folder, "relance.config.ts");
  const path = relative(folder, file).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

/** @throws {ConfigError} `campaign/unknown` */
function campaignIn(module: Readonly<Record<string, unknown>>, name: string | undefined): CompiledCampaign {
  const all = Object.values(module).filter(isCampaign);
  const names = all.map(({ definition }) => definition.name).join(", ");
  const [found, other] = all.filter(({ definition }) => name === undefined || definition.name === name);
  if (found !== undefined && other === undefined) return found;
  if (all.length === 0) throw new ConfigError("campaign/unknown", "this file exports no campaign");
  throw new ConfigError("campaign/unknown", `name one of the campaigns that this file exports: ${names}`);
}

function isCampaign(value: unknown): value is CompiledCampaign {
  return typeof value === "object" && value !== null && "definition" in value && "admit" in value && "hash" in value;
}
