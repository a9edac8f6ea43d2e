import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Starts the files that call a contract suite first. Such a file is short but runs hundreds of tests, and vitest would
 * otherwise start it last.
 */
export class ContractsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isContract = ({ moduleId }: TestSpecification) => /contract|conformance/.test(moduleId);
    return [...sorted.filter(isContract), ...sorted.filter((file) => !isContract(file))];
  }
}
