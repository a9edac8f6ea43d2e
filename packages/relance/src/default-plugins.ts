import { type Plugin, refuseProblems } from "@relance/spec";
import { watch } from "@relance/watch";

export { watch };

/** Returns the plugins that run if the configuration has no `plugins`. No other file of the core imports plugins. */
export function defaultPlugins(): readonly Plugin[] {
  return [watch()];
}

/** Returns the plugins that call no other system. */
export function localPlugins(plugins: readonly Plugin[] = defaultPlugins()): readonly Plugin[] {
  const names = defaultPlugins().map(({ name }) => name);
  return plugins.filter(({ name }) => names.includes(name));
}

/** Checks the list of plugins. Each plugin checked its own configuration when it was created. */
export function readPlugins(plugins: readonly Plugin[] | undefined): readonly Plugin[] {
  if (plugins === undefined) return defaultPlugins();
  const refuse = (path: string, advice: string) => refuseProblems([{ path, advice }]);
  if (!Array.isArray(plugins)) refuse("plugins", "write a list, such as [confirmations({ atLeast: 10 })]");
  plugins.forEach((plugin: Partial<Plugin> | undefined, at) => {
    if (typeof plugin?.start !== "function")
      refuse(`plugins[${at}]`, "write the result of calling a definePlugin() function with its configuration");
    if (plugins.findIndex(({ name }) => name === plugin?.name) < at)
      refuse(`plugins[${at}]`, `the plugin ${plugin?.name} is already in the list: remove one of the two`);
  });
  if (plugins.filter(({ meters }) => meters !== undefined).length > 1)
    refuse("plugins", "only one plugin can receive measurements: leave out all others that have meters");
  return plugins;
}
