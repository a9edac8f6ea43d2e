/** The folder with the template files of a new project. Files whose names have a meaning for tools end in `.txt`. */
export const PROJECT_FOLDER: URL = new URL("../project/", import.meta.url);
