/** A value as JSON carries it, in which times are texts. */
export type Wired<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wired<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: Wired<T[Name]> }
      : T;
