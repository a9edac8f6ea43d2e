/** Exports the project that `relance init` writes, for the package `create-relance`. */
export { nearName, shellWord } from "@relance/spec";
export {
  IGNORED,
  type ProjectFile,
  type ProjectPart,
  projectFiles,
  type WrittenProject,
  writeProject,
} from "./init/write-project.ts";
