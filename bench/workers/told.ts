/**
 * Messages of a worker process: first that it is ready, at the end the resources that it has used since the start
 * signal.
 */
export interface Told {
  readonly cpuSeconds: number;
}
