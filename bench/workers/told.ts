/** Messages of a worker process: first that it is ready, at the end the resources used since it was started. */
export interface Told {
  readonly cpuSeconds: number;
}
