import { loadCampaign } from "@relance/campaign";
import { loadScenario, rehearse, scenarioNames } from "@relance/rehearsal";
import { Command, Option } from "commander";
import type { GatewayConfig } from "relance";
import { pathOf } from "../campaign/path-of.ts";
import { readCount } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { configHere, namedConfig } from "../config/find-config.ts";
import { loadConfig } from "../config/load-config.ts";
import { EXIT, type ExitCode, usageError } from "../exit-code.ts";
import type { RehearsedRun } from "../rehearse/measures.ts";
import { rehearsalScreen } from "../rehearse/rehearsal-progress.ts";
import { makeRehearsalFolder, rehearsalText, writeRehearsal } from "../rehearse/write-rehearsal.ts";
import { type PriceOptions, pricesOf, withPrices } from "../report/read-prices.ts";
import type { Session } from "../session.ts";

interface RehearseCommandOptions extends PriceOptions {
  readonly scenario: string;
  readonly recipients?: number | undefined;
  readonly seed: number;
  readonly out?: string | undefined;
  readonly watch: boolean;
  readonly both?: boolean | undefined;
  readonly list?: boolean | undefined;
}

export function rehearseCommand(act: Act): Command {
  const command = new Command("rehearse")
    .description("play campaigns through against a simulated world; days pass in seconds, and nothing is sent")
    .argument("[files...]", "campaign files; several are compared on the same seed")
    .option("--scenario <name>", "what goes wrong: a name from --list, or a file of your own", "sfr-2013")
    .addOption(new Option("--recipients <n>", "people; (default: those of the file)").argParser(readCount))
    .addOption(new Option("--seed <s>", "the same seed is the same run").argParser(readCount).default(1))
    .option("--out <folder>", "write a page per run and rehearsal.json there")
    .option("--no-watch", "without pilot and watch")
    .option("--both", "with the watch and without it, side by side")
    .option("--list", "print the scenarios that come with relance");
  return withPrices(command).action(
    act(async (session, files: string[], options: RehearseCommandOptions) => {
      if (options.list === true) return listScenarios(session);
      if (files.length === 0) throw usageError("name a campaign file, or ask for --list");
      return await rehearseFiles(session, files, options);
    }),
  );
}

function listScenarios({ output }: Session): ExitCode {
  for (const scenario of scenarioNames().map(loadScenario)) {
    output.result(scenario, `${scenario.name.padEnd(15)}  ${scenario.about}`);
  }
  return EXIT.ok;
}

async function rehearseFiles(
  session: Session,
  files: readonly string[],
  options: RehearseCommandOptions,
): Promise<ExitCode> {
  const { output, host } = session;
  const isPath = /[./\\]/.test(options.scenario);
  const scenario = loadScenario(isPath ? pathOf(host, options.scenario) : options.scenario);
  const config: Partial<GatewayConfig> =
    namedConfig(session) === undefined && configHere(host.cwd) === undefined ? {} : (await loadConfig(session)).config;
  const folder = options.out === undefined ? undefined : pathOf(host, options.out);
  if (folder !== undefined) await makeRehearsalFolder(folder);
  const runs: RehearsedRun[] = [];
  const { recipients, seed } = options;
  for (const file of files) {
    for (const watch of watchesOf(options)) {
      const screen = rehearsalScreen(session, recipients);
      const campaign = await loadCampaign(pathOf(host, file), { templates: config.templates ?? {} });
      const label = `${campaign.definition.name} · ${scenario.name} · watch ${watch}`;
      const { rehearsal, report } = await rehearse({
        campaign,
        scenario,
        recipients,
        seed,
        watch,
        config,
        report: { prices: pricesOf(options) },
        onProgress: (progress) => screen.show(label, progress),
      });
      screen.done();
      if (report !== undefined) runs.push({ file, rehearsal, report });
    }
  }
  output.result({ runs }, rehearsalText(runs));
  if (folder !== undefined) {
    const written = await writeRehearsal(folder, runs);
    output.note(`wrote ${written.map((name) => `${options.out}/${name}`).join(", ")}`);
  }
  const isWell = runs.every(({ rehearsal }) => rehearsal.ledger.holds && rehearsal.findings.length === 0);
  return isWell ? EXIT.ok : EXIT.ledger;
}

function watchesOf({ watch, both }: RehearseCommandOptions): readonly ("on" | "off")[] {
  if (both === true) return ["on", "off"];
  return [watch ? "on" : "off"];
}
