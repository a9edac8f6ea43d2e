/** Returns the single answer to a batch of one. */
export function only<T>(answers: readonly T[]): T {
  const [answer, ...more] = answers;
  if (answer === undefined || more.length > 0) throw new Error(`${answers.length} answers to a batch of one`);
  return answer;
}
