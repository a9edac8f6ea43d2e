/** A message from a worker process: first that it is ready, at the end the resources that it used. */
export interface Told {
  readonly cpuSeconds: number;
}
