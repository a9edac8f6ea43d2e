/** The type of a value after its conversion to JSON, in which times become text. */
export type Wired<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wired<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: Wired<T[Name]> }
      : T;
