import type { Plugin } from "@relance/spec";
import { watch } from "@relance/watch";

export { watch };

/** The plugins of a configuration without `plugins`. In the core, only this file names plugins. */
export function defaultPlugins(): readonly Plugin[] {
  return [watch()];
}

/** The plugins of a configuration that contact no other system: those that are on by default. */
export function localPlugins(plugins: readonly Plugin[] = defaultPlugins()): readonly Plugin[] {
  const names = defaultPlugins().map(({ name }) => name);
  return plugins.filter(({ name }) => names.includes(name));
}
