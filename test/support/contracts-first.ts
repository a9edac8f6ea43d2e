import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Vitest starts with the largest files, which usually take longest. Files that call a contract are the exception: a few
 * lines, hundreds of tests. A contract that is started last would delay the end.
 */
export class ContractsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isContract = ({ moduleId }: TestSpecification) => /contract|conformance/.test(moduleId);
    return [...sorted.filter(isContract), ...sorted.filter((file) => !isContract(file))];
  }
}
