/** Returns whether the actor is a plugin, and not an operator or relance. */
export function isPlugin(actor: string): actor is `plugin:${string}` {
  return actor.startsWith("plugin:");
}

/** The actor's name for readers, without the prefix of plugins. */
export function actorName(actor: string): string {
  return isPlugin(actor) ? actor.slice("plugin:".length) : actor;
}
