const GROUPS = new Intl.NumberFormat("en");

/** 650000 → `650,000`. */
export function numberText(value: number): string {
  return GROUPS.format(value);
}

/** `1 person`, `2 people`. */
export function counted(value: number, one: string, many: string): string {
  return `${numberText(value)} ${value === 1 ? one : many}`;
}
