import type { Plugin } from "@relance/spec";
import { watch } from "@relance/watch";

export { watch };

/** Returns the plugins of a configuration without `plugins`. In the core, only this file names plugins. */
export function defaultPlugins(): readonly Plugin[] {
  return [watch()];
}

/** Returns the plugins that contact no other system: the default ones. */
export function localPlugins(plugins: readonly Plugin[] = defaultPlugins()): readonly Plugin[] {
  const names = defaultPlugins().map(({ name }) => name);
  return plugins.filter(({ name }) => names.includes(name));
}
