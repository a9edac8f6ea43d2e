import type { Plugin } from "@relance/spec";
import { defaultPlugins } from "./default-plugins.ts";
import { invalid } from "./signed-poster.ts";

/**
 * Checks the list of plugins. Each plugin checked its own configuration when it was created.
 * @throws {ConfigError} `config/invalid`
 */
export function readPlugins(plugins: readonly Plugin[] | undefined): readonly Plugin[] {
  if (plugins === undefined) return defaultPlugins();
  if (!Array.isArray(plugins)) throw invalid("plugins", "write a list, such as [confirmations({ atLeast: 10 })]");
  plugins.forEach((plugin: Partial<Plugin> | undefined, at) => {
    if (typeof plugin?.start !== "function")
      throw invalid(`plugins[${at}]`, "write the result of calling a definePlugin() function with its configuration");
    if (plugins.findIndex(({ name }) => name === plugin.name) < at)
      throw invalid(`plugins[${at}]`, `the plugin ${plugin.name} is in the list already`);
  });
  if (plugins.filter(({ meters }) => meters !== undefined).length > 1)
    throw invalid("plugins", "only one plugin can receive measurements: leave out all others that have meters");
  return plugins;
}
