import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Vitest starts with the largest files, which usually take longest. A file that calls a contract has a few lines and
 * hundreds of tests, so this sequencer starts such files first.
 */
export class ContractsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isContract = ({ moduleId }: TestSpecification) => /contract|conformance/.test(moduleId);
    return [...sorted.filter(isContract), ...sorted.filter((file) => !isContract(file))];
  }
}
