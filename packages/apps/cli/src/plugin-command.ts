import { nearName, type Plugin, type PluginCommand } from "@relance/spec";
import { Command } from "commander";
import { defaultPlugins, partsOf } from "relance/parts";
import type { Act } from "./command.ts";
import { loadConfig } from "./config/load-config.ts";
import { usageError } from "./exit-code.ts";
import { onOneLine } from "./output/printable.ts";
import type { Session } from "./session.ts";

export async function pluginCommand(
  word: string,
  known: readonly string[],
  session: Session,
  act: Act,
): Promise<Command | undefined> {
  const loaded = await loadConfig(session).catch((error: unknown) => {
    if (nearName(word, known) === undefined) throw error;
    return undefined; // if the configuration cannot be loaded, only the default plugins have commands
  });
  const plugins: readonly Plugin[] = loaded?.config.plugins ?? defaultPlugins();
  const plugin = plugins.find(({ name }) => name === word);
  if (plugin === undefined || plugin.commands.length === 0) return undefined;
  const parent = new Command(plugin.name).description(`commands of the plugin ${plugin.name}`);
  plugin.commands.forEach((command, at) => {
    parent.addCommand(toCommand(plugin, command, act), { isDefault: at === 0 });
  });
  return parent;
}

function toCommand({ name: plugin }: Plugin, command: PluginCommand, act: Act): Command {
  const { name, description, words = {}, options = {} } = command;
  const made = new Command(name).description(description);
  for (const [key, what] of Object.entries(words)) made.argument(`<${key}>`, what);
  for (const [key, what] of Object.entries(options)) made.option(`--${key} <${key}>`, what);
  return made.action(async function (this: Command, ...given: readonly unknown[]) {
    const named = Object.keys(words).map((key, at) => [key, given[at]]);
    const input = { ...Object.fromEntries(named), ...this.opts() };
    const read = await command.input["~standard"].validate(input);
    if (read.issues !== undefined) throw usageError(read.issues.map(({ message }) => message).join("; "));
    await act
      .gateway(async ({ gateway, output }) => {
        const results = await partsOf(gateway).engine.plugins.command(plugin, name, input);
        for (const result of results ?? []) output.result(result as object, onOneLine(command.render(result)));
        return undefined;
      })
      .call(this);
  });
}
