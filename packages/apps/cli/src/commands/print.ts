import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { campaignSchema, printCampaign, printTypes } from "@relance/campaign";
import { type CompiledCampaign, ConfigError } from "@relance/spec";
import { Command } from "commander";
import { pathOf } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { configIfAny } from "../config/config-if-any.ts";
import { importFrom } from "../config/load-config.ts";

export function printCommand(act: Act): Command {
  return new Command("print")
    .description("print a campaign in code as a campaign file")
    .argument("<file>", "a program that exports the campaign")
    .argument("[name]", "the campaign, if the program exports several")
    .action(
      act(async (session, file: string, name: string | undefined) => {
        const { host } = session;
        const cwd = host.cwd;
        await configIfAny(session); // with its channels and its .env
        const path = resolve(cwd, file);
        if (!existsSync(path)) throw new ConfigError("config/not-found", `${file}: there is no such file`);
        if (!/\.[mc]?[jt]s$/.test(file))
          throw new ConfigError("campaign/invalid", `${file}: name a program that exports the campaign`);
        host.stdout.write(printCampaign(await importFrom(path, (module) => campaignIn(module, name))));
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

/** Returns the campaign that the file exports. @throws {ConfigError} `campaign/unknown` */
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
