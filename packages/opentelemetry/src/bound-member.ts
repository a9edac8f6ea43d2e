/** A member as its owner expects it to be called. */
export function boundMember<T extends object>(owner: T, name: string | symbol): unknown {
  const value: unknown = Reflect.get(owner, name);
  return typeof value === "function" ? value.bind(owner) : value; // as `this`, it expects itself
}
