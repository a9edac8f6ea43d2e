import type { Plugin } from "@relance/spec";
import { watch } from "@relance/watch";

export { watch };

/** The plugins of a configuration without `plugins`. Only this file of the core names plugins that run. */
export function defaultPlugins(): readonly Plugin[] {
  return [watch()];
}

/** The plugins of a configuration that reach no other system: those of the kinds that run by default. */
export function localPlugins(plugins: readonly Plugin[] = defaultPlugins()): readonly Plugin[] {
  const names = defaultPlugins().map(({ name }) => name);
  return plugins.filter(({ name }) => names.includes(name));
}
