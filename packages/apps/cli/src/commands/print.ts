import { existsSync } from "node:fs";
import { campaignSchema, printCampaign } from "@relance/campaign";
import { type CompiledCampaign, ConfigError } from "@relance/spec";
import { Command } from "commander";
import { resolvePath } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { configIfAny, importFrom } from "../config/load-config.ts";
import type { Session } from "../session.ts";

export function printCommand(act: Act): Command {
  return new Command("print")
    .description("print a campaign in code as a campaign file, or (without a file) the JSON Schema for editors")
    .argument("[file]", "a program that exports the campaign")
    .argument("[name]", "the campaign, if the program exports several")
    .action(
      act(async (session, file: string | undefined, name: string | undefined) => {
        await configIfAny(session); // loads the project's channels and its .env file
        session.host.stdout.write(await readText(session, file, name));
      }),
    );
}

async function readText({ host }: Session, file: string | undefined, name: string | undefined): Promise<string> {
  if (file === undefined) return `${JSON.stringify(campaignSchema(), undefined, 2)}\n`;
  const path = resolvePath(host, file);
  if (!existsSync(path)) throw new ConfigError("config/not-found", `${file}: there is no such file`);
  if (!/\.[mc]?[jt]s$/.test(file)) throw new ConfigError("campaign/unknown", `${file}: this file is not a program`);
  return printCampaign(await importFrom(path, (module) => campaignIn(module, name)));
}

function campaignIn(module: Readonly<Record<string, unknown>>, name: string | undefined): CompiledCampaign {
  const all = Object.values(module).filter(isCampaign);
  const names = all.map(({ definition }) => definition.name).join(", ");
  const [found, other] = all.filter(({ definition }) => name === undefined || definition.name === name);
  if (found !== undefined && other === undefined) return found;
  if (all.length === 0) throw new ConfigError("campaign/unknown", "export a campaign: the file exports none");
  throw new ConfigError("campaign/unknown", `name one of the campaigns that this file exports: ${names}`);
}

function isCampaign(value: unknown): value is CompiledCampaign {
  return typeof value === "object" && value !== null && "definition" in value && "admit" in value && "hash" in value;
}
