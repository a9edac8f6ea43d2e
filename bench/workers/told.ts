/** What a worker's process tells: first that it is open, at the end what it used since it was told to go. */
export interface Told {
  readonly cpuSeconds: number;
}
